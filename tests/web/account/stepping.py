"""Somebody with an app for codes: signing in with both steps on an app that asks for them."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from sqlalchemy import text

from consult.app import create_app
from consult.domain.people import authenticators
from consult.domain.people.credential_models import Authenticator
from consult.domain.people.models import User
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from tests.conftest import SECRET, make_settings
from tests.factories.people import PASSWORD
from tests.visitor import Visitor

SIGN_IN = "/en/account/sign-in"
STEP = "/en/account/second-step"
SECURITY = "/en/account/security"


def strict_app(url: str, folder: Path, **changes: Any) -> Flask:
    """Return an app that asks staff for a second step."""
    return create_app(make_settings(url, folder, **{"second_factor": True, **changes}))


def give_app(user: User) -> str:
    """Bind an authenticator to the account; returns its secret. Needs an app context."""
    secret = authenticators.new_secret()
    stored = authenticators.locked(secret, SECRET, user.id)
    db.session.add(Authenticator(user_id=user.id, secret=stored))
    db.session.commit()
    return secret


def code_at(app: Flask, secret: str, steps: int = 0) -> str:
    """Return the code of now, or of so many steps of 30 seconds away, by the database's clock."""
    with app.app_context():
        moment = now() + timedelta(seconds=30 * steps)
    return pyotp.TOTP(secret).at(moment)


def give_password(visitor: Visitor, user: User, status: int = 200) -> Visitor:
    """Go through the first step."""
    visitor.open(SIGN_IN).fill("E-mail address", user.email).fill("Password", PASSWORD)
    return visitor.press("Sign in", status)


def give_code(visitor: Visitor, code: str, status: int = 200) -> Visitor:
    """Go through the second step."""
    return visitor.fill("Six-digit code", code).press("Sign in", status)


def wait_long(app: Flask) -> None:
    """Let sixteen minutes pass since everybody proved who they are."""
    with app.app_context():
        late = "update sessions set confirmed_at = confirmed_at - interval '16 minutes'"
        db.session.execute(text(late))
        db.session.commit()


def key_on(visitor: Visitor) -> str:
    """Return the key that the page of setting up shows to be typed by hand."""
    found = visitor.soup.select_one("code.app-key")
    assert found is not None
    return re.sub(r"\s", "", found.get_text())


def codes_on(visitor: Visitor) -> list[str]:
    """Return the recovery codes that a page shows."""
    return [code.get_text() for code in visitor.soup.select(".app-codes code")]


def actions(app: Flask) -> list[str]:
    """Return what the log holds of signing in and of accounts, the oldest first."""
    with app.app_context():
        rows = db.session.query(AuditEvent).filter(
            AuditEvent.action.regexp_match("^(login|account)")
        )
        return [row.action for row in rows.order_by(AuditEvent.seq)]
