"""Whether accepted answers were taken up (I-10, A-04): links to changes, promises, suggestions."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.changes.models import Change, ChangeCause
from consult.domain.changes.queries import changes_of_comments
from consult.domain.changes.rules import TEXTUAL
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.localised import LocalisedText
from consult.kernel.paging import Page, cut, decode_cursor, sliced

PROMISING = ("accepted", "partly")
PAGE = 20


@dataclass(frozen=True)
class Progress:
    """How far a plan is: the number of the version discussed and of the newest public one."""

    discussed: int = 1
    newest: int = 1

    @property
    def went_on(self) -> bool:
        """Whether a later version than the one discussed is public."""
        return self.newest > self.discussed


@dataclass(frozen=True)
class Promise:
    """An answer that promises a change, the changes tied to its comment, what is still wrong.

    `state` is kept, promised (for a version to come), said (no later version yet), broken (the
    promised version is out without it) or open.
    """

    comment: Comment
    response: Response
    changes: Sequence[Change]
    state: str


def progress_of(consultation_id: uuid.UUID) -> Progress:
    """Return which version comments stand on and which is the newest public one; one query."""
    commented = (
        select(func.max(PlanVersion.number))
        .join(MeasureVersion, MeasureVersion.plan_version_id == PlanVersion.id)
        .join(Comment, Comment.measure_version_id == MeasureVersion.id)
        .where(Comment.consultation_id == consultation_id)
        .scalar_subquery()
    )
    public = and_(
        PlanVersion.consultation_id == consultation_id, PlanVersion.state.in_(PUBLIC_VERSIONS)
    )
    row = db.session.execute(
        select(commented, func.min(PlanVersion.number), func.max(PlanVersion.number)).where(public)
    ).one()
    return Progress(row[0] or row[1] or 1, row[2] or 1)


def promising() -> ColumnElement[bool]:
    """Return the condition that an answer promises a change and its comment still stands."""
    return and_(
        Response.disposition.in_(PROMISING),
        Comment.withdrawn_at.is_(None),
        Comment.publication != "spam",
    )


def linked(*, only_public: bool) -> ColumnElement[bool]:
    """Return the condition that a change of the words is tied to the comment."""
    tied = (
        select(ChangeCause.comment_id)
        .join(Change, Change.id == ChangeCause.change_id)
        .where(ChangeCause.comment_id == Comment.id, Change.kind.in_(TEXTUAL))
    )
    if only_public:
        tied = tied.join(PlanVersion, PlanVersion.id == Change.plan_version_id)
        tied = tied.where(PlanVersion.state.in_(PUBLIC_VERSIONS))
    return tied.exists()


def unkept(progress: Progress, *, only_public: bool) -> ColumnElement[bool]:
    """Return the condition that a promising answer names no change (A-04).

    A promise for a version to come counts; before a later version is public it is enough that the
    answer says what is to change.
    """
    due = or_(Response.promised_version.is_(None), Response.promised_version <= progress.newest)
    return and_(~linked(only_public=only_public), due, ~_said(progress))


def _said(progress: Progress) -> ColumnElement[bool]:
    if progress.went_on:
        return false()
    return or_(
        Response.change_ref != "", Response.target_measure != "", Response.change != LocalisedText()
    )


def page_of_promises(
    consultation_id: uuid.UUID, *, only_open: bool = False, cursor: str | None = None
) -> Page[Promise]:
    """Return twenty answers that promise a change, those without one first; constant queries."""
    progress = progress_of(consultation_id)
    settled = case((unkept(progress, only_public=False), 0), else_=1)
    statement = _promises(consultation_id).add_columns(settled)
    if only_open:
        statement = statement.where(unkept(progress, only_public=False))
    order = (settled, Comment.shown_at, Comment.id)
    rows = db.session.execute(sliced(statement, order, _place(cursor), size=PAGE)).all()
    page = cut(rows, size=PAGE, key=_sort_key, cursor=cursor)
    return Page(_told(page.items, progress), page.next, page.previous)


def promise_of(comment_id: uuid.UUID) -> Promise:
    """Return the promising answer to a comment; raises NotFound."""
    row = db.session.execute(_promises(None).where(Comment.id == comment_id)).first()
    if row is None:
        raise NotFound
    return _told([row], progress_of(row[0].consultation_id))[0]


def count_open(consultation_id: uuid.UUID) -> int:
    """Return how many promising answers name no change; two queries."""
    condition = unkept(progress_of(consultation_id), only_public=False)
    statement = (
        select(func.count())
        .select_from(Comment)
        .join(Response, Response.comment_id == Comment.id)
        .where(Comment.consultation_id == consultation_id, promising(), condition)
    )
    return db.session.scalar(statement) or 0


def broken_promises(consultation_id: uuid.UUID) -> list[Promise]:
    """Return the answers whose promised version is public without their change; four queries."""
    progress = progress_of(consultation_id)
    late = and_(Response.promised_version <= progress.newest, unkept(progress, only_public=True))
    statement = _promises(consultation_id).where(late).order_by(Comment.shown_at, Comment.id)
    return _told(db.session.execute(statement).all(), progress)


def linked_among(comment_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Return those of the comments to which a change is tied, also of a draft; one query."""
    statement = select(ChangeCause.comment_id).where(ChangeCause.comment_id.in_(comment_ids))
    return frozenset(db.session.scalars(statement))


def _promises(consultation_id: uuid.UUID | None) -> Any:
    statement = (
        select(Comment, Response)
        .join(Response, Response.comment_id == Comment.id)
        .where(promising())
        .options(
            joinedload(Comment.measure_version).joinedload(MeasureVersion.plan_version),
            joinedload(Comment.section),
            joinedload(Response.organisation),
        )
    )
    if consultation_id is not None:
        statement = statement.where(Comment.consultation_id == consultation_id)
    return statement


def _told(rows: Iterable[Any], progress: Progress) -> list[Promise]:
    pairs = [(row[0], row[1]) for row in rows]
    tied = changes_of_comments([comment.id for comment, _one in pairs], only_public=False)
    return [
        Promise(
            comment,
            response,
            tied.get(comment.id, []),
            _state(response, tied.get(comment.id, []), progress),
        )
        for comment, response in pairs
    ]


def _state(response: Response, changes: Sequence[Change], progress: Progress) -> str:
    if any(change.kind in TEXTUAL for change in changes):
        return "kept"
    if response.promised_version is not None:
        return "promised" if response.promised_version > progress.newest else "broken"
    said = response.change or response.change_ref or response.target_measure
    return "said" if said and not progress.went_on else "open"


def _sort_key(row: Any) -> tuple[str, ...]:
    return str(row[2]), row[0].shown_at.isoformat(), str(row[0].id)


def _place(cursor: str | None) -> tuple[bool, tuple[int, datetime, uuid.UUID]] | None:
    if not cursor:
        return None
    backwards, values = decode_cursor(cursor)
    try:
        settled, at, identity = values
        place = (int(settled), datetime.fromisoformat(at), uuid.UUID(identity))
    except ValueError as error:
        raise NotFound from error
    if place[1].tzinfo is None:
        raise NotFound
    return backwards, place
