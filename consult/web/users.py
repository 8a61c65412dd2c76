"""Flask-Login's view of our users: the account, and the actor that it makes."""

import uuid
from typing import Any, cast

from flask import Flask, current_app, session
from flask_login import UserMixin

from consult.domain.people import queries as people
from consult.domain.people.actors import Actor
from consult.extensions import login_manager
from consult.machinery.sessions import DOUBLE, SINGLE
from consult.web.session import Session


class SignedIn(UserMixin):
    """A signed-in user for the duration of a request: rights are read anew each time."""

    def __init__(self, user: Any, actor: Actor) -> None:
        self.user = user
        self.actor = actor
        self.name = user.name
        self.email = user.email

    def get_id(self) -> str:
        """Return the id that the session keeps."""
        return str(self.user.id)


def load(user_id: str) -> SignedIn | None:
    """Return the user of a session, or None when the account is gone or disabled.

    Whoever needs a second step and came here without one (a role was given meanwhile) is a
    visitor until signing in again.
    """
    held, identity = cast("Session", session), user_id_of(user_id)
    found = people.actor_and_user(identity) if identity else None
    if found is None or held.level not in {SINGLE, DOUBLE}:
        return None
    return SignedIn(*found) if held.level == DOUBLE or not must_have(found[1]) else None


def user_id_of(kept: Any) -> uuid.UUID | None:
    """Return the id that a session keeps as text; None when there is none."""
    try:
        return uuid.UUID(str(kept))
    except ValueError:
        return None


def must_have(who: Actor) -> bool:
    """Return whether this account may sign in with a second step only."""
    settings = current_app.config["SETTINGS"]
    return bool(settings.second_factor and (who.grants or who.is_administrator))


def init_app(app: Flask) -> None:  # noqa: ARG001
    """Bind the loader; nothing of the browser is kept in the session."""
    login_manager.user_loader(load)
    login_manager.session_protection = None
    login_manager._session_identifier_generator = lambda: ""  # noqa: SLF001
