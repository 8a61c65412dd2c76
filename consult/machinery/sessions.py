"""Server-side sessions: the cookie holds a random token, the row holds everything else."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, delete, func, literal, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.clock import now
from consult.kernel.database import Model, db, key, one_of

ABSOLUTE = timedelta(hours=12)
IDLE_STAFF = timedelta(minutes=30)
IDLE_WRITER = timedelta(hours=8)
KEPT = timedelta(days=1)
NONE, HALF, SINGLE, DOUBLE = "none", "half", "single", "double"
LEVELS = (NONE, HALF, SINGLE, DOUBLE)
"""Nobody; between password and second step; one step only; two steps, or one that is as good."""


class SessionRow(Model):
    """One session; only the SHA-256 of its token is stored.

    `method` is how it was signed in, `confirmed_at` when the person last proved who they are.
    """

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint(one_of("level", LEVELS), name="level"),)

    id: Mapped[key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    data: Mapped[dict[str, Any]]
    browser: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default=NONE)
    method: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    idle_seconds: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    ended_at: Mapped[datetime | None]


def end_sessions_of(user_id: uuid.UUID, *, keep: uuid.UUID | None = None) -> None:
    """End all sessions of a user, except the one to keep."""
    statement = update(SessionRow).where(
        SessionRow.user_id == user_id, SessionRow.ended_at.is_(None)
    )
    if keep is not None:
        statement = statement.where(SessionRow.id != keep)
    db.session.execute(statement.values(ended_at=now()))


def end_session_of(user_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """End one session, if it is the user's."""
    statement = update(SessionRow).where(
        SessionRow.user_id == user_id,
        SessionRow.id == session_id,
        SessionRow.ended_at.is_(None),
    )
    db.session.execute(statement.values(ended_at=now()))


def rest_shorter(user_id: uuid.UUID, idle: timedelta) -> None:
    """Let the open sessions of a user rest for so long at most, for example with a new role."""
    seconds = int(idle.total_seconds())
    statement = update(SessionRow).where(
        SessionRow.user_id == user_id,
        SessionRow.ended_at.is_(None),
        SessionRow.idle_seconds > seconds,
    )
    db.session.execute(statement.values(idle_seconds=seconds))


def open_sessions_of(user_id: uuid.UUID) -> Sequence[SessionRow]:
    """Return the sessions of a user that are still good, the last seen first."""
    moment = now()
    statement = select(SessionRow).where(
        SessionRow.user_id == user_id,
        SessionRow.level.in_((SINGLE, DOUBLE)),
        SessionRow.ended_at.is_(None),
        func.extract("epoch", literal(moment) - SessionRow.seen_at) < SessionRow.idle_seconds,
        SessionRow.started_at > moment - ABSOLUTE,
    )
    return db.session.scalars(statement.order_by(SessionRow.seen_at.desc())).all()


def purge(before: datetime) -> int:
    """Forget sessions that ended or ran out a day ago; returns how many."""
    over = or_(
        SessionRow.ended_at < before - KEPT,
        SessionRow.started_at < before - KEPT - ABSOLUTE,
    )
    done = db.session.execute(delete(SessionRow).where(over).returning(SessionRow.id))
    return len(done.all())
