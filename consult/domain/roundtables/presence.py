"""Reading who came to a round table: people with names, those without, numbers by category."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.domain.roundtables.models import AttendanceCount, Attendee, RoundTable
from consult.kernel.database import db
from consult.kernel.errors import NotFound


@dataclass(frozen=True)
class Attendance:
    """Who came to one meeting.

    `kind` is named or numbers. `rows` are all people written down, `counts` the numbers by
    category; only those of the kind make the total. `announced` is the number that the organiser
    named, None when nobody did.
    """

    kind: str
    rows: Sequence[Attendee]
    counts: Sequence[AttendanceCount]
    announced: int | None

    @property
    def named(self) -> Sequence[Attendee]:
        """People who may be named, in the order of the list."""
        return [row for row in self.rows if row.may_be_named]

    @property
    def unnamed(self) -> int:
        """How many people are on the list without a name."""
        return len(self.rows) - len(self.named)

    @property
    def total(self) -> int:
        """How many people came, by the record."""
        if self.kind == "numbers":
            return sum(row.count for row in self.counts)
        return len(self.rows)

    @property
    def differs(self) -> bool:
        """Whether another number was announced than the record holds (W_ATTENDANCE_MISMATCH)."""
        return self.announced is not None and bool(self.total) and self.announced != self.total

    @property
    def by_kind(self) -> Mapping[str, int]:
        """People by kind of organisation; an empty code where none is known."""
        return Counter(row.kind for row in self.rows)

    @property
    def by_region(self) -> Mapping[str, int]:
        """People by region code."""
        return Counter(row.region_code for row in self.rows)

    @property
    def by_language(self) -> Mapping[str, int]:
        """People by language; an empty code where none is known."""
        return Counter(row.language for row in self.rows)


def attendance_of(table_id: uuid.UUID) -> Attendance:
    """Return who came to a meeting, rows left out excepted: three queries; raises NotFound."""
    table = db.session.get(RoundTable, table_id)
    if table is None:
        raise NotFound
    people = (
        select(Attendee)
        .where(Attendee.round_table_id == table_id, Attendee.left_out_at.is_(None))
        .options(joinedload(Attendee.organisation))
        .order_by(Attendee.position, Attendee.id)
    )
    numbers = (
        select(AttendanceCount)
        .where(AttendanceCount.round_table_id == table_id)
        .order_by(AttendanceCount.position)
    )
    return Attendance(
        table.attendance,
        db.session.scalars(people).all(),
        db.session.scalars(numbers).all(),
        table.attended,
    )


def people_by_table(table_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how many people came to each meeting by the record; two queries."""
    rows = (
        select(Attendee.round_table_id, func.count())
        .join(RoundTable, RoundTable.id == Attendee.round_table_id)
        .where(
            Attendee.round_table_id.in_(table_ids),
            Attendee.left_out_at.is_(None),
            RoundTable.attendance == "named",
        )
        .group_by(Attendee.round_table_id)
    )
    numbers = (
        select(AttendanceCount.round_table_id, func.sum(AttendanceCount.count))
        .join(RoundTable, RoundTable.id == AttendanceCount.round_table_id)
        .where(AttendanceCount.round_table_id.in_(table_ids), RoundTable.attendance == "numbers")
        .group_by(AttendanceCount.round_table_id)
    )
    return {
        identity: int(count)
        for statement in (rows, numbers)
        for identity, count in db.session.execute(statement)
    }


def attendee_of(table_id: uuid.UUID, attendee_id: uuid.UUID) -> Attendee:
    """Return somebody on the list of a meeting; raises NotFound."""
    found = db.session.get(Attendee, attendee_id)
    if found is None or found.round_table_id != table_id or found.left_out_at is not None:
        raise NotFound
    return found
