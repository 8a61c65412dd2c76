"""Flask's session kept in our own rows, locked by the token that only the cookie holds."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import func, insert, text, update
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import CallbackDict

from consult.kernel.ciphers import Unopened, lock, unlock
from consult.kernel.database import apart
from consult.kernel.references import digest, new_secret
from consult.machinery import sessions

TOUCH = 60
AGAIN = "again"
"""In the address of a page that was loaded anew by itself."""
SCREEN = re.compile(r"/\w\w/c/[^/]+/round-tables/[^/]+/screen(/now)?")
FIND = text(
    """select id, data, level, method, extract(epoch from clock_timestamp() - seen_at) as unseen,
    extract(epoch from clock_timestamp() - confirmed_at) as confirmed_for
    from sessions where token_hash = :hash and ended_at is null
    and clock_timestamp() < seen_at + make_interval(secs => idle_seconds)
    and clock_timestamp() < started_at + make_interval(secs => :absolute)"""
)
HALF_USER = "half_user"
TOUCH_ROW = text("update sessions set seen_at = clock_timestamp() where id = :id")


def locked(token: str, data: dict[str, Any]) -> dict[str, str]:
    """Return what the row keeps of a session: nothing that is readable without the cookie."""
    return {"locked": lock(token, "session", data)}


def _by_itself(request: Request) -> bool:
    """Whether a page asks for itself with nobody there: that keeps no session alive (REQ 43)."""
    return AGAIN in request.args or bool(SCREEN.fullmatch(request.path))


def _opened(token: str, kept: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = unlock(token, "session", str(kept.get("locked", "")))
    return found


class Session(CallbackDict[str, Any], SessionMixin):
    """The session of one browser. `renew()` gives it a new token (at sign-in, against fixation).

    level and method: see SessionRow; confirmed_for: seconds since the person last proved who they
    are, None when never.
    """

    def __init__(
        self, initial: dict[str, Any] | None = None, row: Any = None, token: str = ""
    ) -> None:
        self.modified = False
        self.row_id, self.token = (row.id if row else None), token
        self.level = row.level if row else sessions.NONE
        self.method = row.method if row else ""
        self.confirmed_for: float | None = row.confirmed_for if row else None
        self.renewed = False
        self.idle: timedelta = sessions.IDLE_WRITER
        self.browser = ""

        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(initial or {}, changed)

    def renew(self, *, idle: timedelta, level: str, method: str, browser: str = "") -> None:
        """Ask for a new token and row at the end of this request; the old row is ended.

        browser: its kind and system in two words, for the list of a person's own sessions.
        """
        self.renewed = self.modified = True
        self.idle, self.browser, self.level, self.method = idle, browser, level, method
        self.confirmed_for = 0

    @property
    def owner(self) -> Any:
        """The account that the row belongs to, also while only the password was given."""
        return self.get("_user_id") or self.get(HALF_USER)


class RowSessions(SessionInterface):
    """Reads and writes sessions in the table `sessions`, in transactions of their own."""

    def __init__(self, *, secure: bool) -> None:
        self.secure = secure
        self.cookie = "__Host-consult" if secure else "consult_session"

    def open_session(self, app: Flask, request: Request) -> Session:  # noqa: ARG002
        """Return the browser's session; an unknown, idle or ended one gives an empty session."""
        token = request.cookies.get(self.cookie)
        if not token:
            return Session()
        try:
            return self._read(token, touch=not _by_itself(request))
        except OperationalError:
            return Session()  # the view will meet the same trouble and answer 503 with the text

    def _read(self, token: str, *, touch: bool) -> Session:
        values = {"hash": digest(token), "absolute": sessions.ABSOLUTE.total_seconds()}
        with apart() as connection:
            row = connection.execute(FIND, values).first()
            if row is None:
                return Session()
            if row.unseen > TOUCH and touch:
                connection.execute(TOUCH_ROW, {"id": row.id})
        try:
            return Session(_opened(token, row.data), row, token)
        except Unopened:
            return Session()  # of a program before this one, or changed by hand

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Store what changed; an empty session that never existed leaves no row and no cookie."""
        if not isinstance(session, Session) or not session.modified:
            return
        if session.row_id and not session and not session.renewed:
            self._end(session)
            response.delete_cookie(self.cookie, secure=self.secure, httponly=True, samesite="Lax")
        elif session.row_id and not session.renewed:
            self._update(session)
        elif session:
            self._create(session, response)

    def _end(self, session: Session) -> None:
        with apart() as connection:
            connection.execute(
                text("update sessions set ended_at = clock_timestamp() where id = :id"),
                {"id": session.row_id},
            )

    def _update(self, session: Session) -> None:
        with apart() as connection:
            connection.execute(
                update(sessions.SessionRow)
                .where(sessions.SessionRow.id == session.row_id)
                .values(data=locked(session.token, dict(session)), user_id=session.owner)
            )

    def _create(self, session: Session, response: Response) -> None:
        token = new_secret()
        values = {
            "token_hash": digest(token),
            "data": locked(token, dict(session)),
            "user_id": session.owner,
            "idle_seconds": int(session.idle.total_seconds()),
            "browser": session.browser,
            "level": session.level if session.renewed else sessions.NONE,
            "method": session.method,
            "confirmed_at": func.clock_timestamp() if session.confirmed_for == 0 else None,
        }
        if session.row_id:
            self._end(session)
        with apart() as connection:
            connection.execute(insert(sessions.SessionRow).values(values))
        response.set_cookie(
            self.cookie,
            token,
            secure=self.secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )
