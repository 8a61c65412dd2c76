"""The agenda of the national round table: disputed comments in the order of the plan, as pages."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload

from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.responses.decision_models import MeetingDecision
from consult.domain.responses.disputed import DISPUTED, DISSENT
from consult.domain.responses.models import Response, ResponsePosition
from consult.domain.responses.plan_order import ORDER, placed
from consult.domain.responses.reading import PublicComment, read_publicly
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page, cut, decode_cursor, sliced

PAGE_SIZE = 20
BESIDE = (Submission.organisation, Submission.round_table)
"""What is read with a submission, to tell who spoke and where."""
STATES = ("undecided", "decided", "open")


@dataclass(frozen=True)
class AgendaFilter:
    """What to show of the agenda; an empty value does not narrow.

    `state` is one of STATES: open ones are decided and not carried out yet. `body` is the id of the
    body that answered.
    """

    state: str = ""
    disposition: str = ""
    body: str = ""


@dataclass(frozen=True)
class Disputed:
    """A disputed comment as it may be read aloud: the public layer, the answer, what others say.

    `response` is the present answer in whatever state; `positions` are the approved ones of other
    bodies. Under a comment that is not shown (`comment.stub`) their words are not to be printed.
    """

    comment: PublicComment
    id: uuid.UUID
    measure: MeasureVersion | None
    section: Section | None
    response: Response | None
    positions: Sequence[ResponsePosition]
    decision: MeetingDecision | None

    @property
    def row_version(self) -> int:
        """The version of the decision that is looked at, 0 before there is one."""
        return self.decision.row_version if self.decision else 0

    @property
    def box(self) -> str:
        """Return what a box of the list stands for: the comment and the version looked at."""
        return f"{self.id}:{self.row_version}"


@dataclass(frozen=True)
class Progress:
    """How many comments stand on the agenda, are decided on, and wait for the bodies since."""

    total: int
    decided: int
    open: int


def disputed_comments(
    table: RoundTable,
    wanted: AgendaFilter = AgendaFilter(),
    *,
    zone: str,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Disputed]:
    """Return a page of the agenda of a meeting; six queries, one more behind the first page.

    It holds what stands in the table of disagreements (see responses.disputed) and what was
    decided at the meeting, also when the answer is with its body again. Raises NotFound for a
    forged cursor.
    """
    statement = _agenda(table).where(*_conditions(wanted))
    place = _place(table, cursor)
    found = db.session.execute(sliced(statement, ORDER, place, size=size)).all()
    page = cut(found, size=size, key=lambda row: (row[0].id,), cursor=cursor)
    return Page(_read(page.items, zone), next=page.next, previous=page.previous)


def disputed_comment(table: RoundTable, comment_id: uuid.UUID, *, zone: str) -> Disputed:
    """Return one comment of the agenda; raises NotFound when it does not stand there."""
    row = db.session.execute(_agenda(table).where(Comment.id == comment_id)).first()
    if row is None:
        raise NotFound
    return _read([row], zone)[0]


def neighbours(table: RoundTable, comment_id: uuid.UUID) -> tuple[uuid.UUID | None, ...]:
    """Return the comments before and after one on the agenda (None at the ends); three queries."""
    here = tuple_(*_key(table, comment_id))
    bare = _agenda(table).with_only_columns(Comment.id)
    order = tuple_(*ORDER)
    before = bare.where(order < here).order_by(*(column.desc() for column in ORDER))
    after = bare.where(order > here).order_by(*ORDER)
    return tuple(db.session.scalar(one.limit(1)) for one in (before, after))


def on_agenda(table: RoundTable, comment_ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return which of these comments stand on the agenda; one query."""
    statement = _agenda(table).with_only_columns(Comment.id).where(Comment.id.in_(comment_ids))
    return frozenset(db.session.scalars(statement))


def progress(table: RoundTable) -> Progress:
    """Return how far the meeting has come; one query."""
    undone = MeetingDecision.id.is_not(None) & MeetingDecision.carried_at.is_(None)
    counted = _agenda(table).with_only_columns(
        func.count(), func.count(MeetingDecision.id), func.count().filter(undone)
    )
    return Progress(*db.session.execute(counted).one())


def bodies_on(table: RoundTable) -> Sequence[Organisation]:
    """Return the bodies whose answers stand on the agenda; one query."""
    answered = _agenda(table).with_only_columns(Response.organisation_id)
    statement = select(Organisation).where(Organisation.id.in_(answered))
    return db.session.scalars(statement.order_by(Organisation.code, Organisation.id)).all()


def _agenda(table: RoundTable) -> Select[Any]:
    decision = and_(
        MeetingDecision.comment_id == Comment.id, MeetingDecision.round_table_id == table.id
    )
    columns: tuple[Any, ...] = (Comment, Response, MeetingDecision, Section)
    return (
        placed(select(*columns))
        .outerjoin(Response, Response.comment_id == Comment.id)
        .outerjoin(MeetingDecision, decision)
        .where(
            Comment.consultation_id == table.consultation_id,
            or_(Comment.publication != "spam", Comment.withdrawn_at.is_not(None)),
            or_(_is_disputed(), MeetingDecision.id.is_not(None)),
        )
        .options(
            *(contains_eager(Comment.submission).joinedload(one) for one in BESIDE),
            contains_eager(Comment.measure_version).joinedload(MeasureVersion.plan_version),
            joinedload(Response.organisation),
        )
    )


def _is_disputed() -> ColumnElement[bool]:
    """The rule of responses.disputed for the database: approved answers and approved dissent."""
    against = exists().where(
        ResponsePosition.comment_id == Comment.id,
        ResponsePosition.state == "approved",
        ResponsePosition.stance == DISSENT,
    )
    answer = and_(Response.state == "approved", Response.disposition.in_(DISPUTED))
    return or_(answer, against)


def _conditions(wanted: AgendaFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state == "undecided":
        found.append(MeetingDecision.id.is_(None))
    elif wanted.state:
        found.append(MeetingDecision.id.is_not(None))
    if wanted.state == "open":
        found.append(MeetingDecision.carried_at.is_(None))
    if wanted.disposition:
        found.append(Response.disposition == wanted.disposition)
    if wanted.body:
        found.append(Response.organisation_id == _identity(wanted.body))
    return found


def _identity(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise NotFound from error


def _place(table: RoundTable, cursor: str | None) -> tuple[bool, Any] | None:
    """Return (backwards, place) of a cursor that names the comment at the edge of a page."""
    if not cursor:
        return None
    backwards, values = decode_cursor(cursor)
    return backwards, tuple_(*_key(table, _identity(values[0] if values else "")))


def _key(table: RoundTable, comment_id: uuid.UUID) -> list[Any]:
    """The sort key of a comment of this consultation; raises NotFound."""
    columns: tuple[Any, ...] = ORDER
    key = placed(select(*columns).select_from(Comment)).where(
        Comment.id == comment_id, Comment.consultation_id == table.consultation_id
    )
    row = db.session.execute(key).first()
    if row is None:
        raise NotFound
    return [literal(value) for value in row]


def _read(rows: Sequence[Any], zone: str) -> list[Disputed]:
    comments = read_publicly([row[0] for row in rows], zone)
    positions = _positions([row[0].id for row in rows])
    return [
        Disputed(
            shown,
            comment.id,
            comment.measure_version,
            section,
            response,
            positions.get(comment.id, ()),
            decision,
        )
        for shown, (comment, response, decision, section) in zip(comments, rows, strict=True)
    ]


def _positions(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ResponsePosition]]:
    statement = (
        select(ResponsePosition)
        .where(ResponsePosition.comment_id.in_(ids), ResponsePosition.state == "approved")
        .options(joinedload(ResponsePosition.organisation))
        .order_by(ResponsePosition.approved_at, ResponsePosition.id)
    )
    found: dict[uuid.UUID, list[ResponsePosition]] = {}
    for position in db.session.scalars(statement):
        found.setdefault(position.comment_id, []).append(position)
    return found
