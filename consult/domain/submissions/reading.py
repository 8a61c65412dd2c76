"""What the public reads of comments: how many stand on what, and pages of them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    Tuple,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.submissions.levels import WITHHELD
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.untold import told_tallies
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import PAGE, Page, cut, decode_cursor, sliced

SHOWN = ("published", "published_redacted")
ON_PAGES = (*SHOWN, "withheld")
BY_RECEIPT = (Comment.received_at, Comment.id)
AS_SHOWN = (Comment.shown_at, Comment.id)
COUNTED = (*ON_PAGES, "received", "withdrawn")


@dataclass(frozen=True)
class Counts:
    """Comments that were received on something: shown, withheld, not yet checked, taken back.

    Spam is left out, as it is in the report.
    """

    shown: int = 0
    withheld: int = 0
    waiting: int = 0
    withdrawn: int = 0

    @property
    def all(self) -> int:
        """Return how many were received (I-16: a withheld comment counts)."""
        return self.shown + self.withheld + self.waiting + self.withdrawn

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.shown + other.shown,
            self.withheld + other.withheld,
            self.waiting + other.waiting,
            self.withdrawn + other.withdrawn,
        )


NONE = Counts()


@dataclass(frozen=True)
class Tallies:
    """Counts in one consultation: by measure (across versions), by section number, on the whole."""

    measures: Mapping[uuid.UUID, Counts] = field(default_factory=dict)
    sections: Mapping[str, Counts] = field(default_factory=dict)
    plan: Counts = NONE

    def measure(self, measure_id: uuid.UUID) -> Counts:
        """Return the counts of a measure in all versions."""
        return self.measures.get(measure_id, NONE)

    def section(self, number: str) -> Counts:
        """Return the counts of comments on a section as such."""
        return self.sections.get(number, NONE)

    def within(self, number: str, measure_ids: Collection[uuid.UUID]) -> Counts:
        """Return the counts of a section together with its measures."""
        return sum((self.measure(one) for one in measure_ids), self.section(number))

    @property
    def total(self) -> Counts:
        """Return the counts of everything."""
        return sum([*self.measures.values(), *self.sections.values()], self.plan)


def tallies(consultation_id: uuid.UUID) -> Tallies:
    """Return how many comments stand on each part of a plan; one query, from the kept tallies.

    Without those that no public number counts yet (see untold).
    """
    kept = told_tallies([consultation_id], COUNTED)
    versions = select(PlanVersion.id).where(PlanVersion.consultation_id == consultation_id)
    of_measure = literal("measure:") + cast(MeasureVersion.id, Text)
    of_section = literal("section:") + cast(Section.id, Text)
    rows = db.session.execute(
        select(
            MeasureVersion.measure_id,
            Section.number,
            kept.c.publication,
            func.sum(kept.c.count),
        )
        .select_from(kept)
        .outerjoin(
            MeasureVersion,
            and_(MeasureVersion.plan_version_id.in_(versions), of_measure == kept.c.target),
        )
        .outerjoin(
            Section, and_(Section.plan_version_id.in_(versions), of_section == kept.c.target)
        )
        .group_by(MeasureVersion.measure_id, Section.number, kept.c.publication)
    )
    measures: dict[uuid.UUID, Counts] = {}
    sections: dict[str, Counts] = {}
    plan = NONE
    for measure_id, number, publication, count in rows:
        counts = _counts(publication, int(count))
        if measure_id:
            measures[measure_id] = measures.get(measure_id, NONE) + counts
        elif number:
            sections[number] = sections.get(number, NONE) + counts
        else:
            plan += counts
    return Tallies(measures, sections, plan)


def _counts(publication: str, count: int) -> Counts:
    names = {"withheld": "withheld", "received": "waiting", "withdrawn": "withdrawn"}
    return Counts(**{names.get(publication, "shown"): count})


def totals(consultation_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how many comments each consultation has received, as the public counts; one query."""
    kept = told_tallies(consultation_ids, COUNTED)
    rows = db.session.execute(
        select(kept.c.consultation_id, func.sum(kept.c.count)).group_by(kept.c.consultation_id)
    )
    return {identity: int(count) for identity, count in rows if count}


def on_measure(measure_id: uuid.UUID, cursor: str | None = None) -> Page[Comment]:
    """Return the comments on a measure and its fields, in whichever version they were written."""
    versions = select(MeasureVersion.id).where(MeasureVersion.measure_id == measure_id)
    return _page(Comment.measure_version_id.in_(versions), cursor)


def on_section(consultation_id: uuid.UUID, number: str, cursor: str | None = None) -> Page[Comment]:
    """Return the comments on a section as such, in whichever version they were written."""
    sections = (
        select(Section.id)
        .join(PlanVersion, PlanVersion.id == Section.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id, Section.number == number)
    )
    return _page(Comment.section_id.in_(sections), cursor)


