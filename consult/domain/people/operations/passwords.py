"""Passwords: changing with the old one, resetting through a link that works once for an hour."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from consult.domain.people import notices, passwords
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.people.models import OneTimeLink, Organisation, User
from consult.domain.people.operations.organisations import OrganisationFacts
from consult.domain.people.queries import bodies_of, is_staff, organisations_of, user_by_email
from consult.domain.people.refusals import DeadLink, WeakPassword, WrongPassword
from consult.domain.people.weak_passwords import LEAST, LEAST_STAFF, weakness
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import digest, new_secret
from consult.machinery import audit, sessions

RESET = "reset"
LIFETIME = timedelta(minutes=60)
PLATFORM = ("consult", "public consultations", "публичные обсуждения", "жария талқылаулар")
"""What the service calls itself in each language, and its program."""


@dataclass(frozen=True)
class _Nobody:
    """Stands in the log where an address has no account."""

    __tablename__ = "users"
    id = "unknown"


NOBODY = _Nobody()


def check_password(password: str, *, staff: bool, names: tuple[str, ...] = ()) -> None:
    """Raise WeakPassword when a password may not be used: 12 letters at least, 15 for staff."""
    least = LEAST_STAFF if staff else LEAST
    platform = current_app.config["SETTINGS"].service_name.values()
    if reason := weakness(password, least=least, names=(*PLATFORM, *platform, *names)):
        raise WeakPassword(reason=reason, least=least)


def set_password(
    user: User, password: str, *, staff: bool | None = None, names: tuple[str, ...] = ()
) -> None:
    """Check and store a password; links sent earlier die, sessions are the caller's business.

    `names` are those of an organisation that the account is about to belong to.
    """
    db.session.flush()
    staff = is_staff(user) if staff is None else staff
    check_password(password, staff=staff, names=(*_names(user), *names))
    user.password_hash = passwords.make_hash(password)
    user.password_changed_at = now()
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.user_id == user.id, OneTimeLink.used_at.is_(None))
        .values(used_at=now())
    )


def change_password(user: User, *, old: str, new: str, by: Actor) -> None:
    """Set a new password after the old one was given once more; all sessions end.

    The caller gives the present browser a new session. Raises WrongPassword or WeakPassword.
    """
    check_own_password(user, old)
    set_password(user, new)
    sessions.end_sessions_of(user.id)
    notices.password_changed(user)
    audit.record("password.changed", user, by=by)


def check_own_password(user: User, password: str) -> None:
    """Raise WrongPassword unless this is the present password of a signed-in user."""
    if not passwords.matches(user.password_hash, password):
        raise WrongPassword


def request_reset(email: str, *, language: str) -> None:
    """Send a link to set a new password; an address without an account gets a letter saying so.

    What the person who asks is told does not depend on which of the two it was.
    """
    user = user_by_email(email)
    if user is None or user.disabled_at:
        notices.reset_unknown(email, language)
        audit.record("password.reset_requested", NOBODY, by=VISITOR)
        return
    notices.reset(user, password_link(user))
    audit.record("password.reset_requested", user, by=VISITOR)


def password_link(user: User) -> str:
    """Return a new secret with which the user may set a password within 60 minutes, once."""
    secret = new_secret()
    link = OneTimeLink(
        token_hash=digest(secret), user_id=user.id, purpose=RESET, expires_at=now() + LIFETIME
    )
    db.session.add(link)
    db.session.flush()
    return secret


def reset_password(secret: str, new: str) -> User:
    """Set a new password through a link; all sessions of the user end. Does not sign in.

    Raises DeadLink or WeakPassword (then the link still works).
    """
    user = db.session.get_one(User, _link(secret))
    if user.disabled_at:
        raise DeadLink
    set_password(user, new)
    sessions.end_sessions_of(user.id)
    notices.password_changed(user)
    audit.record("password.reset", user, by=VISITOR)
    return user


def _link(secret: str) -> uuid.UUID:
    statement = select(OneTimeLink).where(OneTimeLink.token_hash == digest(secret))
    link = db.session.scalar(statement.with_for_update())
    if link is None or link.purpose != RESET or link.used_at or link.expires_at <= now():
        raise DeadLink
    return link.user_id


def _names(user: User) -> tuple[str, ...]:
    bodies = (*organisations_of(user.id), *bodies_of(user.id))
    own = (user.email.partition("@")[0], user.name)
    return (*own, *(name for body in bodies for name in names_of(body)))


def names_of(body: Organisation | OrganisationFacts) -> tuple[str, ...]:
    """Return what an organisation is called, long and short, in every language."""
    return (*body.name.as_dict().values(), *body.abbreviation.as_dict().values())
