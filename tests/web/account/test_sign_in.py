"""Signing in and out: sessions that die, the same answer for every failure, safe destinations."""

import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from consult.app import create_app
from consult.domain.people import operations, passwords
from consult.domain.people.actors import system
from consult.domain.people.models import User
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from consult.web.account.destinations import safe_path
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation
from tests.factories.people import PASSWORD, make_user, sign_in
from tests.visitor import Visitor

COOKIE = "consult_session"
SIGN_IN = "/en/account/sign-in"
HOSTILE = [
    "//evil.example", "/\\evil.example", "https:evil.example", "///evil.example",
    "/%09/evil.example", "/\t/evil.example", "https:\\\\evil.example", "javascript:alert(1)",
    "\x01/en/account", "/en//evil.example", "/en/\\evil.example", "https://evil.example/en/",
    "/en/\r\nSet-Cookie: a=b", "/en/..//evil.example", "/en/account//evil.example/", "http://localhost/en/account", "",
]  # fmt: skip


@pytest.fixture
def user(app: Flask) -> User:
    with app.app_context():
        return make_user()


def enter(visitor: Visitor, user: User, password: str = PASSWORD, status: int = 200) -> Visitor:
    visitor.open(SIGN_IN).fill("E-mail address", user.email).fill("Password", password)
    return visitor.press("Sign in", status)


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    return cookie.value


def replay(app: Flask, token: str) -> int:
    """Open the profile with a cookie captured earlier."""
    other = app.test_client()
    other.set_cookie(COOKIE, token)
    return other.get("/en/account").status_code


def test_right_password_opens_the_account(visitor: Visitor, user: User) -> None:
    enter(visitor, user)
    assert (visitor.path, visitor.heading) == ("/en/account", "My account")


def test_address_is_taken_in_any_case(visitor: Visitor, user: User) -> None:
    visitor.open(SIGN_IN).fill("E-mail address", f" {user.email.upper()} ")
    assert visitor.fill("Password", PASSWORD).press("Sign in").path == "/en/account"


def test_page_asked_for_is_reached_after_signing_in(visitor: Visitor, user: User) -> None:
    visitor.open("/en/account/sessions")
    assert visitor.heading == "Sign in"
    visitor.fill("E-mail address", user.email).fill("Password", PASSWORD).press("Sign in")
    assert visitor.path == "/en/account/sessions"


@pytest.mark.parametrize("target", HOSTILE)
def test_hostile_destination_is_ignored(target: str) -> None:
    assert safe_path(target) == ""


@pytest.mark.parametrize(
    "target",
    ["/en/", "/kk/account", "/ru/c/one/plan?words=http://a.kz/x?y&z=%D3%99", "/en/account?next="],
)
def test_page_of_ours_is_a_destination(target: str) -> None:
    assert safe_path(target) == target


def test_hostile_destination_in_the_form_is_ignored(visitor: Visitor, user: User) -> None:
    visitor.open(SIGN_IN).fill("E-mail address", user.email).fill("Password", PASSWORD)
    visitor.typed["next"] = "//evil.example/en/"
    assert visitor.press("Sign in").path == "/en/account"


