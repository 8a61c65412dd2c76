"""Reading answers: a ministry's inbox, one comment to answer, findings for the approver."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureExecutor, MeasureVersion
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.responses.rules import is_boilerplate
from consult.domain.submissions.models import Comment, CommentBody, Submission
from consult.domain.submissions.reading import BY_RECEIPT, place_in
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page, cut, sliced

INBOX_PAGE = 50
VISIBLE_TO_BODIES = ("published", "published_redacted", "withheld")
STATE_ORDER = ("none", "returned", "draft", "submitted", "approved")


@dataclass(frozen=True)
class InboxFilter:
    """What a ministry wants to see: one consultation, a state, a measure, words."""

    consultation_id: uuid.UUID | None = None
    state: str = ""
    measure: str = ""
    words: str = ""
    role: str = ""


@dataclass(frozen=True)
class InboxRow:
    """A comment in the inbox with its answer so far (None when nobody began)."""

    comment: Comment
    response: Response | None
    role: str


@dataclass(frozen=True)
class CommentFile:
    """A comment with what is needed to answer it; `body_ids` are the bodies that may."""

    comment: Comment
    consultation: Consultation
    response: Response | None
    bodies: Sequence[CommentBody]
    revisions: Sequence[ResponseRevision] = field(default_factory=tuple)

    @property
    def consultation_id(self) -> uuid.UUID:
        """The consultation that decides about roles."""
        return self.comment.consultation_id

    @property
    def body_ids(self) -> frozenset[uuid.UUID]:
        """Bodies to which the comment is assigned."""
        return frozenset(body.organisation_id for body in self.bodies)


def _open_to_bodies() -> ColumnElement[bool]:
    return and_(Comment.publication.in_(VISIBLE_TO_BODIES), Comment.withdrawn_at.is_(None))


def _assigned(body_ids: Sequence[uuid.UUID]) -> Subquery:
    """The comments assigned to the bodies, each once: as lead when one of them leads."""
    return (
        select(CommentBody.comment_id, func.max(CommentBody.role).label("role"))
        .where(CommentBody.organisation_id.in_(body_ids))
        .group_by(CommentBody.comment_id)
        .subquery()
    )


def inbox(
    body_ids: Sequence[uuid.UUID], wanted: InboxFilter, *, cursor: str | None = None
) -> Page[InboxRow]:
    """Return a page of comments assigned to the bodies, in order of receipt; three queries.

    Only moderated comments appear: what waits for moderation or is spam does not (I-16 keeps
    withheld ones, which are still answered).
    """
    assigned = _assigned(body_ids)
    role = assigned.c.role
    statement = (
        select(Comment, Response, role)
        .join(assigned, assigned.c.comment_id == Comment.id)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(_open_to_bodies(), *_conditions(wanted, role))
        .options(
            joinedload(Comment.measure_version),
            joinedload(Comment.section),
            joinedload(Comment.submission).joinedload(Submission.organisation),
        )
    )
    page = sliced(statement, BY_RECEIPT, place_in(cursor), size=INBOX_PAGE)
    rows = db.session.execute(page).all()
    found = [InboxRow(comment, response, role) for comment, response, role in rows]
    return cut(found, size=INBOX_PAGE, key=lambda row: (row.comment.id,), cursor=cursor)


def _conditions(wanted: InboxFilter, role: ColumnElement[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.consultation_id:
        found.append(Comment.consultation_id == wanted.consultation_id)
    if wanted.state == "none":
        found.append(Response.id.is_(None))
    elif wanted.state:
        found.append(Response.state == wanted.state)
    if wanted.role:
        found.append(role == wanted.role)
    if wanted.measure:
        number = select(MeasureVersion.id).where(MeasureVersion.number == wanted.measure)
        found.append(Comment.measure_version_id.in_(number))
    if wanted.words:
        found.append(Comment.search_text.contains(wanted.words, autoescape=True))
    return found


def inbox_counts(body_ids: Sequence[uuid.UUID], consultation_id: uuid.UUID) -> dict[str, int]:
    """Return how many comments of the bodies stand in each state of the answer; one query."""
    state = func.coalesce(Response.state, "none")
    assigned = _assigned(body_ids)
    statement = (
        select(state, func.count())
        .select_from(Comment)
        .join(assigned, assigned.c.comment_id == Comment.id)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(_open_to_bodies())
        .where(Comment.consultation_id == consultation_id)
        .group_by(state)
    )
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    return {code: found.get(code, 0) for code in STATE_ORDER}


def comment_file(comment_id: uuid.UUID) -> CommentFile:
    """Return one comment with everything needed to answer it; raises NotFound."""
    statement = (
        select(Comment)
        .where(Comment.id == comment_id, _open_to_bodies())
        .options(
            joinedload(Comment.section),
            joinedload(Comment.measure_version)
            .selectinload(MeasureVersion.executors)
            .joinedload(MeasureExecutor.organisation),
            joinedload(Comment.measure_version).joinedload(MeasureVersion.section),
            joinedload(Comment.submission).joinedload(Submission.organisation),
        )
    )
    comment = db.session.scalar(statement)
    if comment is None:
        raise NotFound
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    return CommentFile(
        comment=comment,
        consultation=consultation,
        response=response_of(comment.id),
        bodies=_bodies(comment.id),
        revisions=_revisions(comment.id),
    )


def response_of(comment_id: uuid.UUID) -> Response | None:
    """Return the present answer to a comment, if any."""
    statement = (
        select(Response)
        .where(Response.comment_id == comment_id)
        .options(joinedload(Response.organisation), joinedload(Response.duplicate_of))
    )
    return db.session.scalar(statement)


def _bodies(comment_id: uuid.UUID) -> Sequence[CommentBody]:
    statement = (
        select(CommentBody)
        .where(CommentBody.comment_id == comment_id)
        .options(joinedload(CommentBody.organisation))
        .order_by(CommentBody.role.desc(), CommentBody.organisation_id)
    )
    return db.session.scalars(statement).all()


def _revisions(comment_id: uuid.UUID) -> Sequence[ResponseRevision]:
    statement = (
        select(ResponseRevision)
        .join(Response, Response.id == ResponseRevision.response_id)
        .where(Response.comment_id == comment_id)
        .order_by(ResponseRevision.number.desc())
    )
    return db.session.scalars(statement).all()


def comment_by_code(consultation_id: uuid.UUID, code: str) -> Comment | None:
    """Return a comment by its code within a consultation."""
    statement = select(Comment).where(
        Comment.consultation_id == consultation_id, Comment.code == code
    )
    return db.session.scalar(statement)


def approved_for(comment_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Response]:
    """Return the approved answers of some comments by comment id; one query."""
    statement = (
        select(Response)
        .where(Response.comment_id.in_(comment_ids), Response.state == "approved")
        .options(joinedload(Response.organisation))
    )
    return {response.comment_id: response for response in db.session.scalars(statement)}


def boilerplate_of(response: Response) -> tuple[int, int] | None:
    """Return (rejections with the same reasons, all rejections) when that is boilerplate (A-03)."""
    if response.disposition != "rejected" or not response.reasons:
        return None
    of_all = and_(
        Response.consultation_id == response.consultation_id, Response.disposition == "rejected"
    )
    same = or_(
        *(
            Response.reasons[code].astext == text
            for code, text in response.reasons.as_dict().items()
        )
    )
    counts = select(func.count().filter(same), func.count()).where(of_all)
    equal, rejected = db.session.execute(counts).one()
    return (equal, rejected) if is_boilerplate(equal, rejected) else None


def consultations_of_bodies(ids: Sequence[uuid.UUID]) -> Sequence[Consultation]:
    """Return the consultations with these ids, newest first."""
    statement = select(Consultation).where(Consultation.id.in_(ids))
    return db.session.scalars(statement.order_by(Consultation.closes_at.desc().nulls_last())).all()


def bodies_named(ids: Sequence[uuid.UUID]) -> Sequence[Organisation]:
    """Return organisations by ids, in the order of their codes."""
    statement = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.code)
    return db.session.scalars(statement).all()