def on_plan(consultation_id: uuid.UUID, cursor: str | None = None) -> Page[Comment]:
    """Return the comments on the plan as a whole."""
    on_whole = and_(
        Comment.consultation_id == consultation_id,
        Comment.measure_version_id.is_(None),
        Comment.section_id.is_(None),
    )
    return _page(on_whole, cursor)


def at_table(table_id: uuid.UUID, cursor: str | None = None) -> Page[Comment]:
    """Return what was said at a round table, as far as it may stand on a page, in its order.

    What withheld authors said comes last, in the order of what the public may see (REQ 118).
    """
    statement = _shown(Submission.round_table_id == table_id)
    statement = statement.join(Submission, Submission.id == Comment.submission_id)
    page = sliced(statement, _as_said(Comment, Submission), _place_as_said(cursor))
    return cut(db.session.scalars(page).all(), size=PAGE, key=lambda row: (row.id,), cursor=cursor)


def _as_said(comment: type[Comment], sent: type[Submission]) -> tuple[Any, ...]:
    """Return the order of a meeting: by point, those of withheld authors last and as drawn."""
    withheld = sent.level.in_(WITHHELD)
    point = case((withheld, 0), else_=comment.point)
    return case((withheld, 1), else_=0), point, comment.shown_at, comment.id


def _place_as_said(cursor: str | None) -> tuple[bool, Tuple] | None:
    """Return (backwards, place) of a cursor in the order of a meeting; it holds the id alone."""
    if not cursor:
        return None
    backwards, identity = _identity_in(cursor)
    known, sent = aliased(Comment), aliased(Submission)
    of_known = (known.id == identity, sent.id == known.submission_id)
    *places, _id = _as_said(known, sent)
    found = [select(place).where(*of_known).scalar_subquery() for place in places]
    return backwards, tuple_(*found, identity)


def on_page(consultation_id: uuid.UUID, code: str) -> Comment:
    """Return one comment that may stand on a page, by its code; raises NotFound."""
    about = and_(Comment.consultation_id == consultation_id, Comment.code == code)
    found = db.session.scalar(_shown(about).options(joinedload(Comment.section)))
    if found is None:
        raise NotFound
    return found


def _shown(about: ColumnElement[bool]) -> Select[Comment]:
    """Select comments that may stand on a page with their submissions.

    What was taken back after publication stays as a mark; what never was public is left out.
    """
    visible = or_(Comment.withdrawn_at.is_(None), Comment.published_at.is_not(None))
    return (
        select(Comment)
        .where(about, Comment.publication.in_(ON_PAGES), visible)
        .options(
            joinedload(Comment.submission).joinedload(Submission.organisation),
            joinedload(Comment.submission).joinedload(Submission.round_table),
            joinedload(Comment.measure_version).joinedload(MeasureVersion.plan_version),
        )
    )


def _page(about: ColumnElement[bool], cursor: str | None) -> Page[Comment]:
    """Return twenty comments that may stand on a page, with their submissions.

    Oldest first; those of withheld authors at random within the day or week (REQ 118).
    """
    statement = _shown(about)
    page = sliced(statement, AS_SHOWN, place_in(cursor, Comment.shown_at))
    rows: Sequence[Comment] = db.session.scalars(page).all()
    return cut(rows, size=PAGE, key=lambda row: (row.id,), cursor=cursor)


def place_in(
    cursor: str | None, by: InstrumentedAttribute[datetime] = Comment.received_at
) -> tuple[bool, Tuple] | None:
    """Return (backwards, place) of a cursor in a list of comments by an instant and their ids.

    The cursor holds the id alone: not everybody may see when a comment was received (E 53).
    """
    if not cursor:
        return None
    backwards, identity = _identity_in(cursor)
    known = aliased(Comment)
    placed = select(getattr(known, by.key)).where(known.id == identity).scalar_subquery()
    return backwards, tuple_(placed, identity)


def _identity_in(cursor: str) -> tuple[bool, uuid.UUID]:
    """Return (backwards, id of a comment) of a cursor; raises NotFound."""
    backwards, values = decode_cursor(cursor)
    try:
        (identity,) = map(uuid.UUID, values)
    except ValueError as error:
        raise NotFound from error
    return backwards, identity


def measures_commented_by(
    user_id: uuid.UUID | None, consultation_id: uuid.UUID
) -> frozenset[uuid.UUID]:
    """Return the measures (identities) that a user has commented on; no query for visitors."""
    if user_id is None:
        return frozenset()
    statement = (
        select(MeasureVersion.measure_id)
        .join(Comment, Comment.measure_version_id == MeasureVersion.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.user_id == user_id, Comment.consultation_id == consultation_id)
    )
    return frozenset(db.session.scalars(statement))
