"""One step on several answers at once: what can be done is done, the others are named."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.responses import rules
from consult.domain.responses.lacking import facts_of
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.responses.refusals import NotDraftable
from consult.domain.responses.steps import STEPS, Asked, Step, circumstances
from consult.domain.submissions.models import Comment, CommentBody
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, ConsultError, Forbidden, NotFound
from consult.kernel.localised import LocalisedText
from consult.machinery import audit


@dataclass(frozen=True)
class Answer:
    """What a body answers: disposition, reasons and the facts that the disposition needs.

    `facts` holds the columns named in rules.LOCALISED_FACTS and rules.PLAIN_FACTS,
    `promised_version`, the number of a version or None, and `duplicate_of`, a Comment.
    """

    disposition: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """An answer to store, and the row version its writer saw: 0 for none yet, None for any."""

    answer: Answer
    expected: int | None = None


@dataclass(frozen=True)
class Refused:
    """A comment whose answer was not taken further, and why."""

    comment_id: uuid.UUID
    code: str
    error: ConsultError


@dataclass
class Outcome:
    """What came of a step: the answers as they stand now, and those refused."""

    done: list[Response] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def only(self) -> Response:
        """Return the answer of a step on one comment; raises what refused it."""
        if self.refused:
            raise self.refused[0].error
        return self.done[0]


@dataclass(frozen=True)
class _Writing:
    """For which body, by whom, for which group and when drafts are stored."""

    body_id: uuid.UUID
    by: Actor
    group_id: uuid.UUID | None
    at: datetime


def save_drafts(
    consultation_id: uuid.UUID,
    wanted: Mapping[uuid.UUID, Draft],
    *,
    body_id: uuid.UUID,
    by: Actor,
    group_id: uuid.UUID | None = None,
) -> Outcome:
    """Store answers of a body by comment id as drafts; nothing needs to be complete yet.

    Each may be refused alone: Conflict (facts: theirs), NotDraftable after approval, Forbidden for
    a body that is not asked to answer. Raises Forbidden when the actor does not write for the body.
    A number of statements that does not depend on the number of answers, besides their own rows.
    """
    if not by.is_system and body_id not in by.bodies(consultation_id, *MINISTRY_ROLES):
        raise Forbidden
    comments, present = locked(consultation_id, wanted)
    asked = _asked_bodies(wanted)
    writing = _Writing(body_id, by, group_id, now())
    outcome = Outcome()
    for comment in comments:
        draft, response = wanted[comment.id], present.get(comment.id)
        try:
            _check_draft(response, draft.expected)
            if not by.is_system:
                _check_asked(asked.get(comment.id, {}), response, body_id)
        except ConsultError as error:
            outcome.refused.append(Refused(comment.id, comment.code, error))
        else:
            response = response or _new(comment.id, consultation_id)
            outcome.done.append(_drafted(response, draft.answer, writing))
    _finish("drafted", outcome.done, consultation_id, by)
    return outcome


def take_step(
    name: str,
    consultation: Consultation,
    expected: Mapping[uuid.UUID, int],
    *,
    by: Actor,
    remark: str = "",
) -> Outcome:
    """Take answers further by a step of steps.STEPS: `expected` maps comment ids to row versions.

    Each may be refused alone: Conflict, WrongState, Forbidden, SamePerson, Missing and the others
    of responses.refusals.
    """
    step = STEPS[name]
    comments, present = locked(consultation.id, expected)
    asked = Asked(by, remark, circumstances(list(present.values()), consultation), now())
    outcome = Outcome()
    for comment in comments:
        response = present.get(comment.id)
        try:
            _check_step(step, response, expected[comment.id], asked)
        except ConsultError as error:
            outcome.refused.append(Refused(comment.id, comment.code, error))
        else:
            assert response is not None  # noqa: S101  _check_step refuses what is not there
            step.change(response, asked)
            response.updated_at = asked.at
            outcome.done.append(response)
    _finish(step.action, outcome.done, consultation.id, by)
    return outcome


def locked(
    consultation_id: uuid.UUID, comment_ids: Iterable[uuid.UUID]
) -> tuple[Sequence[Row[uuid.UUID, str]], dict[uuid.UUID, Response]]:
    """Return comments (id, code) and their answers, locked until the end; raises NotFound."""
    ids = list(comment_ids)
    statement = (
        select(Comment.id, Comment.code)
        .where(Comment.consultation_id == consultation_id, Comment.id.in_(ids))
        .order_by(Comment.id)
    )
    comments = db.session.execute(statement.with_for_update()).all()
    if not ids or len(comments) != len(ids):
        raise NotFound
    answers = (
        select(Response)
        .where(Response.comment_id.in_(ids))
        .options(joinedload(Response.organisation), joinedload(Response.duplicate_of))
        .with_for_update(of=Response)
        .execution_options(populate_existing=True)
    )
    return comments, {found.comment_id: found for found in db.session.scalars(answers)}


def _asked_bodies(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    statement = select(CommentBody.comment_id, CommentBody.organisation_id, CommentBody.role)
    found: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for comment_id, body_id, role in db.session.execute(
        statement.where(CommentBody.comment_id.in_(ids))
    ):
        found.setdefault(comment_id, {})[body_id] = role
    return found


def _check_draft(response: Response | None, expected: int | None) -> None:
    if response is None:
        if expected:
            raise Conflict(theirs=None)
    elif response.state == "approved":
        raise NotDraftable
    elif expected is not None and response.row_version != expected:
        raise Conflict(theirs=response)


def _check_asked(
    asked: Mapping[uuid.UUID, str], response: Response | None, body_id: uuid.UUID
) -> None:
    if body_id not in rules.answering(asked, response.organisation_id if response else None):
        raise Forbidden


def _new(comment_id: uuid.UUID, consultation_id: uuid.UUID) -> Response:
    response = Response(id=uuid.uuid4(), comment_id=comment_id, consultation_id=consultation_id)
    db.session.add(response)
    return response


def _drafted(response: Response, answer: Answer, writing: _Writing) -> Response:
    response.organisation_id, response.group_id = writing.body_id, writing.group_id
    response.disposition = answer.disposition
    for name in rules.LOCALISED_FACTS:
        setattr(response, name, LocalisedText.of(answer.facts.get(name)))
    for name in rules.PLAIN_FACTS:
        setattr(response, name, answer.facts.get(name) or "")
    response.promised_version = answer.facts.get("promised_version")
    target = answer.facts.get("duplicate_of")
    response.duplicate_of_id = target.id if target is not None else None
    response.state, response.updated_at = "draft", writing.at
    response.prepared_by, response.prepared_by_id = writing.by.name, writing.by.user_id
    response.reviewed_by, response.reviewed_by_id, response.reviewed_at = "", None, None
    return response


def _check_step(step: Step, response: Response | None, expected: int, asked: Asked) -> None:
    if response is None:
        raise NotFound
    if response.row_version != expected:
        raise Conflict(theirs=response)
    step.check(response, asked)


def _finish(
    action: str, responses: Sequence[Response], consultation_id: uuid.UUID, by: Actor
) -> None:
    """Append the answers to their histories and write the one entry of the audit log."""
    if not responses:
        return
    keep_history(responses, by)
    if len(responses) == 1:
        one = responses[0]
        facts = {"disposition": one.disposition}
        audit.record(f"response.{action}", one, by=by, consultation_id=consultation_id, **facts)
        return
    audit.record(
        f"responses.{action}",
        db.session.get_one(Consultation, consultation_id),
        by=by,
        consultation_id=consultation_id,
        comments=len(responses),
        responses=[response.id for response in responses],
    )


def keep_history(responses: Sequence[Response], by: Actor) -> None:
    """Append the present state of answers to their histories."""
    db.session.flush()
    last = select(ResponseRevision.response_id, func.max(ResponseRevision.number))
    ids = [response.id for response in responses]
    rows = db.session.execute(
        last.where(ResponseRevision.response_id.in_(ids)).group_by(ResponseRevision.response_id)
    )
    numbers = {row[0]: row[1] for row in rows}
    db.session.add_all(_revision(one, numbers.get(one.id, 0) + 1, by) for one in responses)


def _revision(response: Response, number: int, by: Actor) -> ResponseRevision:
    data = {
        name: value.as_dict() if isinstance(value, LocalisedText) else str(value or "")
        for name, value in facts_of(response).items()
    }
    return ResponseRevision(
        response_id=response.id,
        number=number,
        state=response.state,
        data=data | {"disposition": response.disposition, "remark": response.remark},
        by_name=by.name,
    )
