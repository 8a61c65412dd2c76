"""A ministry's inbox: what its bodies are asked, what is due first on top; counts by state."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    Tuple,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased, joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.responses.decided import decided
from consult.domain.responses.models import Response
from consult.domain.responses.queries import open_to_bodies
from consult.domain.submissions.models import Comment, CommentBody, CommentGroup, Submission
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page, cut, decode_cursor, sliced

PAGE_SIZE = 50
STATE_ORDER = ("none", "returned", "draft", "submitted", "reviewed", "approved")
WRITERS = ("mine", "others")
NEVER = date(9999, 12, 31)


@dataclass(frozen=True)
class InboxFilter:
    """What a ministry wants to see; an empty value does not narrow.

    `writer` is mine or others: who prepared the answer, seen from `user_id`. `words` are folded.
    `decided` is any or open: a meeting decided on the comment, or that is not carried out yet.
    """

    state: str = ""
    measure: str = ""
    words: str = ""
    role: str = ""
    kind: str = ""
    group: str = ""
    writer: str = ""
    user_id: uuid.UUID | None = None
    decided: str = ""


@dataclass(frozen=True)
class InboxRow:
    """A comment in the inbox: its answer so far (None when nobody began), role, last day, group."""

    comment: Comment
    response: Response | None
    role: str
    due_on: date | None
    group: CommentGroup | None = None

    @property
    def state(self) -> str:
        """Return the state of the answer, `none` before it was begun."""
        return self.response.state if self.response else "none"

    @property
    def box(self) -> str:
        """Return what a box of the list stands for: the comment and the row version seen."""
        return f"{self.comment.id}:{self.response.row_version if self.response else 0}"


def inbox(
    body_ids: Sequence[uuid.UUID],
    consultation: Consultation,
    wanted: InboxFilter,
    *,
    cursor: str | None = None,
) -> Page[InboxRow]:
    """Return a page of comments assigned to the bodies, by the day they are due; one query.

    What is approved comes last. Only moderated comments appear: what waits for moderation or is
    spam does not (I-16 keeps withheld ones, which are still answered).
    """
    assigned = _assigned(body_ids)
    due = _due(assigned, consultation)
    done = case((Response.state == "approved", 1), else_=0)
    statement: Select[Any] = (
        select(Comment, Response, assigned.c.role, due, CommentGroup, done)
        .join(assigned, assigned.c.comment_id == Comment.id)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .outerjoin(CommentGroup, CommentGroup.id == Comment.group_id)
        .where(Comment.consultation_id == consultation.id, open_to_bodies())
        .where(*_conditions(wanted, consultation.id, assigned.c.role))
        .options(
            joinedload(Comment.measure_version),
            joinedload(Comment.section),
            joinedload(Comment.submission).joinedload(Submission.organisation),
        )
    )
    order = (done, due, Comment.shown_at, Comment.id)
    found = db.session.execute(sliced(statement, order, _place(cursor), size=PAGE_SIZE)).all()
    page = cut(found, size=PAGE_SIZE, key=lambda row: (row[5], row[3], row[0].id), cursor=cursor)
    rows = [
        InboxRow(comment, response, role, None if due_on == NEVER else due_on, group)
        for comment, response, role, due_on, group, _done in page.items
    ]
    return Page(rows, next=page.next, previous=page.previous)


def _assigned(body_ids: Sequence[uuid.UUID]) -> Subquery:
    """The comments assigned to the bodies, each once: as lead when one of them leads."""
    return (
        select(
            CommentBody.comment_id,
            func.max(CommentBody.role).label("role"),
            func.min(CommentBody.due_on).label("due_on"),
        )
        .where(CommentBody.organisation_id.in_(body_ids))
        .group_by(CommentBody.comment_id)
        .subquery()
    )


def _due(assigned: Subquery, consultation: Consultation) -> ColumnElement[date]:
    usual = literal(consultation.response_due_on or NEVER, Date())
    return func.coalesce(assigned.c.due_on, usual, type_=Date())


def _place(cursor: str | None) -> tuple[bool, Tuple] | None:
    """Return (backwards, place) of a cursor that holds done, day and id: not when it came in."""
    if not cursor:
        return None
    backwards, values = decode_cursor(cursor)
    try:
        done, due, identity = values
        place = int(done), date.fromisoformat(due), uuid.UUID(identity)
    except ValueError as error:
        raise NotFound from error
    known = aliased(Comment)
    placed = select(known.shown_at).where(known.id == place[2]).scalar_subquery()
    return backwards, tuple_(
        literal(place[0], Integer()), literal(place[1], Date()), placed, literal(place[2])
    )


def _conditions(
    wanted: InboxFilter, consultation_id: uuid.UUID, role: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == "none":
        found.append(Response.id.is_(None))
    elif wanted.state:
        found.append(Response.state == wanted.state)
    if wanted.role:
        found.append(role == wanted.role)
    if wanted.kind:
        found.append(Comment.kind == wanted.kind)
    if wanted.measure:
        found.append(Comment.measure_version_id.in_(_numbered(consultation_id, wanted.measure)))
    if wanted.words:
        found.append(Comment.search_text.contains(wanted.words, autoescape=True))
    if wanted.decided:
        found.append(decided(undone=wanted.decided == "open"))
    return found + _of_people(wanted)


def _numbered(consultation_id: uuid.UUID, number: str) -> Select[Any]:
    return (
        select(MeasureVersion.id)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id, MeasureVersion.number == number)
    )


def _of_people(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.group:
        found.append(Comment.group_id == _identity(wanted.group))
    if wanted.writer == "mine":
        found.append(Response.prepared_by_id == wanted.user_id)
    elif wanted.writer == "others":
        other = or_(Response.prepared_by_id.is_(None), Response.prepared_by_id != wanted.user_id)
        found += [Response.id.is_not(None), other]
    return found


def _identity(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise NotFound from error


def inbox_counts(body_ids: Sequence[uuid.UUID], consultation_id: uuid.UUID) -> dict[str, int]:
    """Return how many comments of the bodies stand in each state of the answer; one query."""
    state = func.coalesce(Response.state, "none")
    assigned = _assigned(body_ids)
    statement = (
        select(state, func.count())
        .select_from(Comment)
        .join(assigned, assigned.c.comment_id == Comment.id)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(open_to_bodies())
        .where(Comment.consultation_id == consultation_id)
        .group_by(state)
    )
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    return {code: found.get(code, 0) for code in STATE_ORDER}


def chosen_rows(
    body_ids: Sequence[uuid.UUID],
    consultation: Consultation,
    ids: Sequence[uuid.UUID],
    *,
    missing_ok: bool = False,
) -> list[InboxRow]:
    """Return the rows of these comments as far as they are assigned to the bodies; one query.

    Raises NotFound when one of them is not (unless that is fine): it looks like one that does not
    exist (X-09).
    """
    assigned = _assigned(body_ids)
    statement = (
        select(Comment, Response, assigned.c.role, _due(assigned, consultation), CommentGroup)
        .join(assigned, assigned.c.comment_id == Comment.id)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .outerjoin(CommentGroup, CommentGroup.id == Comment.group_id)
        .where(Comment.consultation_id == consultation.id, open_to_bodies(), Comment.id.in_(ids))
        .options(joinedload(Comment.measure_version), joinedload(Comment.section))
        .order_by(Comment.shown_at, Comment.id)
    )
    rows = [InboxRow(*row) for row in db.session.execute(statement).all()]
    if len(rows) != len(set(ids)) and not missing_ok:
        raise NotFound
    return rows
