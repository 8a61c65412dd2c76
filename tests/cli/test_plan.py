"""`consult plan import` as people and programs call it."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from consult.app import create_app
from consult.domain.plans.models import PlanVersion
from consult.kernel.database import db
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation

DATA = Path(__file__).parents[1] / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
PLAN = [str(DATA / f"plan_v1_{language}.xlsx") for language in ("ru", "kk", "en")]


@pytest.fixture
def run(app: Flask):
    def invoke(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(args=["plan", "import", *map(str, arguments)])

    return invoke


def test_plan_import_when_dry_run_as_json(run):
    register = DATA / "recommendations_cycle1.csv"
    done = run(*PLAN, "--dry-run", "--format", "json", "--recommendations", register)
    told = json.loads(done.stdout)
    expected = MANIFEST["expected_parse"]["measures"]
    assert done.exit_code == 0
    assert [{name: one[name] for name in expected[0]} for one in told["measures"]] == expected
    assert (len(told["sections"]), told["blocked"]) == (8, False)
    unknown = [one for one in told["findings"] if one["code"] == "W_REF_UNKNOWN"]
    assert {(one["file"], one["cell"]) for one in unknown} == {
        ("plan_v1_ru.xlsx", "C58"),
        ("plan_v1_kk.xlsx", "C58"),
        ("plan_v1_en.xlsx", "C57"),
    }
    assert unknown[0]["message"] == (
        "plan_v1_ru.xlsx, sheet “План”, cells C58: Measure 7.3 names recommendation 95.97, "
        "which is not in the register; check the number."
    )


@pytest.mark.parametrize(
    "name", [name for name, trap in MANIFEST["traps"].items() if trap["level"] in ("error", "ask")]
)
def test_plan_import_when_file_is_a_trap(run, name):
    names = [name]
    if name.startswith("ru_kk_mismatch"):
        names = ["ru_kk_mismatch_ru.xlsx", "ru_kk_mismatch_kk.xlsx"]
    done = run(*(DATA / "traps" / one for one in names), "--dry-run")
    assert (done.exit_code, "Traceback" in done.output) == (1, False)
    trap = MANIFEST["traps"][name]
    assert f"{trap['level']}: {trap['code']}: " in done.output


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("tracked_changes.docx", ("--tracked", "reject"), "All tracked changes were rejected"),
        ("tracked_changes.docx", ("--tracked", "accept"), "All tracked changes were accepted"),
        ("two_tables.docx", ("--sheet", "2"), "Sections: 1. Measures: 3."),
    ],
)
def test_plan_import_when_a_question_of_a_word_file_is_answered(run, name, answer, told):
    done = run(DATA / "traps" / name, "--dry-run", *answer)
    assert (done.exit_code, told in done.output) == (0, True)


def test_plan_import_when_a_finding_stands_in_a_word_table(run):
    done = run(DATA / "traps" / "auto_numbered.docx", "--dry-run")
    assert (
        "warning: W_NUMBERED_BY_WORD: auto_numbered.docx, table 1, cells A2, A3, A4, A5, A6, A7, "
        "A8: Word itself counts these numbers: 1.1, 1.2, 1.3, 2.1, 2.2; check that they are as "
        "printed."
    ) in done.output


def test_plan_import_when_columns_are_given_by_hand(run):
    columns = [f"--column={field}" for field in ("number=A", "measure=B", "deadline=F")]
    done = run(DATA / "traps" / "missing_header.xlsx", "--dry-run", *columns)
    assert (done.exit_code, "Sections: 1. Measures: 3. Languages: ru." in done.output) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (PLAN[0],),
        (PLAN[0], "--dry-run", "--column", "colour=A"),
        ("no-such-file.xlsx", "--dry-run"),
    ],
)
def test_plan_import_when_used_wrongly(run, arguments):
    assert run(*arguments).exit_code == 2


def test_plan_import_when_register_is_no_table(run):
    done = run(PLAN[0], "--dry-run", "--recommendations", DATA / "traps" / "scan.pdf")
    assert (done.exit_code, "This is a scan without text" in done.output) == (1, True)


def test_plan_import_when_findings_stop_it_stores_nothing(app, run):
    assert run(DATA / "traps" / "formula_cells.xlsx", "--consultation", "any").exit_code == 1
    with app.app_context():
        assert db.session.query(PlanVersion).count() == 0


@pytest.mark.committed
def test_plan_import_when_stored_and_published(own_database, tmp_path):
    app = create_app(make_settings(own_database, tmp_path))
    with app.app_context():
        slug = make_consultation("draft").slug
        db.session.commit()
    register = str(DATA / "recommendations_cycle1.csv")

    def run(*arguments):
        return app.test_cli_runner().invoke(args=["plan", *arguments, "--consultation", slug])

    dry = run("import", *PLAN, "--dry-run")
    with app.app_context():
        assert db.session.query(PlanVersion).count() == 0
    done = run("import", *PLAN, "--recommendations", register)
    again = run("import", *PLAN)
    published = run("publish")
    with app.app_context():
        version = db.session.query(PlanVersion).one()
        assert (version.state, version.measure_count) == ("published", 52)
        db.engine.dispose()
    assert [result.exit_code for result in (dry, done, again, published)] == [0, 0, 1, 0]
    assert "Version 1 is published: 52 measures." in published.output
