"""Sessions and links as the rules want them (REQ 28, 29, 35, 37, 41, 43–46), on two servers."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from consult.app import create_app
from consult.domain.people import operations
from consult.domain.people.actors import system
from consult.domain.people.models import OneTimeLink, RoleGrant, User
from consult.kernel.database import db
from consult.kernel.references import digest
from tests.conftest import make_settings
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import PASSWORD, make_user, sign_in
from tests.visitor import Visitor
from tests.web.account.stepping import SIGN_IN, STEP, give_app, give_password
from tests.web.account.test_passwords_and_links import ask, is_in, letters, link_in, token_of

NEW = "nine lanterns over the river"


@pytest.fixture
def pair(own_database: str, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    """Two servers on one database."""
    settings = [make_settings(own_database, tmp_path / name, limits_enabled=True) for name in "ab"]
    apps = [create_app(setting) for setting in settings]
    yield apps[0], apps[1]
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def statuses(apps: tuple[Flask, Flask], token: str, path: str = "/en/account") -> list[int]:
    """Open a page on both servers with a captured cookie."""
    found = []
    for app in apps:
        client = app.test_client()
        client.set_cookie("consult_session", token)
        found.append(client.get(path).status_code)
    return found


@pytest.mark.committed
def test_what_is_taken_away_is_gone_on_both_servers_at_once(pair: tuple[Flask, Flask]) -> None:
    first, second = pair
    with first.app_context():
        consultation = make_consultation("answering")
        desk = f"/en/organise/{consultation.slug}/letters"
        user = make_user([("organiser", consultation)])
        make_user([("organiser", consultation)])
    tokens = [token_of(sign_in(Visitor(first), user)) for _ in range(3)]
    assert statuses(pair, tokens[0], desk) == [200, 200]
    with second.app_context():
        grant = db.session.query(RoleGrant).filter_by(user_id=user.id).one()
        operations.revoke_role(grant, by=system("test"))
        db.session.commit()
    assert statuses(pair, tokens[0], desk) == [404, 404]
    visitor = Visitor(second)
    visitor.client.set_cookie("consult_session", tokens[1])
    visitor.open("/en/account").press("Sign out", status=None)  # type: ignore[arg-type]
    assert statuses(pair, tokens[1]) == [302, 302]
    with second.app_context():
        operations.change_password(
            db.session.get_one(User, user.id), old=PASSWORD, new=NEW, by=system("test")
        )
        db.session.commit()
    assert statuses(pair, tokens[0]) == [302, 302]
    last = token_of(sign_in(Visitor(first), user))
    assert statuses(pair, last) == [200, 200]
    with second.app_context():
        operations.disable_user(db.session.get_one(User, user.id), by=system("test"))
        db.session.commit()
    assert statuses(pair, last) == [302, 302]


def fail(app: Flask, email: str, status: int = 422) -> Visitor:
    visitor = Visitor(app).open(SIGN_IN).fill("E-mail address", email)
    return visitor.fill("Password", "a wrong password of mine").press("Sign in", status)


@pytest.mark.committed
def test_unknown_address_is_limited_like_a_known_one(pair: tuple[Flask, Flask]) -> None:
    with pair[0].app_context():
        known = make_user().email
    bodies = []
    for email in (known, "ghost@example.kz"):
        for turn in range(10):
            fail(pair[turn % 2], email)
        refused = fail(pair[0], email, 429)
        bodies.append(refused.text.replace(email, "*"))
        assert int(refused.response.headers["Retry-After"]) <= 300
        with pair[0].app_context():
            db.session.execute(text("delete from rate_counters where bucket like '%network%'"))
            db.session.commit()
    assert bodies[0].split("wait")[0] == bodies[1].split("wait")[0]


@pytest.mark.committed
def test_after_the_window_or_by_a_reset_link_the_owner_gets_in(pair: tuple[Flask, Flask]) -> None:
    with pair[0].app_context():
        user = make_user(language="en")
    for turn in range(10):
        fail(pair[turn % 2], user.email)
    owner = Visitor(pair[1])
    ask(owner, user.email)
    owner.open(link_in(letters(pair[0], "password_reset")[0])).fill("New password", NEW)
    owner.press("Set the password").fill("E-mail address", user.email).fill("Password", NEW)
    assert owner.press("Sign in").path == "/en/account"
    with pair[0].app_context():
        past = 'update rate_counters set "window" = "window" - interval \'5 minutes\''
        db.session.execute(text(past))
        db.session.commit()
    other = Visitor(pair[0]).open(SIGN_IN).fill("E-mail address", user.email)
    assert other.fill("Password", NEW).press("Sign in").path == "/en/account"


@pytest.mark.committed
def test_thousand_failures_in_total_are_enough(pair: tuple[Flask, Flask]) -> None:
    with pair[0].app_context():
        email = make_user().email
    fail(pair[0], email)
    with pair[0].app_context():
        db.session.execute(
            text("update rate_counters set count = 1000 where bucket like 'sign_in_total:%'")
        )
        db.session.commit()
    fail(pair[1], "somebody.else@example.kz", 429)


def idle(app: Flask, minutes: int, column: str = "seen_at") -> None:
    with app.app_context():
        past = f"update sessions set {column} = {column} - make_interval(mins => {minutes})"  # noqa: S608
        db.session.execute(text(past))
        db.session.commit()


@pytest.mark.parametrize(("staff", "minutes"), [(True, 30), (False, 480)])
def test_session_ends_when_it_rests_too_long(app: Flask, staff: bool, minutes: int) -> None:
    with app.app_context():
        user = make_user([("auditor", make_consultation())] if staff else [])
    token = token_of(give_password(Visitor(app), user))
    idle(app, minutes - 1)
    assert is_in(app, token)
    idle(app, minutes + 1)
    assert not is_in(app, token)


def test_session_ends_after_twelve_hours_however_busy(app: Flask) -> None:
    with app.app_context():
        user = make_user()
    token = token_of(give_password(Visitor(app), user))
    idle(app, 719, "started_at")
    assert is_in(app, token)
    idle(app, 2, "started_at")
    assert not is_in(app, token)


def set_cookies(client: FlaskClient, app: Flask, user: User) -> list[str]:
    page = client.get(SIGN_IN, base_url="https://localhost")
    token = page.get_data(as_text=True).split('name="csrf_token"')[1].split('value="')[1]
    data = {"email": user.email, "password": PASSWORD, "csrf_token": token.split('"')[0]}
    referrer = {"Referer": "https://localhost" + SIGN_IN}
    answer = client.post(SIGN_IN, data=data, base_url="https://localhost", headers=referrer)
    assert answer.status_code == 302
    return [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]


@pytest.mark.committed
def test_cookies_are_exactly_these(own_database: str, tmp_path: Path) -> None:
    app = create_app(make_settings(own_database, tmp_path, public_url="https://localhost"))
    with app.app_context():
        user = make_user()
    kept = {}
    for cookie in set_cookies(app.test_client(), app, user):
        name, _sign, rest = cookie.partition("=")
        kept[name] = rest.partition("; ")[2]
    with app.app_context():
        db.engine.dispose()
    device = kept.pop("__Host-consult-device")
    assert kept == {"__Host-consult": "Secure; HttpOnly; Path=/; SameSite=Lax"}
    lasting = {"Secure", "HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=15552000"}
    parts = set(device.split("; "))
    assert {part for part in parts if not part.startswith("Expires=")} == lasting


def test_mark_of_a_known_device_signs_nobody_in(app: Flask) -> None:
    with app.app_context():
        user = make_user()
    visitor = give_password(Visitor(app), user)
    visitor.client.delete_cookie("consult_session")
    assert visitor.open("/en/account").path == SIGN_IN


def test_form_tokens_and_marks_of_devices_are_signed_with_sha256(app: Flask) -> None:
    with app.app_context():
        user = make_user()
    visitor = Visitor(app).open(SIGN_IN)
    token = str(visitor.soup.select("input[name=csrf_token]")[-1]["value"])
    give_password(visitor, user)
    mark = visitor.client.get_cookie("consult_device")
    assert mark is not None
    for signed in (token, mark.value):
        signature = signed.rpartition(".")[2]
        assert len(base64.urlsafe_b64decode(signature + "=")) == hashlib.sha256().digest_size


def test_links_are_long_and_stored_hashed(app: Flask) -> None:
    with app.app_context():
        user = make_user(language="en")
    ask(Visitor(app), user.email)
    secret = link_in(letters(app)[0]).rpartition("/")[2]
    with app.app_context():
        stored = db.session.query(OneTimeLink).one().token_hash
    assert len(secret) == 43
    assert stored == digest(secret) != secret


def test_reset_link_does_not_go_around_the_second_step(app: Flask) -> None:
    with app.app_context():
        user = make_user(language="en")
    with app.app_context():
        give_app(user)
    visitor = Visitor(app)
    ask(visitor, user.email)
    visitor.open(link_in(letters(app)[0])).fill("New password", NEW).press("Set the password")
    assert visitor.open("/en/account").path == SIGN_IN
    visitor.fill("E-mail address", user.email).fill("Password", NEW).press("Sign in")
    assert visitor.path == STEP


def test_invitation_does_not_sign_in(app: Flask) -> None:
    with app.app_context():
        operations.invite(
            "dana@moj.example",
            consultation=make_consultation(),
            role="ministry_contributor",
            body=make_body("MOJ"),
            language="en",
            by=system("test"),
        )
        db.session.commit()
    visitor = Visitor(app).open(link_in(letters(app)[0])).fill("Your name", "Dana")
    visitor.fill("Password", NEW).press("Accept")
    assert visitor.open("/en/account").path == SIGN_IN


def test_administrator_ends_the_sessions_of_another(app: Flask) -> None:
    with app.app_context():
        user, administrator = make_user(), make_user(is_administrator=True)
    token = token_of(sign_in(Visitor(app), user))
    visitor = sign_in(Visitor(app), administrator)
    visitor.open(f"/en/organise/administration/{user.id}").press("End all sessions")
    assert not is_in(app, token)


def test_nobody_sees_when_a_commenter_was_last_here(app: Flask) -> None:
    with app.app_context():
        user, administrator = make_user(), make_user(is_administrator=True)
        auditor = make_user([("auditor", make_consultation())])
    for one in (user, auditor):
        sign_in(Visitor(app), one)
    visitor = sign_in(Visitor(app), administrator)
    assert "Open sessions" not in visitor.open(f"/en/organise/administration/{user.id}").text
    assert "Open sessions" in visitor.open(f"/en/organise/administration/{auditor.id}").text


def test_a_new_database_has_no_account(app: Flask) -> None:
    with app.app_context():
        assert db.session.query(User).count() == 0
