"""Reading the workbook of a meeting: the facts of the samples, and what is wrong with others."""

import json
from collections import Counter
from datetime import date, time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from consult.domain.people.regions import region_name
from consult.domain.roundtables.importer import read_meeting
from consult.domain.roundtables.importer.days import day_in, time_of_day
from consult.domain.roundtables.importer.places import Named, named_region, named_target

DATA = Path(__file__).parents[2] / "data"
FACTS = json.loads((DATA / "manifest.json").read_text("utf-8"))["files"]
DAYS = {
    "round_table_karaganda.xlsx": date(2011, 3, 16),
    "round_table_pavlodar.xlsx": date(2011, 3, 18),
    "round_table_shymkent.xlsx": date(2011, 3, 24),
    "round_table_oskemen.xlsx": date(2011, 3, 25),
    "round_table_oral.xlsx": date(2011, 3, 29),
    "round_table_almaty.xlsx": date(2011, 3, 31),
}
PEOPLE = ("№", "Участник", "Организация", "Вид организации", "Регион", "Язык", "Согласие")
SPOKEN = (
    *("№", "Время", "Выступающий", "Организация", "№ мероприятия", "Вид", "Выступление"),
    *("Предлагаемая редакция", "Язык", "Согласие на указание имени"),
)
SAID = (1, "10:35", "Листков А. А.", "ОО «Семь писем»", "2.1", "дополнение", "Так.", "", "рус.")
GOOD = (*SAID, "да")


def workbook(people=(), spoken=(), *, above=(), headings=(PEOPLE, SPOKEN)):
    book = Workbook()
    for sheet, heads, rows in zip(
        (book.active, book.create_sheet()), headings, (people, spoken), strict=True
    ):
        for row in (*above, heads, *rows):
            sheet.append(list(row))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def read(people=(), spoken=(), **how):
    data = workbook(people, spoken, **how)
    return read_meeting(data, "table.xlsx", day=date(2011, 3, 16))


def changed(**changes):
    """A good statement with some cells changed, by their column."""
    row = list(GOOD)
    for place, value in changes.items():
        row[int(place[1:])] = value
    return tuple(row)


def found(sheet):
    return [
        (one.code, one.row, one.cells) for one in sheet.findings if one.code[:2] in ("E_", "W_")
    ]


@pytest.fixture(params=DAYS)
def sample(request):
    name = request.param
    data = (DATA / "round_tables" / name).read_bytes()
    return read_meeting(data, name, day=DAYS[name]), FACTS[name], DAYS[name]


def test_sample_holds_the_attendance_of_the_manifest(sample):
    sheet, facts, _day = sample
    kind = "numbers" if facts["attendance_kind"] == "numbers_only" else "named"
    assert sheet.attendance == kind
    assert len(sheet.people) + len(sheet.counts) == facts["attendance_rows"]
    assert sheet.announced["attended"] == facts["attended_in_csv"]
    if kind == "numbers":
        assert sheet.listed == facts["attended_in_csv"]


def test_sample_holds_the_statements_of_the_manifest(sample):
    sheet, facts, _day = sample
    targets = {"plan": "plan", "section": "S"}
    about = Counter(
        targets.get(line.target.kind, "") + line.target.number for line in sheet.statements
    )
    assert len(sheet.statements) == facts["statements"]
    assert Counter(line.kind for line in sheet.statements) == facts["by_kind"]
    assert Counter(line.language for line in sheet.statements) == facts["by_language"]
    assert about == facts["by_target"]
    anonymous = [line for line in sheet.statements if line.speaker.level == "anonymous"]
    assert len(anonymous) == facts["no_consent"]
    assert {(line.speaker.name, line.speaker.organisation) for line in anonymous} == {("", "")}


def test_sample_has_the_findings_of_the_manifest(sample):
    sheet, facts, day = sample
    assert [one.code for one in sheet.findings] == [one["code"] for one in facts["warnings"]]
    assert sheet.day == day
    assert region_name(facts["region_code"], "ru", day) == facts["region_name_on_date"]
    assert not sheet.stops


def test_attendance_that_does_not_add_up_names_both_numbers():
    name = "round_table_pavlodar.xlsx"
    sheet = read_meeting((DATA / "round_tables" / name).read_bytes(), name, day=DAYS[name])
    assert [one.facts for one in sheet.findings] == [{"announced": 33, "listed": 32}]


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (changed(_1="25:10"), "E_SHEET_TIME", "B2"),
        (changed(_1="after lunch"), "E_SHEET_TIME", "B2"),
        (changed(_1=None), "W_TIME_MISSING", "B2"),
        (changed(_4="про всё"), "E_POINT_UNKNOWN", "E2"),
        (changed(_4=""), "E_ROW_REQUIRED", "E2"),
        (changed(_4="2.1, 2.3"), "W_POINT_NAMES_SEVERAL_MEASURES", "E2"),
        (changed(_5="жалоба"), "E_SHEET_WORD", "F2"),
        (changed(_6=" "), "E_ROW_REQUIRED", "G2"),
        (changed(_8="нем."), "E_SHEET_WORD", "I2"),
        (changed(_8=None), "E_ROW_REQUIRED", "I2"),
        (changed(_9=None), "W_CONSENT_MISSING", "J2"),
        (changed(_9="может быть"), "E_SHEET_CONSENT", "J2"),
        (changed(_2=None), "E_ROW_REQUIRED", "C2"),
        (changed(_3="частное лицо", _9="только организация"), "W_NO_ORGANISATION_TO_SHOW", "J2"),
    ],
)
def test_row_that_is_wrong_is_named_with_its_cell(row, code, cell):
    assert found(read(spoken=[row])) == [(code, 2, (cell,))]


