"""Flask-Login's view of our users: the account, and the actor that it makes."""

import uuid
from typing import Any

from flask import Flask
from flask_login import UserMixin

from consult.domain.people import queries as people
from consult.domain.people.actors import Actor
from consult.extensions import login_manager


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
    """Return the user of a session, or None when the account is gone or disabled."""
    found = people.actor_and_user(uuid.UUID(user_id))
    return SignedIn(*found) if found else None


def init_app(app: Flask) -> None:  # noqa: ARG001
    """Bind the loader; nothing of the browser is kept in the session."""
    login_manager.user_loader(load)
    login_manager.session_protection = None
    login_manager._session_identifier_generator = lambda: ""  # noqa: SLF001
