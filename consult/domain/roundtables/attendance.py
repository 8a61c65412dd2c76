"""Writing down who came to a round table: rows with names, or numbers by category (D-12)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from consult.domain.people.actors import Actor
from consult.domain.roundtables.models import AttendanceCount, Attendee, RoundTable
from consult.domain.roundtables.queries import table_for_change
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, WrongState
from consult.machinery import audit

CLOSED = frozenset({"cancelled", "minutes_published"})
"""States in which the attendance stands as it is."""
_COLUMNS = ("organisation_id", "organisation_name", "kind", "region_code", "language")
_COLUMNS_OF_PERSON = ("name", "may_be_named", "contact_email", "registration_id")


@dataclass(frozen=True)
class AttendeeRow:
    """Somebody who came; `key` is the same each time the row is sent.

    Without `may_be_named` the name, the organisation and the address are not written down.
    `left_out` takes a row written by mistake out of the count.
    """

    key: str
    name: str = ""
    organisation_id: uuid.UUID | None = None
    organisation_name: str = ""
    kind: str = ""
    region_code: str = "unknown"
    language: str = ""
    may_be_named: bool = False
    contact_email: str = ""
    registration_id: uuid.UUID | None = None
    revision: int = 1
    left_out: bool = False


@dataclass(frozen=True)
class CategoryCount:
    """How many people of a category came."""

    category: str
    count: int


@dataclass(frozen=True)
class Recorded:
    """What became of one row: `outcome` is new, same, changed or foreign (another device's)."""

    key: str
    outcome: str


def record_attendees(
    table: RoundTable,
    rows: Sequence[AttendeeRow],
    *,
    by: Actor,
    device_id: uuid.UUID | None = None,
) -> list[Recorded]:
    """Write down who came, each key once; a higher revision replaces the row.

    A device never overwrites the row of another one or of the organiser; the organiser (no
    device) corrects any row, which is then the organiser's. The meeting's attendance becomes one
    with names. Raises WrongState once the meeting is cancelled or its minutes are published.
    """
    held = _held(table)
    known = _known(held.id)
    recorded: list[Recorded] = []
    for row in rows:
        outcome = _record(held, known, row, device_id)
        recorded.append(Recorded(row.key, outcome))
    outcomes = [one.outcome for one in recorded]
    if {"new", "changed"} & set(outcomes):
        held.attendance = "named"
        _note("attendance.recorded", held, by, rows=len(rows), new=outcomes.count("new"))
    return recorded


class CountedElsewhere(Conflict):
    """Another desk, or the organiser, counted otherwise; its numbers stand."""

    code = "counted_elsewhere"


def record_counts(
    table: RoundTable,
    rows: Sequence[CategoryCount],
    *,
    by: Actor,
    device_id: uuid.UUID | None = None,
) -> bool:
    """Put numbers by category in place of those that stand; returns whether anything changed.

    The meeting's attendance becomes one by numbers. A desk replaces only its own numbers; without
    a device any stand to be replaced. Raises CountedElsewhere, and WrongState as record_attendees.
    """
    held = _held(table)
    statement = select(AttendanceCount).where(AttendanceCount.round_table_id == held.id)
    standing = db.session.scalars(statement.order_by(AttendanceCount.position)).all()
    wanted = [(row.category, row.count) for row in rows]
    if held.attendance == "numbers" and wanted == [(row.category, row.count) for row in standing]:
        return False
    if device_id and any(row.device_id != device_id for row in standing):
        raise CountedElsewhere
    db.session.execute(delete(AttendanceCount).where(AttendanceCount.round_table_id == held.id))
    db.session.add_all(
        AttendanceCount(
            round_table_id=held.id,
            position=position,
            category=name,
            count=count,
            device_id=device_id,
        )
        for position, (name, count) in enumerate(wanted, start=1)
    )
    held.attendance = "numbers"
    _note("attendance.counted", held, by, categories=len(rows), people=sum(n for _, n in wanted))
    return True


def _held(table: RoundTable) -> RoundTable:
    held = table_for_change(table.id)
    if held.state in CLOSED:
        raise WrongState(state=held.state, wanted="held")
    return held


def _known(table_id: uuid.UUID) -> dict[str, Attendee]:
    statement = select(Attendee).where(Attendee.round_table_id == table_id)
    fresh = statement.execution_options(populate_existing=True)
    return {row.key: row for row in db.session.scalars(fresh)}


def _record(
    table: RoundTable, known: dict[str, Attendee], row: AttendeeRow, device_id: uuid.UUID | None
) -> str:
    standing = known.get(row.key)
    if standing is None:
        made = Attendee(round_table_id=table.id, key=row.key, position=len(known) + 1)
        _write(made, row, device_id)
        db.session.add(made)
        known[row.key] = made
        return "new"
    if row.revision <= standing.revision:
        return "same"
    if device_id is not None and standing.device_id != device_id:
        return "foreign"
    _write(standing, row, device_id)
    return "changed"


def _write(attendee: Attendee, row: AttendeeRow, device_id: uuid.UUID | None) -> None:
    seen = row if row.may_be_named else _unnamed(row)
    for name in (*_COLUMNS, *_COLUMNS_OF_PERSON):
        setattr(attendee, name, getattr(seen, name))
    attendee.revision, attendee.device_id = row.revision, device_id
    attendee.left_out_at = now() if row.left_out else None


def _unnamed(row: AttendeeRow) -> AttendeeRow:
    return AttendeeRow(row.key, kind=row.kind, region_code=row.region_code, language=row.language)


def _note(action: str, table: RoundTable, by: Actor, **facts: object) -> None:
    audit.record(action, table, by=by, consultation_id=table.consultation_id, **facts)
