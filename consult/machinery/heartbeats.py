"""Minutes in which the service was up: the worker leaves a row each minute."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, db

KEPT = timedelta(days=60)


class Heartbeat(Model):
    """One minute in which the worker was alive and the database took its word."""

    __tablename__ = "heartbeats"

    minute: Mapped[datetime] = mapped_column(primary_key=True)


BEAT = text(
    "insert into heartbeats (minute) values (date_trunc('minute', clock_timestamp()))"
    " on conflict do nothing"
)


def beat() -> None:
    """Leave the row of this minute."""
    db.session.execute(BEAT)


def minutes_down(start: datetime, end: datetime) -> int:
    """Return how many whole minutes between two moments have no heartbeat.

    Before the first heartbeat ever nothing is known, so nothing counts as down.
    """
    first = db.session.scalar(select(func.min(Heartbeat.minute)))
    if first is None:
        return 0
    begin = max(_whole(start), first)
    last = _whole(end)
    statement = select(func.count()).where(Heartbeat.minute >= begin, Heartbeat.minute < last)
    up = db.session.scalar(statement) or 0
    return max(0, int((last - begin) / timedelta(minutes=1)) - up)


def _whole(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def purge(before: datetime) -> None:
    """Forget heartbeats older than two months."""
    statement = text("delete from heartbeats where minute < :before")
    db.session.execute(statement, {"before": before - KEPT})