def test_row_without_consent_keeps_no_name():
    sheet = read(spoken=[changed(_9=None)])
    assert [(line.speaker.level, line.speaker.name) for line in sheet.statements] == [
        ("anonymous", "")
    ]
    assert not sheet.stops


def test_row_that_stands_twice_is_refused_once():
    again = (2, *GOOD[1:])
    assert found(read(spoken=[GOOD, again])) == [("E_SHEET_TWICE", 3, ("G3",))]


def test_formula_and_number_in_place_of_codes_stop():
    sheet = read(spoken=[changed(_4=2.1), changed(_6="=A1")])
    assert [one.code for one in sheet.findings if one.stops] == ["E_FORMULA_CELL", "E_NUMERIC_CODE"]
    assert sheet.statements == []


def test_missing_column_is_named():
    data = read(spoken=[], headings=(PEOPLE, SPOKEN[:8]))
    assert [one.facts["field"] for one in data.findings if one.code == "E_COLUMN_MISSING"] == [
        "meeting.language"
    ]


def test_sheets_are_known_in_any_order_and_below_other_lines():
    lines = [("Круглый стол, 16 марта 2011 года",), ("Присутствовало: 1",), ()]
    person = (1, "Листков А. А.", "частное лицо", "", "г. Астана", "каз.", "да")
    sheet = read([GOOD], [person], above=lines, headings=(SPOKEN, PEOPLE))
    assert found(sheet) == []
    assert [(one.kind, one.region_code, one.language) for one in sheet.people] == [
        ("individual", "KZ-71", "kk")
    ]
    assert [line.at for line in sheet.statements] == [time(10, 35)]


@pytest.mark.parametrize(
    "headings",
    [
        (("№", "Пункт проекта", "Срок"), ("a", "b")),
        (("id", "measure", "deadline"), ("x", "y")),
    ],
)
def test_other_workbook_is_refused(headings):
    assert [one.code for one in read(headings=headings).findings] == ["E_NO_MEETING_TABLE"]


def test_sheet_of_another_day_asks():
    data = workbook(spoken=[GOOD], above=[("18 марта 2011 года",)])
    day = date(2011, 3, 16)
    asked = read_meeting(data, "a.xlsx", day=day)
    assert [one.code for one in asked.findings if one.stops] == ["W_OTHER_DAY"]
    assert not read_meeting(data, "a.xlsx", day=day, accepted=["W_OTHER_DAY"]).stops


def test_region_must_be_called_so_on_the_day():
    row = (1, "Листков А. А.", "частное лицо", "", "Туркестанская область", "каз.", "да")
    assert found(read([row], [GOOD])) == [("E_SHEET_REGION", 2, ("E2",))]


def test_numbers_that_are_none_are_refused():
    heads = ("№", "Санат", "Саны")
    sheet = read([(1, "ҮЕҰ", "тоғыз"), (2, "БАҚ", 3), (3, "БАҚ", 1)], headings=(heads, SPOKEN))
    assert [one.code for one in sheet.findings if one.stops] == ["E_SHEET_COUNT", "E_SHEET_TWICE"]


def test_headings_in_english_are_known():
    heads = ("No.", "Time", "Speaker", "Organisation", "Measure", "Part of the measure", "Kind")
    row = (1, "9.05", "A. B.", "individual", "2.10", "Deadline", "Question", "When?", "en", "Yes")
    more = (*heads, "Statement", "Language", "Consent to be named")
    sheet = read(spoken=[row], headings=(PEOPLE, more))
    (line,) = sheet.statements
    assert (line.target, line.field, line.kind) == (
        Named("measure", "2.10"),
        "deadline",
        "question",
    )


@pytest.mark.parametrize(
    ("printed", "target"),
    [
        ("2.10", Named("measure", "2.10")),
        ("Весь проект", Named("plan")),
        ("бүкіл жоба", Named("plan")),
        ("S2", Named("section", "2")),
        ("2-бөлім", Named("section", "2")),
        ("Раздел 2", Named("section", "2")),
        ("2", None),
        ("весь день", None),
    ],
)
def test_target_is_read_from_words(printed, target):
    assert named_target(printed) == target


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("Алматы облысы", "KZ-19"),
        ("Алматы қаласы", "KZ-75"),
        ("South Kazakhstan Region", "KZ-61"),
        ("Абайская область", None),
        ("за рубежом", "abroad"),
        ("", "unknown"),
    ],
)
def test_region_is_found_by_its_name_of_the_day(printed, code):
    assert named_region(printed, date(2011, 3, 24)) == code


@pytest.mark.parametrize(
    ("printed", "at"),
    [("10:35", time(10, 35)), ("9.05", time(9, 5)), ("0.44097222", time(10, 35)), ("10", None)],
)
def test_time_of_day_is_read(printed, at):
    assert time_of_day(printed) == at


@pytest.mark.parametrize(
    "line",
    ["Уральск, 29 марта 2011 года", "2011 жылғы 29 наурыз", "29 March 2011", "29.03.2011"],
)
def test_day_is_found_in_a_line(line):
    assert day_in(["Протокол", line]) == date(2011, 3, 29)
