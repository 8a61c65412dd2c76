"""What came from each region: round tables, people, organisations, comments, answers."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    select,
    true,
    union,
)

from consult.domain.consultations.models import Consultation
from consult.domain.people.regions import all_regions, standing_on
from consult.domain.reports.lists import LISTED
from consult.domain.reports.policy import READING, shows
from consult.domain.reports.vocabulary import NOT_SHOWN, UNKNOWN
from consult.domain.responses.models import Response
from consult.domain.roundtables.models import AttendanceCount, Attendee, RoundTable
from consult.domain.roundtables.rules import AFTER
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.rules import LEVELS
from consult.domain.submissions.untold import is_untold
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.dates import in_zone
from consult.kernel.localised import LocalisedText

Reader = Literal["organiser", "public"]
Counted = tuple[str, int, int]
COLUMNS: Final = ("round_tables", "people", "organisations", "comments", "answered")


@dataclass(frozen=True)
class Figures:
    """Numbers of one place. `round_tables` were held; `answered` comments have an approved answer.

    `people` came to the round tables; `organisations` sent comments or came, each counted once.
    """

    round_tables: int = 0
    people: int = 0
    organisations: int = 0
    comments: int = 0
    answered: int = 0


@dataclass(frozen=True)
class TableAt:
    """A round table that is planned or was held; `place` is a region of the day or `national`."""

    reference: str
    title: LocalisedText
    city: LocalisedText
    place: str
    region_code: str
    starts_at: datetime
    zone: str
    held: bool
    people: int


@dataclass(frozen=True)
class Regional:
    """The figures by place as of a day: regions of that day, national, abroad, unknown, not_shown.

    `joined` names regions that occur in the record though they did not exist yet: their figures
    stand at the region they were part of. `total` counts an organisation once, wherever it spoke.
    """

    day: date
    places: Mapping[str, Figures]
    total: Figures
    tables: Sequence[TableAt]
    joined: Mapping[str, str]

    def at(self, place: str) -> Figures:
        """Return the figures of a place, zeros where nothing came from there."""
        return self.places.get(place, Figures())


def figures_of(consultation: Consultation, reader: Reader) -> Regional:
    """Count by region; three queries at any size.

    Organisers see every comment that was received at its region. For the public a comment counts
    at a region only where its page names the region too; the others stand together under
    `not_shown`, so that comparing two pages tells nothing about authors who withheld theirs
    (REQ 117).
    """
    day = day_of(consultation)
    tables = _tables(consultation.id, day)
    found: dict[str, Counter[str]] = {}
    for table in (one for one in tables if one.held):
        found.setdefault(table.place, Counter()).update(round_tables=1, people=table.people)
    for place, comments, answered in _comments(consultation.id, day, reader):
        found.setdefault(place, Counter()).update(comments=comments, answered=answered)
    apart = {name: sum(counts[name] for counts in found.values()) for name in COLUMNS}
    for place, organisations in _organisations(consultation.id, day, reader):
        if place is None:
            apart["organisations"] = organisations
        else:
            found.setdefault(place, Counter()).update(organisations=organisations)
    return Regional(
        day,
        {place: Figures(**counts) for place, counts in found.items()},
        Figures(**apart),
        tables,
        _later(day),
    )


def day_of(consultation: Consultation) -> date:
    """Return the day whose regions are shown: the first of the consultation (I-24)."""
    return in_zone(consultation.opens_at or now(), consultation.zone).date()


def _later(day: date) -> dict[str, str]:
    standing = {code: standing_on(code, day) for code in all_regions()}
    return {code: place for code, place in standing.items() if code != place}


def _place(column: ColumnElement[str], day: date) -> ColumnElement[str]:
    """Return the place of a code on the day, as SQL."""
    named = case((column == "", UNKNOWN), else_=column)
    joined = [(column == code, place) for code, place in _later(day).items()]
    return case(*joined, else_=named) if joined else named


def _tables(consultation_id: uuid.UUID, day: date) -> list[TableAt]:
    of_table = Attendee.round_table_id == RoundTable.id
    people = select(func.count()).where(of_table, Attendee.left_out_at.is_(None)).scalar_subquery()
    numbers = (
        select(func.coalesce(func.sum(AttendanceCount.count), 0))
        .where(AttendanceCount.round_table_id == RoundTable.id)
        .scalar_subquery()
    )
    written = case((RoundTable.attendance == "numbers", numbers), else_=people)
    statement = (
        select(RoundTable, func.coalesce(RoundTable.attended, written))
        .where(RoundTable.consultation_id == consultation_id, RoundTable.state != "cancelled")
        .order_by(RoundTable.starts_at, RoundTable.id)
    )
    return [table_at(table, day, came) for table, came in db.session.execute(statement)]


def table_at(table: RoundTable, day: date, came: int = 0) -> TableAt:
    """Return where a round table stands on the map of a day."""
    region = standing_on(table.region_code, day)
    return TableAt(
        reference=table.reference,
        title=table.title,
        city=table.city,
        place="national" if table.level == "national" else region,
        region_code=region,
        starts_at=table.starts_at,
        zone=table.zone,
        held=table.state in AFTER,
        people=came,
    )


def _counted(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a comment counts: spam was received, and is in no public list."""
    return true() if reader == "organiser" else and_(LISTED, not_(is_untold()))


