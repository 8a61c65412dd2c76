"""`consult plan causes` and `consult consultation adopt` as people and programs call them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.adoption import act_of
from consult.domain.consultations.models import Consultation
from consult.kernel.database import db
from tests.factories.trace import LIST, make_discussed, second_version

Run = Callable[..., Result]

ONCE = second_version


@pytest.fixture
def slug(app: Flask) -> str:
    with app.app_context():
        made = make_discussed()
        second_version()
        return made.slug


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*arguments: Any) -> Result:
        return app.test_cli_runner().invoke(args=[str(one) for one in arguments])

    return invoke


def test_plan_causes_stores_the_list(run: Run, slug: str) -> None:
    done = run("plan", "causes", slug, LIST, "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["findings"]) == (0, [])
    assert (told["changes"], told["stored"], told["without_cause"]) == (21, 21, 0)


def test_plan_causes_when_a_code_is_unknown_stores_nothing(
    run: Run, slug: str, tmp_path: Path
) -> None:
    changed = json.loads(LIST.read_bytes())
    changed["changes"][0]["comment_codes"] = ["UPR-2011/9999-1"]
    file = tmp_path / "list.json"
    file.write_text(json.dumps(changed), encoding="utf-8")
    done = run("plan", "causes", slug, file, "--format", "json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["stored"], told["without_cause"]) == (1, 0, 19)
    assert "UPR-2011/9999-1" in told["findings"][0]["message"]


def test_consultation_adopt_records_the_act(app: Flask, run: Run, slug: str) -> None:
    with app.app_context():
        held = db.session.scalars(select(Consultation).where(Consultation.slug == slug)).one()
        held.state = "report_published"
        db.session.commit()
        identity = held.id
    done = run(
        *("consultation", "adopt", slug, "--version", 2, "--kind", "resolution"),
        *("--number", "1165", "--date", "2011-10-12", "--signatory-ru", "Премьер-Министр"),
    )
    assert done.exit_code == 0, done.output
    with app.app_context():
        act = act_of(identity)
        assert act is not None
        assert (act.number, str(act.adopted_on), act.recorded_by) == (
            "1165",
            "2011-10-12",
            "command",
        )
