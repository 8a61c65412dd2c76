"""Organisations, users with roles, and somebody who is signed in.

Call the makers inside an app context; what they return may be read after it.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import uuid4

from consult.domain.people import passwords
from consult.domain.people.models import Membership, Organisation, RoleGrant, User
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.references import digest, new_secret
from consult.machinery.sessions import SessionRow
from consult.web.session import locked
from tests.factories.kept import kept
from tests.visitor import Visitor

PASSWORD = "seven quiet herons at dawn"


@cache
def password_hash(password: str = PASSWORD) -> str:
    """Return the hash of a password, made once in a run."""
    return passwords.make_hash(password)


def make_organisation(code: str | None = None, kind: str = "ngo", **changes: Any) -> Organisation:
    """Store an organisation; its name is made of its code."""
    name = code or f"O-{uuid4().hex[:6]}"
    values = {"name": LocalisedText(ru=f"ОО {name}", kk=f"{name} ҚБ", en=f"NGO {name}")}
    return kept(Organisation(code=code, kind=kind, **{**values, **changes}))


def make_user(
    roles: Sequence[tuple[Any, ...]] = (),
    *,
    email: str = "",
    name: str = "Aigul Sample",
    organisation: Organisation | None = None,
    **changes: Any,
) -> User:
    """Store a user with the password PASSWORD.

    roles: tuples (role, consultation) or, for ministry roles, (role, consultation, body).
    organisation: the one that the user speaks for.
    """
    values = {
        "email": email or f"user-{uuid4().hex[:8]}@example.kz",
        "name": name,
        "password_hash": password_hash(),
        "confirmed_at": now(),
    }
    user = User(**{**values, **changes})
    db.session.add(user)
    db.session.flush()
    for role, consultation, *body in roles:
        grant_role(user, role, consultation, *body)
    if organisation is not None:
        db.session.add(Membership(user_id=user.id, organisation_id=organisation.id))
    return kept(user)


def grant_role(user: User, role: str, consultation: Any, body: Organisation | None = None) -> None:
    """Give a user a role in a consultation."""
    db.session.add(
        RoleGrant(
            user_id=user.id,
            consultation_id=consultation.id,
            role=role,
            organisation_id=body.id if body else None,
        )
    )
    db.session.flush()


def session_of(user: User) -> str:
    """Open a session as signing in leaves it; returns what the browser holds."""
    token = new_secret()
    row = SessionRow(
        token_hash=digest(token),
        user_id=user.id,
        data=locked(token, {"_user_id": str(user.id), "_fresh": True}),
        idle_seconds=1800,
        level="double",
        method="password+code",
        confirmed_at=now(),
    )
    db.session.add(row)
    db.session.commit()
    return token


def sign_in(visitor: Visitor, user: User) -> Visitor:
    """Make the visitor the user: the browser holds a session as signing in leaves it."""
    with visitor.app.app_context():
        token = session_of(user)
    visitor.client.set_cookie("consult_session", token)
    return visitor
