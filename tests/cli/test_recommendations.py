"""`consult recommendations` as people and programs call it."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.factories.consultations import make_consultation

DATA = Path(__file__).parents[1] / "data"
SAMPLE = DATA / "recommendations_cycle1.csv"


@pytest.fixture
def run(app: Flask):
    def invoke(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(args=["recommendations", *map(str, arguments)])

    return invoke


def test_import_when_dry_run_as_json_tells_everything(run):
    done = run("import", SAMPLE, "--dry-run", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["rows"], told["blocked"]) == (0, 128, False)
    assert told["counts"] == {"new": 128, "changed": 0, "unchanged": 0}
    assert told["new"][9] == ["UPR", "1", "95.10"]
    tenth = told["recommendations"][9]
    assert (tenth["row"], tenth["paragraph"], tenth["themes"]) == (11, "95.10", ["NHRF"])
    assert sorted(tenth["text"]) == ["en", "kk", "ru"]
    assert json.loads(run("stats", "--format", "json").stdout) == []


def test_import_when_done_is_listed_and_counted(run):
    assert run("import", SAMPLE).stdout == "Recommendations new: 128, changed: 0, unchanged: 0.\n"
    listed = json.loads(run("list", "UPR", "1", "--format", "json").stdout)
    assert [one["paragraph"] for one in listed][:10][-2:] == ["95.9", "95.10"]
    run("quote", "UPR", "1", "supported", 120, "--source", "Agency")
    assert run("stats").stdout == (
        "UPR 1: received: 128, noted: 7, supported: 121\n"
        "  quoted supported: 120 (differs), Agency\n"
    )


def test_import_when_paragraphs_are_numbers(run):
    trap = DATA / "traps" / "numeric_paragraph.xlsx"
    done = run("import", trap, "--mechanism", "UPR", "--cycle", "1", "--format", "json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (done.exit_code, finding["code"]) == (1, "E_NUMERIC_PARAGRAPH")
    assert finding["message"].startswith("numeric_paragraph.xlsx, sheet “Рекомендации”, cells A2, ")


def test_import_when_the_encoding_is_guessed_asks_first(run):
    trap = DATA / "traps" / "recommendations_cp1251.csv"
    usual = ("--mechanism", "UPR", "--cycle", "1")
    assert run("import", trap, *usual).exit_code == 1
    done = run("import", trap, *usual, "--accept", "W_ENCODING_GUESSED")
    assert (done.exit_code, "new: 14" in done.stdout) == (0, True)


def test_plan_import_when_a_register_is_used_needs_no_file(app, run):
    with app.app_context():
        slug = make_consultation("draft").slug
    run("import", SAMPLE)
    assert run("use", slug, "UPR", "1").stdout == f"The plan of {slug} refers to UPR 1.\n"
    plan = ["plan", "import", str(DATA / "plan_v1_ru.xlsx"), "--consultation", slug, "--dry-run"]
    done = app.test_cli_runner().invoke(args=[*plan, "--format", "json"])
    codes = [one["code"] for one in json.loads(done.stdout)["findings"]]
    assert (codes.count("W_REF_UNKNOWN"), codes.count("W_REF_NOTED")) == (1, 1)
