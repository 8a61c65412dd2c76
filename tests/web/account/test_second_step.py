"""The second step (REQ 34, 35): forced on staff, asked for at each sign-in, codes that work once."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from consult.domain.people.models import User
from consult.kernel.database import db
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import PASSWORD, grant_role, make_user
from tests.visitor import Visitor
from tests.web.account.soft_key import SoftKey
from tests.web.account.stepping import (
    SECURITY,
    SIGN_IN,
    STEP,
    actions,
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


def test_first_sign_in_after_a_role_sets_the_step_up(strict: Flask, trustee: User) -> None:
    visitor = give_password(Visitor(strict), trustee)
    assert visitor.heading == "Set up the second step"
    secret = key_on(visitor)
    visitor.fill("Six-digit code", code_at(strict, secret)).press("Set up")
    assert visitor.heading == "Recovery codes"
    assert len(set(codes_on(visitor))) == 10
    assert visitor.follow("Continue").path == "/en/trustee/"
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
    assert visitor.path == "/en/trustee/"


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
    assert visitor.follow("Continue").path == "/en/trustee/"
    second = give_password(Visitor(strict), trustee)
    assert second.open(f"{STEP}/set-up/passkey").path == STEP
    second.press("Use a passkey", credential=key.get(options_on(second)))
    assert second.path == "/en/trustee/"


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
    assert give_code(visitor, f"{code[:3]} {code[3:]}").path == "/en/trustee/"


def test_session_without_a_second_step_ends_with_a_new_role(strict: Flask) -> None:
    with strict.app_context():
        user = make_user()
    visitor = give_password(Visitor(strict), user)
    assert visitor.path == "/en/account"
    with strict.app_context():
        grant_role(user, "moderator", make_consultation())
        db.session.commit()
    assert visitor.open("/en/account").heading == "Sign in"


@pytest.mark.committed
def test_five_wrong_codes_in_five_minutes_are_enough_whatever_browser(
    own_database: str, tmp_path: Path
) -> None:
    app = strict_app(own_database, tmp_path, limits_enabled=True)
    with app.app_context():
        user = make_user(is_administrator=True)
    with app.app_context():
        secret = give_app(user)
    for _turn in range(5):
        give_code(give_password(Visitor(app), user), "000000", 422)
    visitor = give_code(give_password(Visitor(app), user), code_at(app, secret), 429)
    assert "Too many attempts" in visitor.text
    with app.app_context():
        db.engine.dispose()
