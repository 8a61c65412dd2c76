"""`consult round-table` as people and programs call it."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook

from consult.domain.people.actors import system
from consult.domain.people.importer import read_organisations
from consult.domain.people.operations import import_organisations
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from tests.factories.consultations import make_consultation, make_plan

DATA = Path(__file__).parents[1] / "data"
CALENDAR = DATA / "round_tables" / "round_tables.csv"
ORAL = DATA / "round_tables" / "round_table_oral.xlsx"
LIST = DATA / "organisations.csv"


@pytest.fixture
def run(app: Flask):
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011", slug="upr-2011")
        make_plan(consultation, sections=8, measures=10)
        rows = read_organisations(LIST.read_bytes(), LIST.name).rows
        import_organisations(rows, by=system("command"))
        db.session.commit()

    def invoke(name: str, *options: str | Path) -> Result:
        given = [str(option) for option in options]
        arguments = ["round-table", name, *given, "--consultation", "upr-2011"]
        return app.test_cli_runner().invoke(args=arguments)

    return invoke


@pytest.fixture
def planned(run):
    assert run("import-calendar", CALENDAR, "--organisations", LIST).exit_code == 0
    return run


def told(result: Result):
    return json.loads(result.stdout)


def test_calendar_is_looked_at_imported_and_left_unchanged(run) -> None:
    given = (CALENDAR, "--organisations", LIST, "--format", "json")
    looked = told(run("import-calendar", *given, "--dry-run"))
    first, again = told(run("import-calendar", *given)), told(run("import-calendar", *given))
    counts = [(len(one["new"]), len(one["unchanged"])) for one in (looked, first, again)]
    assert counts == [(7, 0), (7, 0), (0, 7)]


def test_calendar_with_unknown_organisation_is_refused(run) -> None:
    done = run("import-calendar", CALENDAR)
    assert done.exit_code == 1
    assert "There is no organisation with the code “S01”" in done.output
    assert told(run("list", "--format", "json")) == []


def test_sheet_is_looked_at_imported_and_left_unchanged(planned) -> None:
    given = (ORAL, "--meeting", "RT5", "--reg-no", "UPR-2011/0033", "--format", "json")
    looked = told(planned("import-sheet", *given, "--dry-run"))
    first, again = told(planned("import-sheet", *given)), told(planned("import-sheet", *given))
    counts = [(one["accepted"], one["unchanged"]) for one in (looked, first, again)]
    assert counts == [(12, 0), (12, 0), (0, 12)]
    assert sorted(first["comments"]) == sorted(f"UPR-2011/0033-{point}" for point in range(1, 13))
    assert first["attendance"]["listed"] == 24
    assert [one["code"] for one in first["warnings"]] == ["I_ATTENDANCE_NUMBERS_ONLY"]
    assert {row["meeting"]: row["attended"] for row in told(planned("list", "--format", "json"))}[
        "RT5"
    ] == 24


def test_sheet_with_a_wrong_row_names_sheet_row_and_advice(planned, tmp_path: Path) -> None:
    book = load_workbook(ORAL)
    book.worksheets[1]["E7"] = "12.12"
    book.worksheets[1]["F8"] = "жалоба"
    bad = tmp_path / "bad.xlsx"
    book.save(bad)
    done = planned("import-sheet", bad, "--meeting", "RT5", "--format", "json")
    assert done.exit_code == 1
    lines = [(one["code"], one["sheet"], one["row"]) for one in told(done)["refused"]]
    assert lines == [("E_SHEET_WORD", "Выступления", 8), ("E_ROW_TARGET", "Выступления", 7)]
    messages = [one["message"] for one in told(done)["refused"]]
    assert messages[0] == (
        "bad.xlsx, sheet “Выступления”, cells F8: “жалоба” is not known in the field “Kind”; "
        "choose a word from the template."
    )


def test_sheet_of_another_meeting_asks(planned) -> None:
    done = planned("import-sheet", ORAL, "--meeting", "RT1", "--dry-run")
    assert done.exit_code == 1
    assert "The sheet is of 29 March 2011, the meeting of 16 March 2011" in done.output
    accepted = ("--meeting", "RT1", "--dry-run", "--accept", "W_OTHER_DAY")
    assert planned("import-sheet", ORAL, *accepted).exit_code == 0


def test_wrong_number_and_unknown_meeting_are_refused(planned) -> None:
    wrong = planned("import-sheet", ORAL, "--meeting", "RT5", "--reg-no", "X/1")
    assert (wrong.exit_code, "write it like UPR-2011/0003" in wrong.output) == (2, True)
    unknown = planned("import-sheet", ORAL, "--meeting", "RT99")
    assert isinstance(unknown.exception, NotFound)
