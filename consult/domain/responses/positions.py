"""What co-responsible bodies say to the answer of the lead; two persons prepare and approve."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses.models import Response, ResponsePosition, ResponseRevision
from consult.domain.responses.refusals import NothingToAnswerTo, SamePerson
from consult.domain.responses.steps import is_preparer
from consult.domain.submissions.models import Comment, CommentBody
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Forbidden, Missing, NotFound, WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

SHOWN_SINCE = ("report_published", "decision_made", "monitoring", "archived")


@dataclass(frozen=True)
class Standing:
    """A co-responsible body with its position, None while it owes one.

    `is_earlier` tells that the lead has changed the answer since.
    """

    body: CommentBody
    position: ResponsePosition | None
    is_earlier: bool = False

    @property
    def state(self) -> str:
        """Return the state of the position: none, draft or approved."""
        return self.position.state if self.position else "none"


def state_position(
    comment: Comment,
    *,
    body_id: uuid.UUID,
    stance: str,
    text: LocalisedText,
    by: Actor,
    expected: int = 0,
) -> ResponsePosition:
    """Store the position of a co-responsible body as a draft; an approved one is opened again.

    `expected` is the row version the writer saw (0: none yet). Raises Forbidden, NothingToAnswerTo
    before the lead has written, Conflict (facts: theirs).
    """
    _must_be_co(comment, body_id, by)
    present = _locked(comment, body_id)
    if (present.row_version if present else 0) != expected:
        raise Conflict(theirs=present)
    if present is None:
        present = ResponsePosition(
            comment_id=comment.id, consultation_id=comment.consultation_id, organisation_id=body_id
        )
        db.session.add(present)
    present.stance, present.text, present.state = stance, text, "draft"
    present.prepared_by, present.prepared_by_id = by.name, by.user_id
    present.approved_by, present.approved_by_id, present.approved_at = "", None, None
    present.updated_at = now()
    db.session.flush()
    audit.record(
        "response.positioned",
        present,
        by=by,
        consultation_id=comment.consultation_id,
        stance=stance,
    )
    return present


def approve_position(position: ResponsePosition, *, by: Actor, expected: int) -> ResponsePosition:
    """Approve a position as another person of its body; dissent and additions need their words.

    The words are given in both official languages that the consultation declares. Raises Conflict,
    WrongState, Forbidden, SamePerson, Missing.
    """
    statement = select(ResponsePosition).where(ResponsePosition.id == position.id)
    held = db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    if held is None or held.row_version != expected:
        raise Conflict(theirs=held)
    if held.state != "draft":
        raise WrongState(state=held.state, wanted=["draft"])
    _check_approver(held, by)
    consultation = db.session.get_one(Consultation, held.consultation_id)
    if lacking := lacking_words(held.stance, held.text, consultation.languages):
        raise Missing(missing=lacking)
    held.state, held.approved_at, held.updated_at = "approved", now(), now()
    held.approved_by, held.approved_by_id = by.name, by.user_id
    audit.record(
        "response.position_approved",
        held,
        by=by,
        consultation_id=held.consultation_id,
        stance=held.stance,
    )
    return held


def lacking_words(stance: str, text: LocalisedText, languages: Collection[str]) -> list[str]:
    """Return what a position lacks as codes: `words`, or `words:kk` for one language."""
    if stance == "agree":
        return []
    if not text:
        return ["words"]
    return [f"words:{code}" for code in ("kk", "ru") if code in languages and not text.exact(code)]


def _check_approver(position: ResponsePosition, by: Actor) -> None:
    bodies = by.bodies(position.consultation_id, "ministry_approver")
    if not by.is_system and position.organisation_id not in bodies:
        raise Forbidden
    if is_preparer(position, by):
        raise SamePerson


def _must_be_co(comment: Comment, body_id: uuid.UUID, by: Actor) -> None:
    if not by.is_system and body_id not in by.bodies(comment.consultation_id, *MINISTRY_ROLES):
        raise Forbidden
    role = select(CommentBody.role).where(
        CommentBody.comment_id == comment.id, CommentBody.organisation_id == body_id
    )
    if db.session.scalar(role) != "co":
        raise Forbidden


def _locked(comment: Comment, body_id: uuid.UUID) -> ResponsePosition | None:
    answers = select(Response.id).where(Response.comment_id == comment.id).with_for_update()
    if db.session.scalar(answers) is None:
        raise NothingToAnswerTo
    statement = select(ResponsePosition).where(
        ResponsePosition.comment_id == comment.id, ResponsePosition.organisation_id == body_id
    )
    return db.session.scalar(statement.execution_options(populate_existing=True))


def position_by_id(comment_id: uuid.UUID, position_id: uuid.UUID) -> ResponsePosition:
    """Return a position on this comment; raises NotFound."""
    found = db.session.get(ResponsePosition, position_id)
    if found is None or found.comment_id != comment_id:
        raise NotFound
    return found


def standings(
    comment_id: uuid.UUID,
    bodies: Sequence[CommentBody],
    revisions: Sequence[ResponseRevision] = (),
) -> list[Standing]:
    """Return the co-responsible bodies of a comment with their positions; one query.

    `revisions` is the history of the answer: a position older than its last draft is an earlier
    one.
    """
    statement = select(ResponsePosition).where(ResponsePosition.comment_id == comment_id)
    found = {one.organisation_id: one for one in db.session.scalars(statement)}
    drafted = max((one.at for one in revisions if one.state == "draft"), default=None)
    return [
        Standing(body, found.get(body.organisation_id), _is_earlier(found, body, drafted))
        for body in bodies
        if body.role == "co"
    ]


def _is_earlier(
    found: dict[uuid.UUID, ResponsePosition], body: CommentBody, drafted: datetime | None
) -> bool:
    position = found.get(body.organisation_id)
    return bool(position and drafted and position.updated_at < drafted)


def given_by(
    bodies: Collection[uuid.UUID], comment_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, ResponsePosition]:
    """Return the positions of these bodies by comment; one query."""
    statement = select(ResponsePosition).where(
        ResponsePosition.organisation_id.in_(bodies), ResponsePosition.comment_id.in_(comment_ids)
    )
    return {one.comment_id: one for one in db.session.scalars(statement)}


def public_positions(
    comment_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID, list[ResponsePosition]]:
    """Return approved dissent and additions by comment once the report is published; one query."""
    statement = (
        select(ResponsePosition)
        .join(Consultation, Consultation.id == ResponsePosition.consultation_id)
        .where(
            ResponsePosition.comment_id.in_(comment_ids),
            ResponsePosition.state == "approved",
            ResponsePosition.stance != "agree",
            Consultation.state.in_(SHOWN_SINCE),
        )
        .options(joinedload(ResponsePosition.organisation))
        .order_by(ResponsePosition.approved_at, ResponsePosition.id)
    )
    found: dict[uuid.UUID, list[ResponsePosition]] = {}
    for position in db.session.scalars(statement):
        found.setdefault(position.comment_id, []).append(position)
    return found


def open_points(comment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Return (positions owed, bodies that dissent) by comment where there are any; one query."""
    approved = ResponsePosition.state == "approved"
    owed = func.count().filter(ResponsePosition.id.is_(None) | ~approved)
    dissent = func.count().filter(approved & (ResponsePosition.stance == "dissent"))
    statement = (
        select(CommentBody.comment_id, owed, dissent)
        .outerjoin(
            ResponsePosition,
            (ResponsePosition.comment_id == CommentBody.comment_id)
            & (ResponsePosition.organisation_id == CommentBody.organisation_id),
        )
        .where(CommentBody.comment_id.in_(comment_ids), CommentBody.role == "co")
        .group_by(CommentBody.comment_id)
    )
    rows = db.session.execute(statement)
    return {comment_id: (few, against) for comment_id, few, against in rows if few or against}
