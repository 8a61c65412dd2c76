"""The second step (REQ 34, 35): forced on staff, codes that work once, recovery codes, resets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.people import operations
from consult.domain.people.actors import system
from consult.domain.people.models import User
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import PASSWORD, grant_role, make_user, sign_in
from tests.visitor import Visitor
from tests.web.account.soft_key import SoftKey
from tests.web.account.stepping import (
    SECURITY,
    SIGN_IN,
    STEP,
    code_at,
    codes_on,
    give_app,
    give_code,
    give_password,
    key_on,
    strict_app,
)
from tests.web.account.test_passkeys import options_on
from tests.web.account.test_passwords_and_links import is_in, letters, token_of

ROLES = ("organiser", "moderator", "facilitator", "auditor", "trustee")


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """The test's app, asking staff for a second step."""
    import dataclasses

    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, second_factor=True)
    yield app
    app.config["SETTINGS"] = before


@pytest.fixture
def trustee(strict: Flask) -> User:
    with strict.app_context():
        return make_user([("trustee", make_consultation())], language="en")


def actions(app: Flask) -> list[str]:
    with app.app_context():
        rows = db.session.query(AuditEvent).filter(
            AuditEvent.action.regexp_match("^(login|account)")
        )
        return [row.action for row in rows.order_by(AuditEvent.seq)]


def test_first_sign_in_after_a_role_sets_the_step_up(strict: Flask, trustee: User) -> None:
    visitor = give_password(Visitor(strict), trustee)
    assert visitor.heading == "Set up the second step"
    secret = key_on(visitor)
    visitor.fill("Six-digit code", code_at(strict, secret)).press("Set up")
    assert visitor.heading == "Recovery codes"
    assert len(set(codes_on(visitor))) == 10
    assert visitor.follow("Continue").path == "/en/account"
    assert visitor.open(SECURITY).text.count("10 codes left") == 1
    assert [letter.kind for letter in letters(strict)] == ["account_changed"]
    assert actions(strict) == ["account.second_step_set", "login.succeeded"]


@pytest.mark.parametrize("role", [*ROLES, "ministry_contributor", "ministry_approver", None])
def test_every_role_needs_the_step_and_an_ngo_does_not(strict: Flask, role: str | None) -> None:
    with strict.app_context():
        body = (make_body("MOJ"),) if role and role.startswith("ministry") else ()
        user = make_user([(role, make_consultation(), *body)] if role else [])
    heading = give_password(Visitor(strict), user).heading
    assert (heading == "Set up the second step") == (role is not None)


def test_administrator_needs_the_step(strict: Flask) -> None:
    with strict.app_context():
        user = make_user(is_administrator=True)
    assert give_password(Visitor(strict), user).heading == "Set up the second step"


