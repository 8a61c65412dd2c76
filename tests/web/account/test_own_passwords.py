"""Passwords that people choose: their own names refused, long ones taken as typed (REQ 30, 31)."""

import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.people import operations, passwords
from consult.domain.people.actors import system
from consult.domain.people.models import User
from consult.kernel.database import db
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import PASSWORD, make_organisation, make_user, sign_in
from tests.visitor import Visitor
from tests.web.account.stepping import SIGN_IN
from tests.web.account.test_passwords_and_links import ask, letters, link_in

NEW = "nine lanterns over the river"
EMAIL = "new.person@example.kz"
LONG = "  Құпия сөз №" + "ұзын-" * 30 + "соңы 🔑 "
HUNDRED_MILLISECONDS = 0.1


@pytest.fixture
def user(app: Flask) -> User:
    with app.app_context():
        return make_user(language="en")


def change(visitor: Visitor, password: str, status: int = 200) -> Visitor:
    visitor.open("/en/account/password").fill("Present password", PASSWORD)
    return visitor.fill("New password", password).press("Change the password", status)


def invited(app: Flask, **facts: object) -> Visitor:
    """Somebody who has opened the link of an invitation."""
    with app.app_context():
        operations.invite(EMAIL, language="en", by=system("test"), name="Dana", **facts)  # type: ignore[arg-type]
        db.session.commit()
    return Visitor(app).open(link_in(letters(app, "invitation")[0]))


@pytest.mark.parametrize(
    "password", ["our Публичные Обсуждения", "Жария талқылаулар 7", "public consultations!", "consult me please"]
)  # fmt: skip
def test_name_of_the_service_is_refused_in_every_language(
    app: Flask, user: User, password: str
) -> None:
    change(sign_in(Visitor(app), user), password, 422)


@pytest.mark.parametrize("password", ["aigul sample 2026", "dana.sample and more"])
def test_own_name_and_address_are_refused(app: Flask, password: str) -> None:
    with app.app_context():
        user = make_user(name="Aigul Sample", email="dana.sample@example.kz", language="en")
    page = change(sign_in(Visitor(app), user), password, 422)
    assert "Do not use your own name, your address," in page.text


def test_name_of_ones_organisation_is_refused(app: Flask) -> None:
    with app.app_context():
        user = make_user(organisation=make_organisation("O-Steppe"))
    page = change(sign_in(Visitor(app), user), "ngo o-steppe forever", 422)
    assert "name" in page.text


def test_name_of_ones_ministry_is_refused(app: Flask) -> None:
    with app.app_context():
        role = ("ministry_approver", make_consultation(), make_body("MOJ"))
        user = make_user([role])
    change(sign_in(Visitor(app), user), "body moj en forever", 422)


def test_name_of_the_organisation_one_is_invited_to_is_refused(app: Flask) -> None:
    with app.app_context():
        consultation, body = make_consultation(), make_body("MOJ")
    page = invited(app, consultation=consultation, role="ministry_approver", body=body)
    page.fill("Password", "body moj en forever").press("Accept", 422)
    page.fill("Password", NEW).press("Accept")
    assert page.path == SIGN_IN


def test_name_of_the_organisation_that_registers_is_refused(app: Flask, visitor: Visitor) -> None:
    ask(visitor, EMAIL, "register")
    visitor.open(link_in(letters(app, "registration")[0])).fill("Your name", "Dana")
    visitor.fill("Name of your organisation", "Birds of the Steppe")
    visitor.fill("Password", "birds of the steppe 1").press("Make the account", 422)
    visitor.fill("Password", NEW).press("Make the account")
    assert visitor.path == SIGN_IN


def test_long_password_is_taken_to_its_last_letter(app: Flask, user: User) -> None:
    assert len(LONG) >= 128
    change(sign_in(Visitor(app), user), LONG)
    for typed in (LONG.strip(), LONG[:-1], LONG[:128], LONG[:72], LONG.lower()):
        visitor = Visitor(app).open(SIGN_IN).fill("E-mail address", user.email)
        visitor.fill("Password", typed).press("Sign in", 422)
    visitor = Visitor(app).open(SIGN_IN).fill("E-mail address", user.email)
    assert visitor.fill("Password", LONG).press("Sign in").path == "/en/account"


def test_password_never_grows_old(app: Flask, user: User) -> None:
    with app.app_context():
        old = "update users set password_changed_at = now() - interval '9 years'"
        db.session.execute(text(old))
        db.session.commit()
    visitor = Visitor(app).open(SIGN_IN).fill("E-mail address", user.email)
    assert visitor.fill("Password", PASSWORD).press("Sign in").path == "/en/account"


def on_sign_in(app: Flask, _user: User) -> tuple[Visitor, str, str]:
    return (
        Visitor(app).open(SIGN_IN).fill("E-mail address", "ghost@example.kz"),
        "Password",
        "Sign in",
    )


def on_change(app: Flask, user: User) -> tuple[Visitor, str, str]:
    page = sign_in(Visitor(app), user).open("/en/account/password")
    return page.fill("Present password", PASSWORD), "New password", "Change the password"


def on_reset(app: Flask, user: User) -> tuple[Visitor, str, str]:
    ask(visitor := Visitor(app), user.email)
    page = visitor.open(link_in(letters(app, "password_reset")[0]))
    return page, "New password", "Set the password"


def on_joining(app: Flask, _user: User) -> tuple[Visitor, str, str]:
    with app.app_context():
        body = make_organisation("O01")
    return invited(app, member_of=body), "Password", "Accept"


@pytest.mark.parametrize("door", [on_sign_in, on_change, on_reset, on_joining])
def test_megabyte_is_refused_at_every_door_at_once_and_unhashed(
    app: Flask,
    user: User,
    monkeypatch: pytest.MonkeyPatch,
    door: Callable[[Flask, User], tuple[Visitor, str, str]],
) -> None:
    visitor, label, button = door(app, user)
    page, typed = visitor.response, {**visitor.typed}
    for name in ("verify", "hash"):
        monkeypatch.setattr(
            passwords.PasswordHasher, name, lambda *_words, **_facts: pytest.fail("hashed")
        )
    took = []
    for _try in range(3):
        visitor.response, visitor.typed = page, {**typed}
        visitor.fill(label, "x" * 1_000_000)
        began = time.perf_counter()
        visitor.press(button, 400)
        took.append(time.perf_counter() - began)
    assert min(took) < HUNDRED_MILLISECONDS
