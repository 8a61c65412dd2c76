"""Flask's session kept in our own rows, locked by the token that only the cookie holds."""

from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import insert, text, update
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import CallbackDict

from consult.kernel.ciphers import Unopened, lock, unlock
from consult.kernel.database import apart
from consult.kernel.references import digest, new_secret
from consult.machinery import sessions

TOUCH = 60
FIND = text(
    """select id, data, extract(epoch from clock_timestamp() - seen_at) as unseen
    from sessions where token_hash = :hash and ended_at is null
    and clock_timestamp() < seen_at + make_interval(secs => idle_seconds)
    and clock_timestamp() < started_at + make_interval(secs => :absolute)"""
)
TOUCH_ROW = text("update sessions set seen_at = clock_timestamp() where id = :id")


def locked(token: str, data: dict[str, Any]) -> dict[str, str]:
    """Return what the row keeps of a session: nothing that is readable without the cookie."""
    return {"locked": lock(token, "session", data)}


def _opened(token: str, kept: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = unlock(token, "session", str(kept.get("locked", "")))
    return found


class Session(CallbackDict[str, Any], SessionMixin):
    """The session of one browser. `renew()` gives it a new token (at sign-in, against fixation)."""

    def __init__(
        self, initial: dict[str, Any] | None = None, row_id: Any = None, token: str = ""
    ) -> None:
        self.modified = False
        self.row_id, self.token = row_id, token
        self.renewed = False
        self.idle: timedelta = sessions.IDLE_WRITER
        self.browser = ""

        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(initial or {}, changed)

    def renew(self, *, idle: timedelta, browser: str = "") -> None:
        """Ask for a new token and row at the end of this request; the old row is ended.

        browser: its kind and system in two words, for the list of a person's own sessions.
        """
        self.renewed = self.modified = True
        self.idle, self.browser = idle, browser


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
            return self._read(token, touch=request.headers.get("X-Polling") is None)
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
            return Session(_opened(token, row.data), row.id, token)
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
        user_id = session.get("_user_id")
        with apart() as connection:
            connection.execute(
                update(sessions.SessionRow)
                .where(sessions.SessionRow.id == session.row_id)
                .values(data=locked(session.token, dict(session)), user_id=user_id)
            )

    def _create(self, session: Session, response: Response) -> None:
        token = new_secret()
        values = {
            "token_hash": digest(token),
            "data": locked(token, dict(session)),
            "user_id": session.get("_user_id"),
            "idle_seconds": int(session.idle.total_seconds()),
            "browser": session.browser,
        }
        if session.row_id:
            self._end(session)
        with apart() as connection:
            connection.execute(insert(sessions.SessionRow), values)
        response.set_cookie(
            self.cookie,
            token,
            secure=self.secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )
