"""The calendar of round tables: seven meetings, once each, with the names of their day."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consult.domain.people.actors import system
from consult.domain.people.importer import read_organisations
from consult.domain.people.operations import import_organisations
from consult.domain.people.regions import region_name
from consult.domain.roundtables.calendar_import import import_calendar
from consult.domain.roundtables.importer import read_calendar
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import tables_of
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_consultation

BY = system("command")
DATA = Path(__file__).parents[2] / "data"
FACTS = json.loads((DATA / "manifest.json").read_text("utf-8"))["files"]
CALENDAR = (DATA / "round_tables" / "round_tables.csv").read_text("utf-8")
COLUMNS = "id,title_ru,date,starts,ends,region_code,organisers,timezone"
ROW = "A1,Встреча,2011-03-16,10:00,16:00,KZ-35,O01,"


def register():
    rows = read_organisations((DATA / "organisations.csv").read_bytes(), "organisations.csv").rows
    import_organisations(rows, by=BY)
    return {row.code: row.body or row.code for row in rows}


def read(text=CALENDAR):
    return read_calendar(text.encode(), "round_tables.csv", zone="Asia/Almaty")


@pytest.fixture
def consultation(app):
    with app.app_context():
        made = make_consultation("open")
        made.codes = register()
        yield made


def take(consultation, text=CALENDAR, **how):
    return import_calendar(consultation, read(text), by=BY, codes=consultation.codes, **how)


def test_sample_calendar_gives_the_meetings_of_the_manifest(consultation):
    outcome = take(consultation)
    tables = tables_of(consultation.id)
    facts = FACTS["round_tables.csv"]
    assert outcome.new == ["RT1", "RT2", "RT3", "RT4", "RT5", "RT6", "RT7"]
    assert outcome.findings == []
    levels = [table.level for table in tables]
    assert (levels.count("regional"), levels.count("national")) == (
        facts["regional"],
        facts["national"],
    )
    attended = sum(table.attended for table in tables if table.level == "regional")
    assert attended == facts["attended_regional"]


def test_region_is_called_as_on_the_day_of_the_meeting(consultation):
    take(consultation)
    shymkent = tables_of(consultation.id)[2]
    assert region_name(shymkent.region_code, "ru", shymkent.starts_at.date()) == (
        "Южно-Казахстанская область"
    )


def test_times_are_those_of_the_place(consultation):
    take(consultation)
    uralsk = tables_of(consultation.id)[4]
    assert uralsk.starts_at.isoformat() == "2011-03-29T05:00:00+00:00"
    assert uralsk.zone == "Asia/Oral"


def test_holders_and_agenda_are_taken(consultation):
    take(consultation)
    first = tables_of(consultation.id)[0]
    holders = [(one.part, one.organisation.code) for one in first.holders]
    assert sorted(holders) == [
        ("organiser", "MFA"),
        ("organiser", "MOJ"),
        ("partner", "O19"),
        ("partner", "O31"),
        ("partner", "O32"),
    ]
    assert [one.section_number for one in first.agenda] == ["1", "2", "3", "7"]


def test_second_import_changes_nothing(consultation):
    take(consultation)
    events = db.session.scalar(select(func.count()).select_from(AuditEvent))
    again = take(consultation)
    assert (again.new, again.changed, len(again.unchanged)) == ([], [], 7)
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_changed_row_changes_its_meeting_alone(consultation):
    take(consultation)
    again = take(consultation, CALENDAR.replace("10:00,14:00,Asia/Oral", "11:00,15:00,Asia/Oral"))
    assert (again.changed, len(again.unchanged)) == (["RT5"], 6)
    assert tables_of(consultation.id)[4].starts_at.hour == 6


def test_meeting_with_published_minutes_stays(consultation):
    take(consultation)
    tables_of(consultation.id)[4].state = "minutes_published"
    db.session.flush()
    again = take(consultation, CALENDAR.replace("10:00,14:00,Asia/Oral", "11:00,15:00,Asia/Oral"))
    assert [one.code for one in again.findings] == ["W_CALENDAR_STANDS"]
    assert (again.changed, len(again.unchanged)) == ([], 7)


def test_dry_run_writes_nothing(consultation):
    outcome = take(consultation, dry=True)
    assert len(outcome.new) == 7
    assert db.session.scalar(select(func.count()).select_from(RoundTable)) == 0


def test_unknown_organisation_stops_everything(consultation):
    outcome = take(consultation, CALENDAR.replace("S01;S02;O07", "S01;S02;O99"))
    assert [(one.code, one.facts["value"]) for one in outcome.findings] == [
        ("E_ROW_ORGANISATION", "O99")
    ]
    assert tables_of(consultation.id) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "cell"),
    [
        ("10:00,", "25:00,", "E_SHEET_TIME", "D2"),
        ("16:00,", "09:00,", "E_CALENDAR_TIMES", "E2"),
        ("2011-03-16", "16 марта", "E_ROW_DAY", "C2"),
        ("KZ-35", "KZ-10", "E_CALENDAR_REGION", "F2"),
        ("KZ-35", "national", "E_ROW_REGION", "F2"),
        ("Встреча", "", "E_ROW_REQUIRED", "B2"),
        ("O01,", "O01,Asia/Nowhere", "E_CALENDAR_ZONE", "H2"),
    ],
)
def test_row_that_is_wrong_is_named_with_its_cell(old, new, code, cell):
    file = read(f"{COLUMNS}\n{ROW.replace(old, new, 1)}\n")
    assert [(one.code, one.cells) for one in file.findings] == [(code, (cell,))]
    assert file.rows == ()


def test_name_of_another_time_is_noticed():
    columns, row = f"{COLUMNS},region_name_ru_on_date", f"{ROW},Туркестанская область"
    file = read(f"{columns}\n{row.replace('KZ-35', 'KZ-61')}\n")
    assert [one.code for one in file.findings] == ["W_CALENDAR_REGION_NAME"]
    assert len(file.rows) == 1


def test_meeting_named_twice_is_refused():
    file = read(f"{COLUMNS}\n{ROW}\n{ROW}\n")
    assert [(one.code, one.row) for one in file.findings] == [("E_ROW_TWICE", 3)]
