"""Receipts that this browser has opened: for half an hour, under a name that means nothing."""

import secrets
import time
import uuid
from typing import NamedTuple

from flask import session

KEY = "opened"
SECONDS = 30 * 60
MOST = 5


class Opened(NamedTuple):
    """A submission and the 26 letters of the code that opened it."""

    submission_id: uuid.UUID
    code: str


def remember(submission_id: uuid.UUID, code: str) -> str:
    """Keep in the locked session that the code opened the submission; returns its name there.

    Addresses carry the name; the code stands in none. The oldest make room.
    """
    kept = {name: row for name, row in _rows().items() if row[0] != str(submission_id)}
    handle = secrets.token_urlsafe(9)
    rows = [*kept.items(), (handle, [str(submission_id), code, str(time.time() + SECONDS)])]
    session[KEY] = dict(rows[-MOST:])
    return handle


def find(handle: str) -> Opened | None:
    """Return what a name stands for; None for an unknown one and after half an hour."""
    row = _rows().get(handle)
    return Opened(uuid.UUID(row[0]), row[1]) if row else None


def proof(token: str) -> str:
    """Return what proves the author: the code of an opened receipt, else the link's own token."""
    opened = find(token)
    return opened.code if opened else token


def close(handle: str) -> None:
    """Forget an opened receipt."""
    session[KEY] = {name: row for name, row in _rows().items() if name != handle}


def _rows() -> dict[str, list[str]]:
    rows: dict[str, list[str]] = session.get(KEY, {})
    return {name: row for name, row in rows.items() if float(row[2]) > time.time()}
