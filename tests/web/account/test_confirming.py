"""Proving once more who one is (REQ 40, 42), and changing the address."""

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.people import operations
from consult.domain.people.models import RoleGrant, User
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_user, sign_in
from tests.visitor import Visitor
from tests.web.account.stepping import SIGN_IN, code_at, give_app, wait_long
from tests.web.account.test_passwords_and_links import is_in, letters, link_in, token_of

NEW = "new.address@example.kz"
PAGES = ("password", "address", "authenticator", "passkeys/add")


@pytest.fixture
def user(app: Flask) -> User:
    with app.app_context():
        return make_user(language="en", email="old.address@example.kz")


def confirm(visitor: Visitor, status: int = 200) -> Visitor:
    return visitor.fill("Password", PASSWORD).press("Continue", status)


@pytest.mark.parametrize("page", PAGES)
def test_what_matters_asks_again_after_fifteen_minutes(app: Flask, user: User, page: str) -> None:
    visitor = sign_in(Visitor(app), user)
    assert visitor.open(f"/en/account/{page}").path == f"/en/account/{page}"
    wait_long(app)
    assert visitor.open(f"/en/account/{page}").heading == "Show that it is you"
    assert confirm(visitor).path == f"/en/account/{page}"


@pytest.mark.parametrize("button", ["End", "End all other sessions"])
def test_other_sessions_are_ended_after_the_proof(app: Flask, user: User, button: str) -> None:
    other = token_of(sign_in(Visitor(app), user))
    visitor = sign_in(Visitor(app), user).open("/en/account/sessions")
    wait_long(app)
    visitor.press(button)
    assert (visitor.heading, is_in(app, other)) == ("Show that it is you", True)
    confirm(visitor).press("Continue")
    assert (visitor.path, is_in(app, other)) == ("/en/account/sessions", False)


def test_session_changes_at_the_proof(app: Flask, user: User) -> None:
    before = token_of(sign_in(visitor := Visitor(app), user))
    wait_long(app)
    confirm(visitor.open("/en/account/address"))
    assert token_of(visitor) != before
    assert (is_in(app, before), is_in(app, token_of(visitor))) == (False, True)


def test_wrong_password_is_no_proof(app: Flask, user: User) -> None:
    visitor = sign_in(Visitor(app), user)
    wait_long(app)
    visitor.open("/en/account/address").fill("Password", "something else entirely")
    visitor.press("Continue", 422)
    assert "not your present password" in visitor.text
    assert visitor.open("/en/account/address").heading == "Show that it is you"


def test_account_with_an_app_proves_by_its_code_too(app: Flask, user: User) -> None:
    with app.app_context():
        secret = give_app(user)
    visitor = sign_in(Visitor(app), user)
    wait_long(app)
    visitor.open("/en/account/address").fill("Password", PASSWORD)
    visitor.fill("Six-digit code", "000000").press("Continue", 422)
    visitor.fill("Six-digit code", code_at(app, secret)).fill("Password", PASSWORD)
    assert visitor.press("Continue").path == "/en/account/address"


def test_role_is_given_after_the_proof_and_nothing_typed_is_lost(app: Flask, user: User) -> None:
    with app.app_context():
        consultation = make_consultation()
        organiser = make_user([("organiser", consultation)])
        path = f"/en/organise/{consultation.slug}/people"
    visitor = sign_in(Visitor(app), organiser).open(path)
    visitor.fill("E-mail address", user.email).choose("Moderator")
    wait_long(app)
    visitor.press("Add the person")
    assert visitor.heading == "Show that it is you"
    confirm(visitor).press("Continue")
    assert visitor.path == path
    with app.app_context():
        assert [g.role for g in db.session.query(RoleGrant).filter_by(user_id=user.id)] == [
            "moderator"
        ]


def test_secrets_are_not_held(app: Flask, user: User) -> None:
    visitor = sign_in(Visitor(app), user).open("/en/account/password")
    visitor.fill("Present password", PASSWORD).fill("New password", "nine lanterns over the river")
    wait_long(app)
    visitor.press("Change the password")
    assert confirm(visitor).path == "/en/account/password"


def test_administration_asks_again(app: Flask, user: User) -> None:
    with app.app_context():
        administrator = make_user(is_administrator=True)
    visitor = sign_in(Visitor(app), administrator)
    visitor.open(f"/en/organise/administration/{user.id}")
    wait_long(app)
    visitor.press("Make administrator")
    assert visitor.heading == "Show that it is you"
    with app.app_context():
        assert not db.session.get_one(User, user.id).is_administrator


def ask(app: Flask, user: User, address: str = NEW) -> Visitor:
    visitor = sign_in(Visitor(app), user).open("/en/account/address")
    return visitor.fill("E-mail address", address).press("Send me the link")


def test_address_is_changed_from_the_new_one(app: Flask, user: User) -> None:
    asker = ask(app, user)
    asked = {letter.recipient: letter for letter in letters(app)}
    assert {to: letter.kind for to, letter in asked.items()} == {
        NEW: "confirm_address", user.email: "account_changed",
    }  # fmt: skip
    link = link_in(asked[NEW])
    visitor = Visitor(app)
    for _look in range(2):
        visitor.open(link)
    assert visitor.press("Use this address").path == SIGN_IN
    told = [letter.recipient for letter in letters(app)[2:]]
    assert sorted(told) == sorted([NEW, user.email])
    assert asker.open("/en/account").heading == "Sign in"
    visitor.open(link, 410)
    with app.app_context():
        assert operations.sign_in(NEW, PASSWORD)[0].id == user.id
        rows = db.session.query(AuditEvent).filter(AuditEvent.action.like("account.address%"))
        assert [(row.action, row.payload) for row in rows] == [
            ("account.address_asked", {}), ("account.address_changed", {}),
        ]  # fmt: skip


def test_address_of_another_account_is_not_told_to_the_asker(app: Flask, user: User) -> None:
    with app.app_context():
        other = make_user(language="en")
    answers = {ask(app, user, address).text for address in (other.email, NEW)}
    assert len(answers) == 1
    assert [letter.kind for letter in letters(app) if letter.recipient == other.email] == [
        "account_exists"
    ]


def test_address_taken_meanwhile_is_refused(app: Flask, user: User) -> None:
    ask(app, user)
    link = link_in(letters(app, "confirm_address")[0])
    with app.app_context():
        make_user(email=NEW)
    Visitor(app).open(link).press("Use this address", 410)
    with app.app_context():
        assert db.session.get_one(User, user.id).email == user.email


def test_link_to_an_address_dies_after_an_hour_and_with_the_password(
    app: Flask, user: User
) -> None:
    ask(app, user)
    link = link_in(letters(app, "confirm_address")[0])
    Visitor(app).open(link)
    with app.app_context():
        db.session.execute(text("update one_time_links set expires_at = clock_timestamp()"))
        db.session.commit()
    Visitor(app).open(link, 410)


def test_link_to_an_address_sets_no_password(app: Flask, user: User) -> None:
    ask(app, user)
    token = link_in(letters(app, "confirm_address")[0]).rpartition("/")[2]
    Visitor(app).open(f"/en/account/reset/{token}", 410)
