"""`consult people` and `consult organisations` as people and programs call them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.people import operations, queries
from consult.domain.people.credentials import steps_of
from consult.domain.people.models import Invitation, Organisation
from consult.domain.people.refusals import WeakPassword
from consult.kernel.database import db
from consult.kernel.errors import ConsultError
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import make_user
from tests.visitor import Visitor
from tests.web.account.stepping import give_app

FILE = Path(__file__).parents[1] / "data" / "organisations.csv"
LONG = "nine lanterns over the river"


@pytest.fixture
def run(app: Flask) -> Any:
    def invoke(*arguments: object, status: int = 0, given: str | None = None) -> Any:
        done = app.test_cli_runner().invoke(args=list(map(str, arguments)), input=given)
        assert done.exit_code == status, done.output
        return done

    return invoke


def test_administrator_sets_the_password_through_the_printed_link(
    app: Flask, run: Any, visitor: Visitor
) -> None:
    done = run("people", "create-admin", "Admin@example.kz", "--language", "en")
    link = re.search(r"http://localhost(\S+)", done.output)
    assert link
    visitor.open(link.group(1)).fill("New password", "twelve letters").press(
        "Set the password", 422
    )
    visitor.fill("New password", LONG).press("Set the password")
    with app.app_context():
        assert operations.sign_in("admin@example.kz", LONG)[1].is_administrator


def test_administrator_with_a_password(app: Flask, run: Any) -> None:
    arguments = ("people", "create-admin", "admin@example.kz", "--password-stdin")
    done = run(*arguments, "--format", "json", given=f"{LONG}\n")
    assert json.loads(done.stdout)["link"] is None
    with app.app_context():
        assert operations.sign_in("admin@example.kz", LONG)[1].is_administrator


@pytest.mark.parametrize("given", ["short\n", "\n"])
def test_administrator_with_a_bad_password_is_not_made(app: Flask, run: Any, given: str) -> None:
    done = app.test_cli_runner().invoke(
        args=["people", "create-admin", "admin@example.kz", "--password-stdin"], input=given
    )
    assert (done.exit_code, type(done.exception)) in [(1, WeakPassword), (2, SystemExit)]
    with app.app_context():
        assert queries.user_by_email("admin@example.kz") is None


def test_person_is_invited_with_role_and_body(app: Flask, run: Any) -> None:
    with app.app_context():
        make_body("MOJ")
        slug = make_consultation().slug
    facts = ("--consultation", slug, "--role", "ministry_approver", "--body", "MOJ")
    done = run("people", "invite", "new@example.kz", *facts, "--format", "json")
    assert json.loads(done.stdout) == {
        "email": "new@example.kz", "role": "ministry_approver", "body": "MOJ", "result": "invited",
    }  # fmt: skip
    with app.app_context():
        assert db.session.scalars(select(Invitation.email)).all() == ["new@example.kz"]
        assert db.session.scalars(select(Letter.kind)).all() == ["invitation"]


def test_account_is_granted_the_role(app: Flask, run: Any) -> None:
    with app.app_context():
        make_user(email="known@example.kz")
        slug = make_consultation().slug
    run("people", "invite", "known@example.kz", "--consultation", slug, "--role", "moderator")
    with app.app_context():
        user = queries.user_by_email("known@example.kz")
        assert user is not None
        assert queries.is_staff(user)


def test_wrong_usage_of_invite_names_the_option(app: Flask, run: Any) -> None:
    with app.app_context():
        slug = make_consultation().slug
    facts = ("people", "invite", "a@example.kz", "--consultation", slug)
    assert "--role" in run(*facts, "--role", "king", status=2).output
    unknown = run(*facts, "--role", "ministry_approver", "--body", "XYZ", status=2)
    assert "There is no organisation with the code XYZ." in unknown.output


def test_role_without_its_body_is_refused(app: Flask, run: Any) -> None:
    with app.app_context():
        slug = make_consultation().slug
    done = run(
        "people", "invite", "a@example.kz", "--consultation", slug,
        "--role", "ministry_approver", status=1,
    )  # fmt: skip
    assert isinstance(done.exception, ConsultError)
    assert done.exception.code == "role_and_body"


def test_organisations_are_imported_once(app: Flask, run: Any) -> None:
    first = json.loads(run("organisations", "import", FILE, "--format", "json").stdout)
    second = json.loads(run("organisations", "import", FILE, "--format", "json").stdout)
    assert (first["created"], first["changed"], first["unchanged"]) == (45, 0, 0)
    assert (second["created"], second["changed"], second["unchanged"]) == (0, 0, 45)
    with app.app_context():
        row = db.session.scalars(select(Organisation).where(Organisation.code == "O01")).one()
        assert (row.name.ru, row.kind, row.region_code, row.bin) == (
            "ОО «Открытая дверь»", "accredited_ngo", "KZ-55", "000000000001",
        )  # fmt: skip
        assert queries.organisation_by_code("MOJ") is not None
        assert queries.organisation_by_code("S02") is None


def test_dry_run_stores_nothing(app: Flask, run: Any) -> None:
    done = json.loads(run("organisations", "import", FILE, "--dry-run", "--format", "json").stdout)
    assert (done["created"], done["dry_run"]) == (45, True)
    with app.app_context():
        assert db.session.scalars(select(Organisation)).all() == []


def test_bad_row_stops_the_whole_file(app: Flask, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("id,kind,name_ru\nO01,ngo,ОО Дверь\nO02,king,ОО Окно\n", encoding="utf-8")
    done = run("organisations", "import", file, status=1)
    assert "E_ROW_CODE" in done.output
    assert "Nothing was imported." in done.output
    with app.app_context():
        assert db.session.scalars(select(Organisation)).all() == []


@pytest.mark.parametrize(
    "words", [("people", "create-admin"), ("people", "invite"), ("organisations", "import")]
)
def test_help_shows_an_example(run: Any, words: tuple[str, str]) -> None:
    assert f"Example: consult {' '.join(words)}" in run(*words, "--help").output


def test_second_step_of_the_last_administrator_is_reset_by_the_command(
    app: Flask, run: Any
) -> None:
    with app.app_context():
        user = make_user(is_administrator=True)
    with app.app_context():
        give_app(user)
    run("people", "reset-second-step", user.email)
    with app.app_context():
        assert not steps_of(user.id).any
    run("people", "reset-second-step", "nobody@example.kz", status=2)
