"""`consult consultation` as people and programs call it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.consultations.rules import local_day
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError

DATA = Path(__file__).parents[1] / "data"
PLAN = [str(DATA / f"plan_v1_{language}.xlsx") for language in ("ru", "kk", "en")]
TEXTS = ("title", "summary", "purpose", "open_to_change", "not_open", "deciding_body")


@pytest.fixture
def run(app):
    def invoke(*arguments, status=0):
        done = app.test_cli_runner().invoke(args=list(map(str, arguments)))
        assert done.exit_code == status, done.output
        return done

    return invoke


@pytest.fixture
def file(app, tmp_path):
    """Write the facts of a consultation that may open into a file."""

    def write(**changes):
        with app.app_context():
            today = local_day(now(), "Asia/Almaty")
        facts = {name: {code: f"{name} {code}" for code in ("kk", "ru", "en")} for name in TEXTS}
        facts |= {
            "slug": "upr-new",
            "prefix": "UPR-NEW",
            "opens": str(today + timedelta(days=1)),
            "closes": str(today + timedelta(days=80)),
            "contact_name": "Aigul",
            "contact_email": "contact@example.kz",
            "channels": ["web", "e-mail"],
            "response_due_on": str(today + timedelta(days=150)),
            "organisers": ["MFA", "MOJ"],
            "lead_body": "MOJ",
        }
        path = tmp_path / "facts.json"
        path.write_text(json.dumps(facts | changes, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def test_a_consultation_from_the_draft_to_the_opening(run, file, app):
    run("consultation", "create", "--from-json", file())
    refused = run("consultation", "open", "upr-new", "--format", "json", status=1)
    assert [item["code"] for item in json.loads(refused.stdout)["items"]] == ["B-11", "B-13"]
    run("plan", "import", *PLAN, "--consultation", "upr-new")
    refused = run("consultation", "open", "upr-new", status=1)
    assert refused.stdout.splitlines() == [
        "B-04 accept: Why each section is in the plan. "
        "Sections without reasons: 1, 2, 3, 4, 5, 6, 7, 8. Write them, or open without them.",
        "B-11 blocking: The plan is published. "
        "The plan is a draft. Look at the preview and publish it.",
    ]
    run("plan", "publish", "--consultation", "upr-new")
    opened = run("consultation", "open", "upr-new", "--accept", "B-04", "--format", "json")
    assert json.loads(opened.stdout)["state"] == "open"
    listed = json.loads(run("consultation", "list", "--format", "json").stdout)
    assert [(one["slug"], one["state"]) for one in listed] == [("upr-new", "open")]
    with app.app_context():
        assert consultation_by_slug("upr-new").lead_body.code == "MOJ"


def test_create_when_options_go_before_the_file(run, file):
    made = run(
        "consultation", "create", "--from-json", file(), "--slug", "other", "--format", "json"
    )
    facts = json.loads(made.stdout)
    assert (facts["slug"], facts["prefix"], facts["state"]) == ("other", "UPR-NEW", "draft")
    assert facts["closes_at"].endswith("T18:59:59+00:00")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"purpos": {}}, "unknown: purpos; known are: title, summary"),
        ({"opens": "soon"}, "opens: 'soon' is neither a day such as 2026-11-30 nor an ISO instant"),
        ({"channels": ["pigeon"]}, "channels must be a list of: web, e-mail, letter"),
        ({"title": "Plan"}, "title must be an object such as"),
        ({"zone": "Asia/Atlantis"}, "zone: there is no time zone 'Asia/Atlantis'"),
        ({"late_allowed": "yes"}, "late_allowed must be true or false"),
        ({"prefix": ""}, "prefix is missing"),
    ],
)
def test_create_when_the_file_is_wrong(run, file, changes, words):
    done = run("consultation", "create", "--from-json", file(**changes), status=2)
    assert words in done.output
    assert "Traceback" not in done.output


def test_create_when_an_organiser_is_unknown(run, file):
    done = run("consultation", "create", "--from-json", file(organisers=["XYZ"]), status=1)
    assert "organisers: no organisation has the code XYZ" in done.output


def test_create_when_held_in_the_past(run, file, app):
    path = file(opens="2011-03-14", closes="2011-04-15", min_working_days=20)
    refused = run("consultation", "create", "--from-json", path, status=1)
    assert isinstance(refused.exception, ConsultError)
    assert refused.exception.code == "opens_in_the_past"
    run("consultation", "create", "--from-json", path, "--historical")
    run("plan", "import", *PLAN, "--consultation", "upr-new")
    run("plan", "publish", "--consultation", "upr-new")
    run("consultation", "open", "upr-new", "--historical", "--accept", "B-04")
    run("consultation", "close", "upr-new")
    with app.app_context():
        consultation = consultation_by_slug("upr-new")
        assert consultation.opens_at.isoformat() == "2011-03-13T18:00:00+00:00"
        assert consultation.closed_at.isoformat() == "2011-04-15T17:59:59+00:00"
    run("consultation", "start-answering", "upr-new")


def test_close_when_it_still_runs(run, file):
    run("consultation", "create", "--from-json", file())
    run("plan", "import", *PLAN, "--consultation", "upr-new")
    run("plan", "publish", "--consultation", "upr-new")
    run("consultation", "open", "upr-new", "--accept", "B-04")
    refused = run("consultation", "close", "upr-new", status=1)
    assert refused.exception.code == "not_over_yet"
    extended = run(
        "consultation", "extend", "upr-new", "--closes", "2029-01-31", "--reason-ru", "Просили",
        "--format", "json",
    )  # fmt: skip
    assert json.loads(extended.stdout)["closes_at"] == "2029-01-31T18:59:59+00:00"


def test_publish_when_reasons_are_given(run, file, tmp_path):
    run("consultation", "create", "--from-json", file())
    run("plan", "import", *PLAN, "--consultation", "upr-new")
    path = tmp_path / "reasons.json"
    reasons = {str(number): {"ru": f"Раздел {number} нужен"} for number in range(1, 9)}
    path.write_text(json.dumps(reasons, ensure_ascii=False), encoding="utf-8")
    run("plan", "publish", "--consultation", "upr-new", "--reasons", path)
    items = json.loads(run("consultation", "checklist", "upr-new", "--format", "json").stdout)
    assert {item["code"]: item["outcome"] for item in items["items"]}["B-04"] == "done"
