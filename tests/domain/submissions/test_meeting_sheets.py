"""The workbooks of meetings in the record: all rows or none, once each, none named without consent."""

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.people.importer import read_organisations
from consult.domain.people.operations import import_organisations
from consult.domain.roundtables.calendar_import import import_calendar
from consult.domain.roundtables.importer import read_calendar, read_meeting
from consult.domain.roundtables.models import Attendee
from consult.domain.roundtables.operations import day_of
from consult.domain.roundtables.presence import attendance_of
from consult.domain.roundtables.queries import tables_of
from consult.domain.submissions.meeting_sheets import import_sheet
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statement_models import Statement
from consult.domain.submissions.statements import take_statements
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.roundtables import said

BY = system("command")
DATA = Path(__file__).parents[2] / "data"
FACTS = json.loads((DATA / "manifest.json").read_text("utf-8"))["files"]
NAMES = {
    "RT1": "round_table_karaganda.xlsx",
    "RT2": "round_table_pavlodar.xlsx",
    "RT3": "round_table_shymkent.xlsx",
    "RT4": "round_table_oskemen.xlsx",
    "RT5": "round_table_oral.xlsx",
    "RT6": "round_table_almaty.xlsx",
}


def calendar():
    """The plan, the organisations and the meetings of the sample calendar."""
    consultation = make_consultation("open", prefix="UPR-2011")
    make_plan(consultation, sections=8, measures=10)
    name = "organisations.csv"
    rows = read_organisations((DATA / name).read_bytes(), name).rows
    import_organisations(rows, by=BY)
    data = (DATA / "round_tables" / "round_tables.csv").read_bytes()
    file = read_calendar(data, "round_tables.csv", zone="Asia/Almaty")
    codes = {row.code: row.body or row.code for row in rows}
    import_calendar(consultation, file, by=BY, codes=codes)
    db.session.commit()


ONCE = calendar


@pytest.fixture
def tables(app):
    """The meetings of the sample calendar by their names."""
    with app.app_context():
        consultation = db.session.scalar(select(Consultation))
        yield {table.source_ref: table for table in tables_of(consultation.id)}


def read(table, data=None):
    name = NAMES[table.source_ref]
    data = data or (DATA / "round_tables" / name).read_bytes()
    return read_meeting(data, name, day=day_of(table.starts_at, table.zone))


def take(table, data=None, **how):
    return import_sheet(table, read(table, data), by=BY, **how)


def edited(name, sheet, **cells):
    book = load_workbook(DATA / "round_tables" / name)
    for place, value in cells.items():
        book.worksheets[sheet][place] = value
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def comments():
    statement = select(Comment).options(joinedload(Comment.submission))
    return db.session.scalars(statement.order_by(Comment.point)).all()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("ref", NAMES)
def test_sample_gives_the_comments_of_the_index(tables, ref):
    name = NAMES[ref]
    number = int(FACTS[name]["reg_no"][-4:])
    outcome = take(tables[ref], number=number)
    index = csv.DictReader((DATA / "comment_index.csv").read_text("utf-8-sig").splitlines())
    wanted = [row for row in index if row["source_file"] == name]
    got = [
        (one.code, one.kind, one.language, one.submission.region_code, one.received_at)
        for one in comments()
    ]
    assert got == [
        (
            row["comment_code"],
            row["kind"],
            row["language"],
            row["region_code"],
            datetime.fromisoformat(row["received_at"]).astimezone(UTC),
        )
        for row in wanted
    ]
    assert sorted(outcome.codes) == sorted(row["comment_code"] for row in wanted)
    assert [one.code for one in outcome.findings] == [
        one["code"] for one in FACTS[name]["warnings"]
    ]


@pytest.mark.parametrize("ref", NAMES)
def test_sample_gives_the_attendance_of_the_manifest(tables, ref):
    take(tables[ref])
    facts = FACTS[NAMES[ref]]
    held = attendance_of(tables[ref].id)
    assert len(held.rows) + len(held.counts) == facts["attendance_rows"]
    mismatch = any(one["code"] == "W_ATTENDANCE_MISMATCH" for one in facts["warnings"])
    assert held.differs is mismatch
    assert held.announced == facts["attended_in_csv"]


def test_regions_of_all_tables_are_those_of_the_calendar(tables):
    for ref in NAMES:
        take(tables[ref])
    wanted = Counter(
        {FACTS[name]["region_code"]: FACTS[name]["statements"] for name in NAMES.values()}
    )
    assert Counter(one.submission.region_code for one in comments()) == wanted
    assert sum(wanted.values()) == FACTS["round_tables.csv"]["statements_total"]


def test_statement_without_consent_names_nobody(tables):
    take(tables["RT2"])
    levels = Counter(one.submission.level for one in comments())
    assert levels == {"named": 11, "anonymous": 3}
    hidden = [one.submission for one in comments() if one.submission.level == "anonymous"]
    assert {(one.author_kind, one.author_name, one.organisation_name) for one in hidden} == {
        ("individual", "", "")
    }
    unnamed = db.session.scalars(select(Attendee).where(~Attendee.may_be_named)).all()
    assert len(unnamed) == 10
    assert {(one.name, one.organisation_name) for one in unnamed} == {("", "")}


