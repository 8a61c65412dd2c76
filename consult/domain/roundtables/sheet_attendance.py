"""Putting the attendance of a meeting's sheet into the record, as often as it is imported."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.people.naming import name_key
from consult.domain.roundtables.attendance import (
    AttendeeRow,
    CategoryCount,
    record_attendees,
    record_counts,
)
from consult.domain.roundtables.importer import MeetingSheet, PersonLine
from consult.domain.roundtables.models import AttendanceCount, Attendee, RoundTable
from consult.kernel.database import db

PREFIX = "sheet:"
"""What the keys of rows from a sheet begin with."""


@dataclass(frozen=True)
class AttendanceTaken:
    """What a sheet changes: people or categories that are new, left out and there already."""

    new: int = 0
    left_out: int = 0
    unchanged: int = 0


def attendance_changes(table: RoundTable, sheet: MeetingSheet) -> AttendanceTaken:
    """Return what `take_attendance` would change."""
    if sheet.attendance == "numbers":
        wanted = [(line.category, line.count) for line in sheet.counts]
        same = table.attendance == "numbers" and wanted == _counted(table.id)
        return AttendanceTaken(**{"unchanged" if same else "new": len(wanted)})
    keys = {key for key, _person in _keyed(table, sheet.people)}
    present = {key for key, row in _standing(table.id).items() if not row.left_out_at}
    return AttendanceTaken(len(keys - present), len(present - keys), len(keys & present))


def take_attendance(
    table: RoundTable, sheet: MeetingSheet, *, by: Actor, register: Mapping[str, Organisation]
) -> AttendanceTaken:
    """Write down who came as the sheet has it.

    Rows of an earlier sheet that are not in this one are left out, rows that are back return, rows
    that people corrected since stay so; rows from the desk stay. `register` is that of
    `organisations_by_name`.
    """
    changes = attendance_changes(table, sheet)
    if not changes.new and not changes.left_out:
        return changes
    if sheet.attendance == "numbers":
        counts = [CategoryCount(line.category, line.count) for line in sheet.counts]
        record_counts(table, counts, by=by)
        return changes
    standing = _standing(table.id)
    wanted = dict(_keyed(table, sheet.people))
    rows = [_row(key, person, register, standing) for key, person in wanted.items()]
    rows += [_gone(row) for key, row in standing.items() if key not in wanted]
    record_attendees(table, rows, by=by)
    return changes


def other_rows(table_id: uuid.UUID) -> int:
    """Return how many people of the meeting were written down without a sheet."""
    standing = select(Attendee.key).where(
        Attendee.round_table_id == table_id, Attendee.left_out_at.is_(None)
    )
    return sum(not key.startswith(PREFIX) for key in db.session.scalars(standing))


def _keyed(table: RoundTable, people: Sequence[PersonLine]) -> Iterator[tuple[str, PersonLine]]:
    """People with the keys under which they are known again: what the row says, and which copy."""
    seen: Counter[str] = Counter()
    for person in people:
        words = (person.name, name_key(person.organisation), person.kind)
        content = "\x1f".join((*words, person.region_code, person.language))
        seen[content] += 1
        yield f"{PREFIX}{uuid.uuid5(table.id, f'{content}:{seen[content]}')}", person


def _row(
    key: str,
    person: PersonLine,
    register: Mapping[str, Organisation],
    standing: Mapping[str, Attendee],
) -> AttendeeRow:
    known = register.get(name_key(person.organisation)) if person.organisation else None
    earlier = standing.get(key)
    return AttendeeRow(
        key=key,
        name=person.name,
        organisation_id=known.id if known else None,
        organisation_name=person.organisation,
        kind=person.kind or (known.kind if known else ""),
        region_code=person.region_code,
        language=person.language,
        may_be_named=person.may_be_named,
        revision=earlier.revision + 1 if earlier and earlier.left_out_at else 1,
    )


def _counted(table_id: uuid.UUID) -> list[tuple[str, int]]:
    statement = select(AttendanceCount.category, AttendanceCount.count).where(
        AttendanceCount.round_table_id == table_id
    )
    rows = db.session.execute(statement.order_by(AttendanceCount.position))
    return [(category, count) for category, count in rows]


def _standing(table_id: uuid.UUID) -> dict[str, Attendee]:
    statement = select(Attendee).where(
        Attendee.round_table_id == table_id, Attendee.key.startswith(PREFIX)
    )
    return {row.key: row for row in db.session.scalars(statement)}


def _gone(row: Attendee) -> AttendeeRow:
    """A row that the sheet has no more; what was left out before keeps its revision."""
    return AttendeeRow(
        key=row.key,
        kind=row.kind,
        region_code=row.region_code,
        language=row.language,
        revision=row.revision + (0 if row.left_out_at else 1),
        left_out=True,
    )
