"""`consult comments import` as people and programs call it."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def run(app: Flask):
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011", slug="upr-2011")
        make_plan(consultation, sections=8, measures=12)
        for number in range(1, 46):
            make_organisation(f"O{number:02d}")

    def invoke(file: Path, *options: str) -> Result:
        arguments = ["comments", "import", str(file), "--consultation", "upr-2011", *options]
        return app.test_cli_runner().invoke(args=arguments)

    return invoke


def test_comments_import_twice_as_json(run) -> None:
    file = DATA / "comments_web.csv"
    looked = json.loads(run(file, "--dry-run", "--format", "json").stdout)
    first = json.loads(run(file, "--format", "json").stdout)
    again = json.loads(run(file, "--format", "json").stdout)
    counts = [(one["accepted"], one["refused"], one["unchanged"]) for one in (looked, first, again)]
    assert counts == [(180, [], 0), (180, [], 0), (0, [], 180)]


def test_comments_import_of_a_letter_with_its_index_beside(run) -> None:
    done = run(DATA / "letters" / "letter_05_dialogue_61_kk.xlsx", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["accepted"]) == (0, 5)
    assert told["comments"][0] == "UPR-2011/0090-1"


def test_comments_import_names_row_field_and_advice(run, tmp_path: Path) -> None:
    text = (DATA / "comments_web.csv").read_text(encoding="utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text(text.replace(",measure,1.5,", ",measure,99.9,", 1), encoding="utf-8")
    done = run(bad, "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["accepted"], len(told["refused"])) == (1, 0, 1)
    line = told["refused"][0]
    assert (line["field"], line["code"]) == ("target_number", "E_ROW_TARGET")
    assert "99.9" in line["message"]
    assert json.loads(run(DATA / "comments_web.csv", "--format", "json").stdout)["accepted"] == 180


def test_comments_import_of_missing_column_and_wrong_time(run, tmp_path: Path) -> None:
    file = tmp_path / "short.csv"
    file.write_text("text,kind,colour\nx,support,red\n", encoding="utf-8")
    done = run(file, "--format", "json")
    codes = {line["code"] for line in json.loads(done.stdout)["refused"]}
    assert (done.exit_code, codes) == (1, {"E_COLUMN_MISSING"})
    wrong = run(file, "--received-at", "yesterday")
    assert wrong.exit_code == 2
    assert "write it like 2011-04-13T12:15:44+06:00" in wrong.output
