"""The one clock that decides: the database's."""

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import func, select

from consult.kernel.database import db


def now() -> datetime:
    """Return the database's present moment (UTC), also inside a long transaction.

    Deadlines, links and limits are judged by this clock alone, so that several servers agree.
    """
    return cast("datetime", db.session.scalar(select(func.clock_timestamp())))


def day_of(at: datetime) -> datetime:
    """Return the start of the day (UTC) of an instant whose hour nobody shall know."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