def _may_see(reader: Reader, field: str) -> ColumnElement[bool]:
    """Return the condition that the author lets a reader see a field; organisers count them all."""
    if reader == "organiser" and field == "region":
        return true()
    levels = [level for level in LEVELS if shows(field, reader, level)]
    return Submission.level.in_(levels)


def _on_pages(reader: Reader) -> ColumnElement[bool]:
    """Return the condition that a reader sees more of a comment than its number."""
    if reader == "organiser":
        return true()
    return and_(Comment.publication.in_(READING[reader]), Comment.withdrawn_at.is_(None))


def _comments(consultation_id: uuid.UUID, day: date, reader: Reader) -> Iterator[Counted]:
    """Yield (place, comments, answered), a place perhaps more than once."""
    shown = and_(_may_see(reader, "region"), _on_pages(reader)).label("shown")
    answer = and_(Response.comment_id == Comment.id, Response.state == "approved")
    rows = db.session.execute(
        select(Submission.region_code, shown, func.count(), func.count(Response.id))
        .select_from(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .outerjoin(Response, answer)
        .where(Comment.consultation_id == consultation_id, _counted(reader))
        .group_by(Submission.region_code, literal_column("shown"))
    )
    for region, is_shown, comments, answered in rows:
        place = standing_on(region or UNKNOWN, day) if is_shown else NOT_SHOWN
        yield place, comments, answered


def _organisations(consultation_id: uuid.UUID, day: date, reader: Reader) -> Any:
    """Return (place, organisations) of each place and, with None, all of them counted once."""
    spoke = _named(Submission, Submission.region_code).where(
        Submission.consultation_id == consultation_id, _may_see(reader, "organisation")
    )
    if reader == "public":
        spoke = spoke.join(Comment, Comment.submission_id == Submission.id).where(_on_pages(reader))
    at = case((RoundTable.level == "national", "national"), else_=RoundTable.region_code)
    came = (
        _named(Attendee, at)
        .join(RoundTable, RoundTable.id == Attendee.round_table_id)
        .where(
            RoundTable.consultation_id == consultation_id,
            RoundTable.state.in_(AFTER),
            Attendee.left_out_at.is_(None),
        )
    )
    both = union(spoke, came).subquery()
    placed = select(_place(both.c.code, day).label("place"), both.c.organisation).subquery()
    number = func.count(placed.c.organisation.distinct())
    return db.session.execute(select(placed.c.place, number).group_by(func.rollup(placed.c.place)))


def _named(model: type[Submission | Attendee], code: Any) -> Any:
    """Select (code, organisation), one of the register by its id, others by their name."""
    name = func.nullif(func.lower(func.trim(model.organisation_name)), "")
    organisation = func.coalesce(cast(model.organisation_id, String), name)
    return select(code.label("code"), organisation.label("organisation")).where(
        organisation.is_not(None)
    )