def test_every_failure_looks_the_same(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        known = make_user(email="known@example.kz")
        closed = make_user(email="close@example.kz", disabled_at=now())
        fresh = make_user(email="fresh@example.kz", confirmed_at=None)
    seen = set()
    for email, password in (
        ("ghost@example.kz", PASSWORD),
        (known.email, "a wrong password of mine"),
        (closed.email, PASSWORD),
        (fresh.email, PASSWORD),
    ):
        visitor.open(SIGN_IN).fill("E-mail address", email).fill("Password", password)
        visitor.press("Sign in", 422)
        body = visitor.response.get_data(as_text=True).replace(email, "*")
        seen.add(re.sub(r'name="csrf_token"[^>]*', "", body))
    assert len(seen) == 1


def test_failure_keeps_the_address_and_not_the_password(visitor: Visitor, user: User) -> None:
    enter(visitor, user, "a wrong password of mine", 422)
    assert visitor.control("E-mail address")["value"] == user.email
    assert not visitor.control("Password").get("value")


def test_events_hold_no_address(app: Flask, visitor: Visitor, user: User) -> None:
    enter(visitor, user, "a wrong password of mine", 422)
    enter(visitor, user)
    with app.app_context():
        rows = db.session.query(AuditEvent).filter(AuditEvent.action.like("login.%")).all()
        assert [(row.action, row.object_id) for row in rows] == [
            ("login.failed", str(user.id)),
            ("login.succeeded", str(user.id)),
        ]
        assert all(user.email not in str(row.payload) + row.actor for row in rows)


def test_cookie_set_beforehand_is_not_accepted(app: Flask, visitor: Visitor, user: User) -> None:
    visitor.client.set_cookie(COOKIE, "chosen-by-somebody-else")
    enter(visitor, user)
    assert cookie_of(visitor.client) != "chosen-by-somebody-else"
    assert replay(app, "chosen-by-somebody-else") == 302


def test_session_changes_at_sign_in(app: Flask, visitor: Visitor, user: User) -> None:
    visitor.open(SIGN_IN)
    before = cookie_of(visitor.client)
    enter(visitor, user)
    assert cookie_of(visitor.client) != before
    assert replay(app, before) == 302


def test_cookie_captured_before_signing_out_is_dead(
    app: Flask, visitor: Visitor, user: User
) -> None:
    token = cookie_of(enter(visitor, user).client)
    assert replay(app, token) == 200
    visitor.press("Sign out", status=None)  # type: ignore[arg-type]
    assert replay(app, token) == 302


def test_signing_out_by_a_link_is_refused(visitor: Visitor, user: User) -> None:
    sign_in(visitor, user)
    assert visitor.client.get("/en/account/sign-out").status_code == 405


def test_signing_out_without_the_token_is_refused(visitor: Visitor, user: User) -> None:
    sign_in(visitor, user)
    assert visitor.client.post("/en/account/sign-out").status_code == 400
    assert visitor.client.get("/en/account").status_code == 200


def test_disabled_account_is_out_at_once(app: Flask, visitor: Visitor, user: User) -> None:
    token = cookie_of(enter(visitor, user).client)
    with app.app_context():
        found = db.session.get_one(User, user.id)
        operations.disable_user(found, by=system("test"))
        db.session.commit()
    assert replay(app, token) == 302


def test_password_of_a_megabyte_is_refused_unhashed(
    app: Flask, visitor: Visitor, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "matches", lambda *_: pytest.fail("hashed"))
    visitor.open(SIGN_IN).fill("E-mail address", user.email).fill("Password", "x" * 1_000_000)
    started = time.perf_counter()
    visitor.press("Sign in", 400)
    assert time.perf_counter() - started < 1
    enter(visitor, user, "x" * 1_025, 422)
    assert "too long" in visitor.text


def test_older_hash_is_made_anew(app: Flask, visitor: Visitor) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with app.app_context():
        user = make_user(password_hash=weak)
    enter(visitor, user)
    with app.app_context():
        stored = db.session.get_one(User, user.id).password_hash
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def two_apps(url: str, folder: Path) -> list[Visitor]:
    settings = [make_settings(url, folder / name, limits_enabled=True) for name in "ab"]
    return [Visitor(create_app(setting)) for setting in settings]


@pytest.mark.committed
def test_limits_hold_over_two_servers_and_spare_known_devices(
    own_database: str, tmp_path: Path
) -> None:
    first, second = two_apps(own_database, tmp_path)
    with first.app.app_context():
        user = make_user()
    owner = Visitor(first.app)
    enter(owner, user).press("Sign out", status=None)  # type: ignore[arg-type]
    for turn in range(10):
        enter((first, second)[turn % 2], user, "a wrong password of mine", 422)
    enter(second, user, PASSWORD, 429)
    assert int(second.response.headers["Retry-After"]) > 0
    enter(owner, user)
    assert owner.path == "/en/account"
    for server in (first, second):
        with server.app.app_context():
            db.engine.dispose()


@pytest.mark.committed
def test_right_passwords_are_not_counted(own_database: str, tmp_path: Path) -> None:
    server, other = two_apps(own_database, tmp_path)
    with server.app.app_context():
        user = make_user()
    for _turn in range(12):
        fresh = Visitor(server.app)
        assert enter(fresh, user).path == "/en/account"
    for visitor in (server, other):
        with visitor.app.app_context():
            db.engine.dispose()


@pytest.mark.committed
def test_letters_to_one_address_are_limited_without_a_word(
    own_database: str, tmp_path: Path
) -> None:
    from consult.machinery.outbox import Letter

    visitor, other = two_apps(own_database, tmp_path)
    with visitor.app.app_context():
        user = make_user()
    for _turn in range(7):
        visitor.open("/en/account/reset").fill("E-mail address", user.email)
        assert visitor.press("Send me the link").heading == "Look at your mail"
    with visitor.app.app_context():
        assert db.session.query(Letter).count() == 5
        past = 'update rate_counters set "window" = "window" - interval \'1 hour\''
        db.session.execute(text(past))
        db.session.commit()
    visitor.open("/en/account/reset").fill("E-mail address", user.email)
    visitor.press("Send me the link")
    with visitor.app.app_context():
        assert db.session.query(Letter).count() == 6
    for server in (visitor, other):
        with server.app.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(
    ("role", "path"),
    [("moderator", "/en/organise/"), ("facilitator", "/en/desk/"), ("trustee", "/en/trustee/")],
)
def test_each_role_begins_at_its_own_desk(visitor: Visitor, role: str, path: str) -> None:
    with visitor.app.app_context():
        person = make_user([(role, make_consultation("open"))])
        email = person.email
    page = visitor.open(SIGN_IN).fill("E-mail address", email).fill("Password", PASSWORD)
    page.press("Sign in")
    assert page.path.rstrip("/") == path.rstrip("/")