def test_step_is_asked_for_after_it_was_set_up(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        secret = give_app(trustee)
    visitor = give_password(Visitor(strict), trustee)
    assert (visitor.path, visitor.heading) == (STEP, "Second step")
    give_code(visitor, code_at(strict, secret))
    assert visitor.path == "/en/account"


def test_session_changes_at_both_steps(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        secret = give_app(trustee)
    visitor = Visitor(strict).open(SIGN_IN)
    tokens = [token_of(visitor), token_of(give_password(visitor, trustee))]
    tokens.append(token_of(give_code(visitor, code_at(strict, secret))))
    assert len(set(tokens)) == 3
    assert [is_in(strict, token) for token in tokens] == [False, False, True]


def test_page_asked_for_is_reached_after_both_steps(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        secret = give_app(trustee)
    visitor = Visitor(strict).open("/en/account/sessions")
    visitor.fill("E-mail address", trustee.email).fill("Password", PASSWORD).press("Sign in")
    give_code(visitor, code_at(strict, secret))
    assert visitor.path == "/en/account/sessions"
    assert "Password and code" in visitor.text


def test_no_page_is_reachable_between_password_and_code(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        give_app(trustee)
    halfway = give_password(Visitor(strict), trustee)
    stranger, different = Visitor(strict), []
    for rule in strict.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or set(rule.arguments) - {"language"}:
            continue
        path = strict.url_map.bind("localhost").build(rule.endpoint, {"language": "en"})
        own = rule.endpoint.startswith("account.second_step")
        seen = [who.client.get(path) for who in (halfway, stranger)]
        if not own and (seen[0].status_code, seen[0].location) != (
            seen[1].status_code,
            seen[1].location,
        ):
            different.append(path)
    assert different == []
    assert "Sign out" not in halfway.open("/en/").response.get_data(as_text=True)


def test_passkey_may_be_set_up_instead_of_an_app(strict: Flask, trustee: User) -> None:
    key = SoftKey()
    visitor = give_password(Visitor(strict), trustee).follow("Use a passkey instead")
    answer = key.create(options_on(visitor))
    visitor.fill("Name of the passkey", "Phone").press("Add a passkey", credential=answer)
    assert len(codes_on(visitor)) == 10
    assert visitor.follow("Continue").path == "/en/account"
    second = give_password(Visitor(strict), trustee)
    assert second.open(f"{STEP}/set-up/passkey").path == STEP
    second.press("Use a passkey", credential=key.get(options_on(second)))
    assert second.path == "/en/account"


def test_halfway_cannot_replace_the_app(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        give_app(trustee)
    visitor = give_password(Visitor(strict), trustee)
    assert visitor.open(f"{STEP}/set-up").path == STEP
    token = visitor.soup.find("input", {"name": "csrf_token"})
    assert token is not None
    data = {"csrf_token": token["value"], "code": "000000"}
    assert visitor.post(f"{STEP}/set-up", data).path == STEP


def test_halfway_ends_after_ten_minutes(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        secret = give_app(trustee)
    visitor = give_password(Visitor(strict), trustee)
    with strict.app_context():
        db.session.execute(
            text("update sessions set confirmed_at = confirmed_at - interval '11 minutes'")
        )
        db.session.commit()
    assert give_code(visitor, code_at(strict, secret)).path == SIGN_IN


def test_code_works_once(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        secret = give_app(trustee)
    code = code_at(strict, secret)
    give_code(give_password(Visitor(strict), trustee), code)
    second = give_code(give_password(Visitor(strict), trustee), code, 422)
    assert "used before" in second.text
    assert actions(strict) == ["login.succeeded", "login.second_step_failed"]


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 200), (0, 200), (1, 200), (2, 422)])
def test_code_of_a_neighbouring_step_is_taken_and_no_other(
    strict: Flask, trustee: User, steps: int, status: int
) -> None:
    with strict.app_context():
        secret = give_app(trustee)
    visitor = give_password(Visitor(strict), trustee)
    give_code(visitor, code_at(strict, secret, steps), status)


def test_code_may_be_typed_in_groups(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        secret = give_app(trustee)
    code = code_at(strict, secret)
    visitor = give_password(Visitor(strict), trustee)
    assert give_code(visitor, f"{code[:3]} {code[3:]}").path == "/en/account"


def test_secret_is_not_readable_in_the_database(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        secret = give_app(trustee)
        stored = db.session.scalar(text("select secret from authenticators"))
    assert secret not in str(stored)


def test_recovery_code_works_once_and_is_told(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        user = db.session.get_one(User, trustee.id)
        give_app(user)
        codes = operations.renew_recovery_codes(user, by=system("test"))
        db.session.commit()
    for status, path in ((200, "/en/account"), (422, f"{STEP}/recovery")):
        visitor = give_password(Visitor(strict), trustee).follow("use a recovery code")
        visitor.fill("Recovery code", f" {codes[0].lower()} ").press("Sign in", status)
        assert visitor.path == path
    with strict.app_context():
        hashed = db.session.scalars(text("select code_hash from recovery_codes")).all()
    assert [code for code in codes if code in hashed] == []
    assert [letter.kind for letter in letters(strict)] == ["account_changed"] * 2
    assert "account.recovery_code_used" in actions(strict)


def test_new_recovery_codes_kill_the_earlier_ones(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        give_app(trustee)
        user = db.session.get_one(User, trustee.id)
        old = operations.renew_recovery_codes(user, by=system("test"))
        db.session.commit()
    visitor = sign_in(Visitor(strict), trustee).open(SECURITY).press("Make new recovery codes")
    assert len(codes_on(visitor)) == 10
    other = give_password(Visitor(strict), trustee).follow("use a recovery code")
    other.fill("Recovery code", old[0]).press("Sign in", 422)


def test_session_without_a_second_step_ends_with_a_new_role(strict: Flask) -> None:
    with strict.app_context():
        user = make_user()
    visitor = give_password(Visitor(strict), user)
    assert visitor.path == "/en/account"
    with strict.app_context():
        grant_role(user, "moderator", make_consultation())
        db.session.commit()
    assert visitor.open("/en/account").heading == "Sign in"


def test_ngo_may_switch_the_step_on_and_off(strict: Flask) -> None:
    with strict.app_context():
        user = make_user()
    visitor = give_password(Visitor(strict), user).open(SECURITY).follow("Set up an app")
    secret = key_on(visitor)
    visitor.fill("Six-digit code", code_at(strict, secret)).press("Set up")
    assert give_password(Visitor(strict), user).heading == "Second step"
    visitor.open(SECURITY).press("Remove the app")
    assert give_password(Visitor(strict), user).path == "/en/account"


def test_staff_cannot_remove_their_only_step(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        give_app(trustee)
    visitor = sign_in(Visitor(strict), trustee).open(SECURITY)
    token = visitor.soup.find("input", {"name": "csrf_token"})
    assert token is not None
    assert "Remove the app" not in visitor.text
    visitor.post("/en/account/authenticator/remove", {"csrf_token": token["value"]})
    assert "needs a second step" in visitor.text


def test_administrator_resets_a_lost_step(strict: Flask, trustee: User) -> None:
    with strict.app_context():
        give_app(trustee)
        administrator = make_user(is_administrator=True)
    lost = sign_in(Visitor(strict), trustee)
    page = f"/en/organise/administration/{trustee.id}"
    sign_in(Visitor(strict), administrator).open(page).press("Reset the second step")
    assert lost.open("/en/account").heading == "Sign in"
    assert give_password(lost, trustee).heading == "Set up the second step"
    assert "account.second_step_reset" in actions(strict)
    assert "administrator reset the second step" in letters(strict)[-1].body


def test_setting_an_app_up_ends_all_other_sessions(strict: Flask) -> None:
    with strict.app_context():
        user = make_user()
    other = give_password(Visitor(strict), user)
    visitor = give_password(Visitor(strict), user).open("/en/account/authenticator")
    visitor.fill("Six-digit code", code_at(strict, key_on(visitor))).press("Set up")
    assert visitor.open("/en/account").heading == "My account"
    assert other.open("/en/account").heading == "Sign in"


@pytest.mark.committed
def test_five_wrong_codes_in_five_minutes_are_enough(own_database: str, tmp_path: Path) -> None:
    app = strict_app(own_database, tmp_path, limits_enabled=True)
    with app.app_context():
        user = make_user(is_administrator=True)
    with app.app_context():
        secret = give_app(user)
    visitor = give_password(Visitor(app), user)
    for _turn in range(5):
        give_code(visitor, "000000", 422)
    give_code(visitor, code_at(app, secret), 429)
    assert "Too many attempts" in visitor.text
    with app.app_context():
        db.engine.dispose()