def test_speakers_of_organisations_are_matched_to_the_register(tables):
    take(tables["RT3"])
    kinds = Counter(
        (one.submission.author_kind, one.submission.organisation_id is not None)
        for one in comments()
    )
    assert set(kinds) == {("organisation", True), ("individual", False)}


def test_statements_carry_the_moment_in_the_room(tables):
    take(tables["RT5"])
    first = db.session.scalars(select(Statement).order_by(Statement.said_at)).first()
    assert first.said_at.isoformat() == "2011-03-29T05:35:00+00:00"
    assert first.source == "sheet"


def test_second_import_changes_nothing(tables):
    take(tables["RT1"], number=3)
    events = count(AuditEvent)
    again = take(tables["RT1"], number=9)
    assert (again.new, again.unchanged, list(again.codes)) == (0, 18, [])
    assert (again.attendance.new, again.attendance.unchanged) == (0, 38)
    assert (count(Comment), count(Attendee), count(AuditEvent)) == (18, 38, events)


def test_second_import_of_numbers_changes_nothing(tables):
    take(tables["RT5"])
    events = count(AuditEvent)
    assert take(tables["RT5"]).attendance.unchanged == 5
    assert count(AuditEvent) == events


def test_unchanged_sheet_may_come_after_the_minutes(tables):
    take(tables["RT1"])
    tables["RT1"].state = "minutes_published"
    db.session.flush()
    assert take(tables["RT1"]).unchanged == 18


def test_dry_run_counts_and_writes_nothing(tables):
    outcome = take(tables["RT1"], dry=True)
    assert (outcome.new, outcome.attendance.new, list(outcome.codes)) == (18, 38, [])
    assert (count(Comment), count(Attendee)) == (0, 0)


def test_one_wrong_row_stops_all(tables):
    data = edited(NAMES["RT1"], 1, E9="9.99")
    outcome = take(tables["RT1"], data)
    assert [(one.code, one.sheet, one.row) for one in outcome.findings] == [
        ("E_ROW_TARGET", "Выступления", 9)
    ]
    assert (count(Comment), count(Attendee)) == (0, 0)


def test_row_with_other_words_at_the_same_time_is_refused(tables):
    take(tables["RT1"])
    outcome = take(tables["RT1"], edited(NAMES["RT1"], 1, G9="Другие слова."))
    assert [(one.code, one.row) for one in outcome.findings] == [("E_SHEET_CHANGED", 9)]
    assert count(Comment) == 18


def test_row_that_is_added_comes_in_alone(tables):
    take(tables["RT1"], number=3)
    row = {
        f"{column}23": value
        for column, value in zip(
            "ABCDEFGHIJ",
            (
                19,
                "14:30",
                "Листков А.",
                "частное лицо",
                "2.2",
                "вопрос",
                "Когда?",
                "",
                "рус.",
                "да",
            ),
            strict=True,
        )
    }
    outcome = take(tables["RT1"], edited(NAMES["RT1"], 1, **row))
    assert (outcome.new, outcome.unchanged) == (1, 18)
    assert list(outcome.codes) == ["UPR-2011/0003-19"]


def test_corrected_attendance_takes_the_place_of_the_earlier(tables):
    take(tables["RT1"])
    other = edited(NAMES["RT1"], 0, B5="Вкладышева Р. М.")
    outcome = take(tables["RT1"], other)
    assert (outcome.attendance.new, outcome.attendance.left_out) == (1, 1)
    assert attendance_of(tables["RT1"].id).total == 38
    back = take(tables["RT1"])
    assert (back.attendance.new, back.attendance.left_out) == (1, 1)
    names = [row.name for row in attendance_of(tables["RT1"].id).named]
    assert ("Вкладышева Р. С." in names, "Вкладышева Р. М." in names) == (True, False)


def test_number_that_is_taken_is_not_given_twice(tables):
    take(tables["RT1"], number=3)
    take(tables["RT2"], number=3)
    numbers = db.session.scalars(select(Submission.number).distinct().order_by(Submission.number))
    assert numbers.all() == [3, 4]


def test_statements_that_came_another_way_are_noticed(tables):
    take_statements(tables["RT1"], [said("2.1")], by=BY, origin=Origin("desk"))
    assert [one.code for one in take(tables["RT1"], dry=True).findings] == ["W_STATEMENTS_THERE"]


def test_unknown_organisation_of_a_speaker_is_kept_as_written(tables):
    outcome = take(tables["RT1"], edited(NAMES["RT1"], 1, D5="ОО «Нет такого»"))
    assert [(one.code, one.row) for one in outcome.findings] == [
        ("W_ORGANISATION_NOT_IN_REGISTER", 5)
    ]
    assert comments()[0].submission.organisation_name == "ОО «Нет такого»"
