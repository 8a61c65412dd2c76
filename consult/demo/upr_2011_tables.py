"""The seven round tables of 2011: their calendar, who came and what was said."""

from consult.demo.people import DEMO, listed_codes
from consult.demo.setting_up import Step
from consult.demo.sources import read
from consult.domain.consultations import queries
from consult.domain.roundtables.calendar_import import import_calendar
from consult.domain.roundtables.importer import CalendarRow, read_calendar, read_meeting
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of, move_table
from consult.domain.roundtables.queries import tables_of
from consult.domain.submissions.meeting_sheets import import_sheet
from consult.kernel.errors import Missing

SLUG = "upr-2011"
FOLDER = "round_tables"
CALENDAR = "round_tables.csv"
NUMBERS = {"RT1": 3, "RT2": 7, "RT3": 20, "RT4": 24, "RT5": 33, "RT6": 37}
"""Registration numbers by meeting: each is received at its end, between submissions of others."""


def steps() -> list[Step]:
    """Return the steps that load calendar, attendance and statements."""
    return [
        Step("2011: a calendar of seven round tables", _plan),
        Step("2011: 104 comments and the attendance of six of them", _take_sheets),
        Step("2011: the round tables are held", _hold),
    ]


def _calendar() -> tuple[CalendarRow, ...]:
    zone = queries.consultation_by_slug(SLUG).zone
    return read_calendar(read(f"{FOLDER}/{CALENDAR}"), CALENDAR, zone=zone).rows


def _tables() -> list[RoundTable]:
    return [row for row in tables_of(queries.consultation_by_slug(SLUG).id) if row.source_ref]


def _plan() -> None:
    if _tables():
        return
    consultation = queries.consultation_by_slug(SLUG)
    file = read_calendar(read(f"{FOLDER}/{CALENDAR}"), CALENDAR, zone=consultation.zone)
    outcome = import_calendar(consultation, file, by=DEMO, codes=listed_codes())
    if outcome.stopped:
        raise Missing(missing=[finding.code for finding in outcome.findings])


def _take_sheets() -> None:
    if queries.consultation_by_slug(SLUG).state != "open":
        return
    tables = {table.source_ref: table for table in _tables()}
    for row in _calendar():
        if row.file:
            _take_sheet(tables[row.source_ref], row.file)


def _take_sheet(table: RoundTable, name: str) -> None:
    day = day_of(table.starts_at, table.zone)
    sheet = read_meeting(read(f"{FOLDER}/{name}"), name, day=day, announced=table.attended)
    outcome = import_sheet(table, sheet, by=DEMO, number=NUMBERS[table.source_ref or ""])
    if outcome.stopped:
        raise Missing(missing=[f"{one.code} {one.row}" for one in outcome.findings])


def _hold() -> None:
    for table in _tables():
        if table.state == "planned":
            move_table(table, "held", by=DEMO)
