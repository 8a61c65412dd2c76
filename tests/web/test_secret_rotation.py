"""The secret of the service is changed: what the earlier one made still works while it is named."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from consult.domain.people.models import User
from consult.domain.people.operations import second_steps
from consult.domain.people.refusals import WrongCode
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.web import hall_screens
from consult.web.account import gate
from tests.conftest import SECRET
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import PASSWORD, make_user, sign_in
from tests.factories.reports import published
from tests.factories.roundtables import make_table
from tests.visitor import Visitor
from tests.web.account.stepping import code_at, give_app
from tests.web.respond.test_worksheet import Desk, answer, filled

NEW = "another-secret-that-is-long-enough-9876543210"
COOKIE = "consult_device"


@pytest.fixture
def turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that changes the secret, with or without naming the earlier one."""

    def change(*fallbacks: str) -> None:
        settings = app.config["SETTINGS"]
        values = replace(settings, secret_key=NEW, secret_key_fallbacks=fallbacks)
        monkeypatch.setitem(app.config, "SETTINGS", values)
        monkeypatch.setitem(app.config, "SECRET_KEY", NEW)

    return change


def test_sessions_go_on(app: Flask, turn: Any) -> None:
    with app.app_context():
        user = make_user()
    visitor = sign_in(Visitor(app), user)
    turn()
    assert visitor.open("/en/account").path == "/en/account"


@pytest.mark.parametrize(("fallbacks", "known"), [((SECRET,), True), ((), False)])
def test_known_device_stays_known_while_the_earlier_secret_is_named(
    app: Flask, turn: Any, fallbacks: tuple[str, ...], known: bool
) -> None:
    with app.app_context():
        user = make_user()
        email = user.email
    visitor = Visitor(app).open("/en/account/sign-in")
    visitor.fill("E-mail address", email).fill("Password", PASSWORD).press("Sign in")
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None
    turn(*fallbacks)
    with app.test_request_context(headers={"Cookie": f"{COOKIE}={cookie.value}"}):
        assert [limit.name == "sign_in_device" for limit, _who in gate._counts(email)] == (
            [True] if known else [False] * 3
        )


def test_authenticator_works_and_is_locked_anew(app: Flask, turn: Any) -> None:
    with app.app_context():
        user = make_user()
        identity, secret = user.id, give_app(user)
    turn(SECRET)
    with app.app_context():
        second_steps.check_code(db.session.get_one(User, identity), code_at(app, secret))
        db.session.commit()
    turn()
    with app.app_context():
        second_steps.check_code(db.session.get_one(User, identity), code_at(app, secret, 1))


def test_authenticator_does_not_open_when_the_earlier_secret_is_forgotten(
    app: Flask, turn: Any
) -> None:
    with app.app_context():
        user = make_user()
        identity, secret = user.id, give_app(user)
    turn()
    with app.app_context(), pytest.raises(WrongCode):
        second_steps.check_code(db.session.get_one(User, identity), code_at(app, secret))


@pytest.mark.parametrize(("fallbacks", "opens"), [((SECRET,), True), ((), False)])
def test_key_of_a_screen_opens_while_the_earlier_secret_is_named(
    app: Flask, turn: Any, fallbacks: tuple[str, ...], opens: bool
) -> None:
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        starts = now() + timedelta(hours=1)
        table = make_table(consultation, starts_at=starts, ends_at=starts + timedelta(hours=2))
        key = hall_screens.key_of(table)
        turn(*fallbacks)
        assert hall_screens._fits(table, key) is opens
        assert hall_screens.key_of(table) != key


@pytest.mark.parametrize(("fallbacks", "taken"), [((SECRET,), True), ((), False)])
def test_work_sheet_is_taken_while_the_earlier_secret_is_named(
    app: Flask, turn: Any, fallbacks: tuple[str, ...], taken: bool
) -> None:
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation)
        comment = published(consultation)
        writer = make_user([("ministry_contributor", consultation, make_body("MOJ"))])
    visitor = sign_in(Visitor(app), writer)
    desk = Desk(app, consultation.slug, comment, comment, visitor, visitor)
    code = comment.code
    data = filled(desk.download(), lambda page, rows: answer(page, rows[code], "Учтём."))
    turn(*fallbacks)
    assert ("Учтём." in desk.upload(data).text) is taken
