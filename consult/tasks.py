"""Job names and their operations; each task fetches by id and delegates."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask

from consult.kernel.database import db
from consult.machinery.jobs import jobs

_apps: list[Flask] = []
REGISTERED: dict[str, Callable[..., None]] = {}


def job(name: str, *, queue: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job: it runs in an app context and commits once at its end."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def run(**arguments: Any) -> None:
            with _apps[-1].app_context():
                function(**arguments)
                db.session.commit()

        jobs.task(name=name, queue=queue)(run)
        REGISTERED[name] = function
        return function

    return register


def init_app(app: Flask) -> None:
    """Tell the jobs which app they run in."""
    _apps[:] = [app]


@job("send_letter", queue="letters")
def send_letter(letter_id: str) -> None:
    """Try to send one letter."""
    from consult.machinery import post_office  # noqa: PLC0415

    post_office.send(letter_id)


@job("announce_change", queue="letters")
def announce_change(change_id: str, invite: bool = False) -> None:  # noqa: FBT001, FBT002  a job's fact
    """Write to everybody concerned about a change of a consultation."""
    from consult.domain.submissions import announcements  # noqa: PLC0415

    announcements.announce(uuid.UUID(change_id), invite=invite)
