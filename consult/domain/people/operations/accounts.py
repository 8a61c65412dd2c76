"""Accounts: making, signing in, disabling, administrators, sessions."""

import re
import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.domain.people import passwords
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.people.models import User
from consult.domain.people.operations.passwords import NOBODY, set_password
from consult.domain.people.queries import actor_and_user, user_by_email
from consult.domain.people.refusals import (
    AddressTaken,
    LastAdministrator,
    NotAnAddress,
    SignInRefused,
)
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing
from consult.kernel.text import clean_line
from consult.machinery import audit, sessions

ADDRESS = re.compile(r"[^@\s<>\"(),:;\\]+@[^@\s<>\"(),:;\\]+")
MOST = 254


def checked_address(email: str) -> str:
    """Return the address as it is stored, in lower case; raises NotAnAddress."""
    address = clean_line(email).lower()
    if len(address) > MOST or not ADDRESS.fullmatch(address):
        raise NotAnAddress(email=address)
    return address


def create_user(
    email: str, name: str, *, password: str = "", language: str = "ru", by: Actor
) -> User:
    """Make a confirmed account; without a password its owner sets one through a link.

    Raises NotAnAddress, AddressTaken, Missing (name) or WeakPassword.
    """
    user = new_user(email, name, language)
    if password:
        set_password(user, password)
    audit.record("user.created", user, by=by)
    return user


def new_user(email: str, name: str, language: str) -> User:
    """Store a confirmed account without a password and without an event."""
    address, shown = checked_address(email), clean_line(name)
    if not shown:
        raise Missing(missing=["name"])
    user = User(email=address, name=shown, language=language, confirmed_at=now())
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise AddressTaken(email=address) from error
    return user


def create_administrator(
    email: str, name: str, *, password: str = "", language: str = "ru", by: Actor
) -> User:
    """Make an administrator of the platform, or make one of an existing account.

    The password of an existing account is left as it is unless a new one is given.
    """
    user = user_by_email(email) or new_user(email, name, language)
    user.is_administrator = True
    if password:
        set_password(user, password, staff=True)
    audit.record("user.made_administrator", user, by=by)
    return user


def make_administrator(user: User, *, by: Actor) -> None:
    """Let an existing account administer the platform; only administrators may."""
    _only_administrators(by)
    user.is_administrator = True
    sessions.rest_shorter(user.id, sessions.IDLE_STAFF)
    audit.record("user.made_administrator", user, by=by)


def withdraw_administrator(user: User, *, by: Actor) -> None:
    """Take the administration away from an account; the last one stays (LastAdministrator)."""
    _only_administrators(by)
    _keep_an_administrator(user)
    user.is_administrator = False
    audit.record("user.administrator_withdrawn", user, by=by)


def disable_user(user: User, *, by: Actor) -> None:
    """Close an account: it cannot sign in, and all its sessions end now."""
    _only_administrators(by)
    if user.is_administrator:
        _keep_an_administrator(user)
    user.disabled_at = now()
    sessions.end_sessions_of(user.id)
    audit.record("user.disabled", user, by=by)


def enable_user(user: User, *, by: Actor) -> None:
    """Open a closed account again."""
    _only_administrators(by)
    user.disabled_at = None
    audit.record("user.enabled", user, by=by)


def check_password(email: str, password: str) -> tuple[User, Actor]:
    """Return the user and the actor for a right address and password; nobody is signed in yet.

    Everything else raises SignInRefused after the same work: an unknown address costs a hash too.
    Keeps an event without the address; hashes with older parameters are made anew.
    """
    user = user_by_email(email)
    fits = passwords.matches(user.password_hash if user else "", password)
    if user is None or not fits or user.disabled_at or not user.confirmed_at:
        audit.record("login.failed", user or NOBODY, by=VISITOR)
        raise SignInRefused
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.make_hash(password)
    db.session.flush()
    found = actor_and_user(user.id)
    if found is None:
        raise SignInRefused
    return found


def sign_in(email: str, password: str) -> tuple[User, Actor]:
    """Return the user and the actor for a right address and password, with the event of entering.

    For accounts without a second step. Raises SignInRefused.
    """
    user, who = check_password(email, password)
    record_sign_in(user, method="password", by=who)
    return user, who


def record_sign_in(user: User, *, method: str, by: Actor) -> None:
    """Keep the event that somebody signed in, and how: password, code, passkey, provider."""
    audit.record("login.succeeded", user, by=by, method=method)


def record_failed_step(user: User) -> None:
    """Keep the event that a second step failed after a right password."""
    audit.record("login.second_step_failed", user, by=VISITOR)


def edit_profile(user: User, *, name: str, language: str, by: Actor) -> None:
    """Change how a person is named and in which language letters come; raises Missing (name)."""
    if not clean_line(name):
        raise Missing(missing=["name"])
    user.name, user.language = clean_line(name), language
    audit.record("user.edited", user, by=by)


def end_session(user: User, session_id: uuid.UUID, *, by: Actor) -> None:
    """End one session of a user; another's session is left alone."""
    sessions.end_session_of(user.id, session_id)
    audit.record("session.ended", user, by=by)


def end_other_sessions(user: User, *, keep: uuid.UUID | None, by: Actor) -> None:
    """End all sessions of a user except the present one."""
    sessions.end_sessions_of(user.id, keep=keep)
    audit.record("session.others_ended", user, by=by)


def end_all_sessions(user: User, *, by: Actor) -> None:
    """End all sessions of a user; for administrators."""
    _only_administrators(by)
    sessions.end_sessions_of(user.id)
    audit.record("session.all_ended", user, by=by)


def _only_administrators(by: Actor) -> None:
    if not (by.is_administrator or by.is_system):
        raise Forbidden


def _keep_an_administrator(user: User) -> None:
    others = select(User.id).where(
        User.is_administrator, User.disabled_at.is_(None), User.id != user.id
    )
    if db.session.scalar(others.limit(1).with_for_update()) is None:
        raise LastAdministrator
