"""Reading changes: of a version with measures and causes, open ones, those a comment caused."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.changes.models import Change, ChangeCause, ChangeMeasure
from consult.domain.changes.rules import TEXTUAL
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page, cut, decode_cursor, decode_number, sliced

PAGE = 20


@dataclass(frozen=True)
class Counts:
    """How many changes a version has, how many still lack a cause (A-05), and of which kinds."""

    total: int = 0
    open: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)


def is_open() -> ColumnElement[bool]:
    """Return the condition that a change still lacks its cause (I-11, A-05)."""
    linked = select(ChangeCause.change_id).where(ChangeCause.change_id == Change.id).exists()
    silent = or_(Change.cause == "", and_(Change.cause == "comments", ~linked))
    return and_(Change.kind.in_(TEXTUAL), silent)


def followed_by(version: PlanVersion) -> PlanVersion | None:
    """Return the public version that a version follows; None for the first one."""
    statement = (
        select(PlanVersion)
        .where(
            PlanVersion.consultation_id == version.consultation_id,
            PlanVersion.number < version.number,
            PlanVersion.state.in_(PUBLIC_VERSIONS),
        )
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )
    return db.session.scalar(statement)


def changes_of(version_id: uuid.UUID) -> Sequence[Change]:
    """Return all changes of a version in order with measures and causes; five queries."""
    statement = _whole().where(Change.plan_version_id == version_id).order_by(Change.number)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def page_of_changes(
    version_id: uuid.UUID, *, only_open: bool = False, cursor: str | None = None
) -> Page[Change]:
    """Return twenty changes, those without a cause first, else in the order of the plan."""
    settled = case((is_open(), 0), else_=1)
    statement = _whole().add_columns(settled).where(Change.plan_version_id == version_id)
    if only_open:
        statement = statement.where(is_open())
    place = _place(cursor) if cursor else None
    page = sliced(statement, (settled, Change.number), place, size=PAGE)
    rows = db.session.execute(page).all()
    found = cut(rows, size=PAGE, key=lambda row: (row[1], row[0].number), cursor=cursor)
    return Page([row[0] for row in found.items], found.next, found.previous)


def page_in_order(version_id: uuid.UUID, cursor: str | None = None) -> Page[Change]:
    """Return twenty changes in the order of the plan, for the public."""
    statement = _whole().where(Change.plan_version_id == version_id)
    place = decode_number(cursor) if cursor else None
    rows = db.session.scalars(sliced(statement, (Change.number,), place, size=PAGE)).all()
    return cut(rows, size=PAGE, key=lambda row: (row.number,), cursor=cursor)


def change_by_number(version_id: uuid.UUID, number: int) -> Change:
    """Return one change with measures and causes; raises NotFound."""
    statement = _whole().where(Change.plan_version_id == version_id, Change.number == number)
    fresh = statement.execution_options(populate_existing=True)
    found: Change | None = db.session.scalar(fresh)
    if found is None:
        raise NotFound
    return found


def counts_of(version_id: uuid.UUID) -> Counts:
    """Return how many changes a version has, and how many are open; one query."""
    statement = (
        select(Change.kind, func.count(), func.count().filter(is_open()))
        .where(Change.plan_version_id == version_id)
        .group_by(Change.kind)
    )
    rows = db.session.execute(statement).all()
    return Counts(
        sum(row[1] for row in rows),
        sum(row[2] for row in rows),
        {row[0]: row[1] for row in rows},
    )


def open_changes_of(version_id: uuid.UUID) -> int:
    """Return how many changes of a version still lack their cause; one query."""
    return counts_of(version_id).open


def changes_of_comments(
    comment_ids: Collection[uuid.UUID], *, only_public: bool = True
) -> dict[uuid.UUID, list[Change]]:
    """Return the changes that comments caused, by comment, with measures and version; constant.

    `only_public` leaves out changes of versions that are not published.
    """
    statement = (
        select(ChangeCause.comment_id, Change)
        .join(Change, Change.id == ChangeCause.change_id)
        .join(Change.plan_version)
        .where(ChangeCause.comment_id.in_(comment_ids))
        .order_by(PlanVersion.number, Change.number)
        .options(joinedload(Change.plan_version), _measures())
    )
    if only_public:
        statement = statement.where(PlanVersion.state.in_(PUBLIC_VERSIONS))
    found: dict[uuid.UUID, list[Change]] = {}
    for comment_id, change in db.session.execute(statement):
        found.setdefault(comment_id, []).append(change)
    return found


def caused_by(comment_id: uuid.UUID) -> Mapping[PlanVersion, Sequence[Change]]:
    """Return the public changes that a comment caused, whole, by version, oldest first."""
    statement = (
        _whole()
        .join(ChangeCause, ChangeCause.change_id == Change.id)
        .join(PlanVersion, PlanVersion.id == Change.plan_version_id)
        .where(ChangeCause.comment_id == comment_id, PlanVersion.state.in_(PUBLIC_VERSIONS))
        .order_by(PlanVersion.number, Change.number)
        .execution_options(populate_existing=True)
    )
    found: dict[PlanVersion, list[Change]] = {}
    for change in db.session.scalars(statement):
        found.setdefault(change.plan_version, []).append(change)
    return found


def changes_of_measure(measure_version_id: uuid.UUID) -> Sequence[Change]:
    """Return the public changes in which a wording stands before or after; constant queries."""
    touched = select(ChangeMeasure.change_id).where(
        ChangeMeasure.measure_version_id == measure_version_id
    )
    statement = (
        _whole()
        .join(Change.plan_version)
        .where(Change.id.in_(touched), PlanVersion.state.in_(PUBLIC_VERSIONS))
        .order_by(PlanVersion.number, Change.number)
    )
    return db.session.scalars(statement).all()


def totals_of(consultation_id: uuid.UUID) -> tuple[int, int]:
    """Return how many public changes of words there are and how many comments caused them."""
    statement = (
        select(func.count(Change.id.distinct()), func.count(ChangeCause.comment_id.distinct()))
        .join(PlanVersion, PlanVersion.id == Change.plan_version_id)
        .outerjoin(ChangeCause, ChangeCause.change_id == Change.id)
        .where(
            Change.consultation_id == consultation_id,
            Change.kind.in_(TEXTUAL),
            PlanVersion.state.in_(PUBLIC_VERSIONS),
        )
    )
    changes, comments = db.session.execute(statement).one()
    return changes, comments


def newest_compared(
    consultation_id: uuid.UUID, *, only_public: bool = False
) -> Sequence[PlanVersion]:
    """Return the versions after the first one, newest first: those that can have changes."""
    statement = (
        select(PlanVersion)
        .where(PlanVersion.consultation_id == consultation_id, PlanVersion.number > 1)
        .order_by(PlanVersion.number.desc())
    )
    if only_public:
        statement = statement.where(PlanVersion.state.in_(PUBLIC_VERSIONS))
    return db.session.scalars(statement).all()


def _measures() -> Any:
    sides = selectinload(Change.measures).joinedload(ChangeMeasure.measure_version)
    return sides.options(
        joinedload(MeasureVersion.section), joinedload(MeasureVersion.plan_version)
    )


def _whole() -> Select[Any]:
    causes = selectinload(Change.causes).joinedload(ChangeCause.comment)
    return select(Change).options(
        joinedload(Change.plan_version),
        _measures(),
        causes.joinedload(Comment.measure_version).joinedload(MeasureVersion.plan_version),
    )


def _place(cursor: str) -> tuple[bool, tuple[int, int]]:
    backwards, values = decode_cursor(cursor)
    try:
        settled, number = map(int, values)
    except ValueError as error:
        raise NotFound from error
    return backwards, (settled, number)
