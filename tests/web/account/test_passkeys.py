"""Passkeys: adding, naming, removing, signing in with one, and what is refused (REQ 36)."""

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.people.models import User
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor
from tests.web.account.soft_key import SoftKey
from tests.web.account.stepping import SECURITY, SIGN_IN, STEP, give_password, wait_long
from tests.web.account.test_passwords_and_links import letters, token_of

ADD = "/en/account/passkeys/add"
ENTER = "/en/account/sign-in/passkey"


@pytest.fixture
def user(app: Flask) -> User:
    with app.app_context():
        return make_user(language="en")


def options_on(visitor: Visitor) -> str:
    form = visitor.soup.select_one("form[data-passkey]")
    assert form is not None
    return str(form["data-options"])


def add(app: Flask, user: User, key: SoftKey, status: int = 200, name: str = "Phone") -> Visitor:
    visitor = sign_in(Visitor(app), user).open(ADD)
    answer = key.create(options_on(visitor))
    visitor.fill("Name of the passkey", name)
    return visitor.press("Add a passkey", status, credential=answer)


def enter(app: Flask, key: SoftKey, status: int = 200) -> Visitor:
    visitor = Visitor(app).open(ENTER)
    return visitor.press("Use a passkey", status, credential=key.get(options_on(visitor)))


@pytest.fixture
def key(app: Flask, user: User) -> SoftKey:
    """A passkey of the user."""
    made = SoftKey()
    add(app, user, made)
    return made


def test_passkey_alone_signs_in(app: Flask, user: User, key: SoftKey) -> None:
    visitor = enter(app, key)
    assert (visitor.path, visitor.heading) == ("/en/account", "My account")
    assert user.email in visitor.text
    assert "Passkey" in visitor.open("/en/account/sessions").text
    assert [letter.kind for letter in letters(app)] == ["account_changed"]


def test_passkey_is_the_second_step(app: Flask, user: User, key: SoftKey) -> None:
    visitor = give_password(Visitor(app), user)
    assert visitor.path == STEP
    visitor.press("Use a passkey", credential=key.get(options_on(visitor)))
    assert visitor.path == "/en/account"


def test_passkey_is_a_proof_before_what_matters(app: Flask, user: User, key: SoftKey) -> None:
    visitor = enter(app, key)
    before = token_of(visitor)
    wait_long(app)
    visitor.open("/en/account/address")
    visitor.press("Use a passkey", credential=key.get(options_on(visitor)))
    assert visitor.path == "/en/account/address"
    assert token_of(visitor) != before


def test_answer_works_once(app: Flask, key: SoftKey) -> None:
    visitor = Visitor(app).open(ENTER)
    answer = key.get(options_on(visitor))
    visitor.press("Use a passkey", credential=answer)
    visitor.press("Sign out", status=None)  # type: ignore[arg-type]
    visitor.open(ENTER).press("Use a passkey", 422, credential=answer)
    assert "was not accepted" in visitor.text


def test_answer_to_another_browsers_question_is_refused(app: Flask, key: SoftKey) -> None:
    answer = key.get(options_on(Visitor(app).open(ENTER)))
    Visitor(app).open(ENTER).press("Use a passkey", 422, credential=answer)


def test_question_dies_after_ten_minutes(app: Flask, key: SoftKey) -> None:
    visitor = Visitor(app).open(ENTER)
    with app.app_context():
        db.session.execute(text("update challenges set expires_at = clock_timestamp()"))
        db.session.commit()
    visitor.press("Use a passkey", 422, credential=key.get(options_on(visitor)))


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"verifies": False},
        {"count": 0},
        {"user_handle": b"0123456789abcdef"},
        {"credential_id": b"another"},
    ],
    ids=str,
)
def test_lying_key_is_refused(app: Flask, key: SoftKey, lie: dict[str, object]) -> None:
    assert enter(app, key).path == "/en/account"
    for name, value in lie.items():
        setattr(key, name, value)
    assert enter(app, key, 422).path == ENTER


def test_key_without_verification_is_not_added(app: Flask, user: User) -> None:
    add(app, user, SoftKey(verifies=False), 422)
    add(app, user, SoftKey(origin="https://evil.example"), 422)


def test_same_key_is_not_added_twice(app: Flask, user: User, key: SoftKey) -> None:
    add(app, user, key, 422)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "x" * 20_000, '{"id": 1}', "null"])
def test_broken_answer_is_refused_in_a_sentence(app: Flask, key: SoftKey, answer: str) -> None:
    Visitor(app).open(ENTER).press("Use a passkey", 422, credential=answer)


def test_passkey_of_a_closed_account_opens_nothing(app: Flask, user: User, key: SoftKey) -> None:
    with app.app_context():
        db.session.get_one(User, user.id).disabled_at = now()
        db.session.commit()
    enter(app, key, 422)


def test_passkey_of_another_is_no_second_step(app: Flask, user: User, key: SoftKey) -> None:
    with app.app_context():
        other = make_user()
    foreign = SoftKey()
    add(app, other, foreign)
    visitor = give_password(Visitor(app), user)
    visitor.press("Use a passkey", 422, credential=foreign.get(options_on(visitor)))


def test_passkeys_are_listed_renamed_and_removed(app: Flask, user: User, key: SoftKey) -> None:
    visitor = add(app, user, SoftKey(), name="Work computer").open(SECURITY)
    assert [cell.get_text() for cell in visitor.soup.select("tbody th")] == [
        "Phone", "Work computer",
    ]  # fmt: skip
    visitor.follow("Change Phone").fill("Name of the passkey", "Old phone").press("Save")
    visitor.follow("Change Old phone").press("Remove the passkey")
    assert [cell.get_text() for cell in visitor.soup.select("tbody th")] == ["Work computer"]
    enter(app, key, 422)


def test_passkey_of_another_is_not_found(app: Flask, user: User, key: SoftKey) -> None:
    with app.app_context():
        stranger = make_user()
        number = db.session.scalar(text("select id from passkeys"))
    sign_in(Visitor(app), stranger).open(f"/en/account/passkeys/{number}", 404)


def test_page_asked_for_is_reached_with_a_passkey(app: Flask, key: SoftKey) -> None:
    visitor = Visitor(app).open("/en/account/sessions")
    assert visitor.path == SIGN_IN
    visitor.follow("Sign in with a passkey")
    visitor.press("Use a passkey", credential=key.get(options_on(visitor)))
    assert visitor.path == "/en/account/sessions"
