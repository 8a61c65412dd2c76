"""Forgotten and changed passwords, links by mail, one's own sessions."""

import re

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.domain.people import operations
from consult.domain.people.models import User
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.factories.people import PASSWORD, make_user, sign_in
from tests.visitor import Visitor

NEW = "nine lanterns over the river"
COOKIE = "consult_session"


@pytest.fixture
def user(app: Flask) -> User:
    with app.app_context():
        return make_user(language="en")


def letters(app: Flask, kind: str = "") -> list[Letter]:
    with app.app_context():
        statement = select(Letter).order_by(Letter.created_at)
        return list(db.session.scalars(statement.where(Letter.kind == kind) if kind else statement))


def link_in(letter: Letter) -> str:
    found = re.search(r"http://localhost(/\S+)", letter.body)
    assert found, letter.body
    return found.group(1)


def ask(visitor: Visitor, email: str, page: str = "reset") -> str:
    visitor.open(f"/en/account/{page}").fill("E-mail address", email).press("Send me the link")
    return re.sub(r'name="csrf_token"[^>]*', "", visitor.response.get_data(as_text=True))


def is_in(app: Flask, token: str) -> bool:
    other = app.test_client()
    other.set_cookie(COOKIE, token)
    return other.get("/en/account").status_code == 200


def token_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


@pytest.mark.parametrize("page", ["reset", "register"])
def test_answer_does_not_tell_whether_there_is_an_account(
    app: Flask, visitor: Visitor, user: User, page: str
) -> None:
    assert ask(visitor, user.email, page) == ask(visitor, "ghost@example.kz", page)
    assert [(letter.recipient, letter.state) for letter in letters(app)] == [
        (user.email, "queued"), ("ghost@example.kz", "queued"),
    ]  # fmt: skip


def test_reset_through_the_link(app: Flask, visitor: Visitor, user: User) -> None:
    other = sign_in(Visitor(app), user)
    ask(visitor, user.email)
    link = link_in(letters(app, "password_reset")[0])
    for _look in range(2):
        visitor.open(link)
    visitor.fill("New password", NEW).press("Set the password")
    assert visitor.path == "/en/account/sign-in"
    assert not is_in(app, token_of(other))
    visitor.fill("E-mail address", user.email).fill("Password", NEW).press("Sign in")
    assert visitor.heading == "My account"
    assert [letter.kind for letter in letters(app)] == ["password_reset", "password_changed"]
    assert visitor.open(link, 410).heading == "This link does not work any more"


def test_reset_link_goes_to_the_configured_host(app: Flask, user: User) -> None:
    client = app.test_client()
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        client.get("/en/account/reset", headers=headers)
    visitor = Visitor(app)
    visitor.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    ask(visitor, user.email)
    assert client.get("/en/account/reset", headers={"Host": "evil.example"}).status_code == 400
    assert "evil" not in letters(app)[0].body
    assert "http://localhost/en/account/reset/" in letters(app)[0].body


def test_weak_password_leaves_the_link_alive(app: Flask, visitor: Visitor, user: User) -> None:
    ask(visitor, user.email)
    link = link_in(letters(app)[0])
    visitor.open(link).fill("New password", "short").press("Set the password", 422)
    assert "at least 12 characters" in visitor.text
    visitor.fill("New password", "qwertyqwerty").press("Set the password", 422)
    assert "too common" in visitor.text
    visitor.fill("New password", NEW).press("Set the password")


def test_link_dies_after_an_hour(app: Flask, visitor: Visitor, user: User) -> None:
    ask(visitor, user.email)
    link = link_in(letters(app)[0])
    with app.app_context():
        db.session.execute(text("update one_time_links set expires_at = clock_timestamp()"))
        db.session.commit()
    visitor.open(link, 410)


def test_link_dies_when_the_password_changes(app: Flask, visitor: Visitor, user: User) -> None:
    ask(visitor, user.email)
    link = link_in(letters(app)[0])
    sign_in(visitor, user).open("/en/account/password")
    visitor.fill("Present password", PASSWORD).fill("New password", NEW)
    visitor.press("Change the password")
    visitor.open(link, 410)


def test_changed_password_ends_every_captured_session(
    app: Flask, visitor: Visitor, user: User
) -> None:
    elsewhere = token_of(sign_in(Visitor(app), user))
    captured = token_of(sign_in(visitor, user))
    visitor.open("/en/account/password")
    visitor.fill("Present password", PASSWORD).fill("New password", NEW)
    visitor.press("Change the password")
    assert visitor.heading == "My account"
    assert (is_in(app, elsewhere), is_in(app, captured)) == (False, False)
    assert is_in(app, token_of(visitor))


def test_wrong_present_password_changes_nothing(app: Flask, visitor: Visitor, user: User) -> None:
    sign_in(visitor, user).open("/en/account/password")
    visitor.fill("Present password", NEW).fill("New password", NEW)
    visitor.press("Change the password", 422)
    assert "not your present password" in visitor.text
    with app.app_context():
        assert operations.sign_in(user.email, PASSWORD)[0].id == user.id


def test_own_sessions_are_listed_and_ended(app: Flask, visitor: Visitor, user: User) -> None:
    other = token_of(sign_in(Visitor(app), user))
    stranger = make_stranger(app)
    sign_in(visitor, user).open("/en/account/sessions")
    assert len(visitor.soup.select("tbody tr")) == 2
    visitor.press("End all other sessions")
    assert (is_in(app, other), is_in(app, stranger)) == (False, True)
    assert len(visitor.soup.select("tbody tr")) == 1


def test_session_of_another_is_left_alone(app: Flask, visitor: Visitor, user: User) -> None:
    stranger = make_stranger(app)
    mine = token_of(sign_in(Visitor(app), user))
    sign_in(visitor, user).open("/en/account/sessions")
    with app.app_context():
        rows = db.session.execute(text("select id, user_id from sessions")).all()
    foreign = next(row.id for row in rows if row.user_id != user.id)
    csrf = visitor.soup.find("input", {"name": "csrf_token"})
    assert csrf is not None
    visitor.post(f"/en/account/sessions/{foreign}/end", {"csrf_token": csrf["value"]})
    assert (is_in(app, stranger), is_in(app, mine)) == (True, True)


def make_stranger(app: Flask) -> str:
    with app.app_context():
        stranger = make_user()
    return token_of(sign_in(Visitor(app), stranger))


def test_profile_is_changed(app: Flask, visitor: Visitor, user: User) -> None:
    sign_in(visitor, user).open("/en/account").fill("Your name", "Aigul A.")
    visitor.fill("Language of letters to you", "kk").press("Save")
    with app.app_context():
        found = db.session.get_one(User, user.id)
        assert (found.name, found.language, found.email) == ("Aigul A.", "kk", user.email)


def test_smuggled_fields_change_nothing(app: Flask, visitor: Visitor, user: User) -> None:
    sign_in(visitor, user).open("/en/account").fill("Your name", "Aigul A.")
    visitor.press("Save", is_administrator="y", email="other@example.kz", confirmed_at="")
    with app.app_context():
        found = db.session.get_one(User, user.id)
        assert (found.is_administrator, found.email) == (False, user.email)
