"""Keeping a second step (REQ 34, 35): recovery codes, another app, removing, resets."""

from flask import Flask
from sqlalchemy import text

from consult.domain.people import operations
from consult.domain.people.actors import system
from consult.domain.people.models import User
from consult.kernel.database import db
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor
from tests.web.account.stepping import (
    SECURITY,
    STEP,
    actions,
    code_at,
    codes_on,
    give_app,
    give_password,
    key_on,
)
from tests.web.account.test_passwords_and_links import letters


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
    assert {len(code.replace("-", "")) * 5 for code in codes} == {140}
    for status, path in ((200, "/en/trustee/"), (422, f"{STEP}/recovery")):
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
