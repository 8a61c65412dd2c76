"""Counters per minute without personal data: gathered in the process, written in few rows."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, apart, db

KINDS = ("form", "accepted", "held", "flawed", "closed", "too_many", "space")
KEPT = timedelta(days=90)
PAUSE = 5.0
FRESH = timedelta(minutes=20)
FEW = 5


class TrafficMinute(Model):
    """How often one thing happened in one minute; `scope` is a consultation."""

    __tablename__ = "traffic_minutes"

    scope: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


ADD = text(
    """insert into traffic_minutes (scope, minute, kind, count)
    values (:scope, :minute, :kind, :count)
    on conflict (scope, minute, kind) do update set count = traffic_minutes.count + :count"""
)


FOLD = text(
    """with quiet as (
      delete from traffic_minutes
      where minute < :before and count < :few and minute <> date_trunc('day', minute, 'UTC')
      returning scope, date_trunc('day', minute, 'UTC') as day, kind, count
    )
    insert into traffic_minutes (scope, minute, kind, count)
    select scope, day, kind, sum(count) from quiet group by scope, day, kind
    on conflict (scope, minute, kind) do update
    set count = traffic_minutes.count + excluded.count"""
)


class Gathered:
    """What this process has counted and not written yet; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[uuid.UUID, datetime, str]] = Counter()
        self._written = time.monotonic()

    def add(self, scope: uuid.UUID, at: datetime, kind: str) -> None:
        """Count one thing."""
        with self._lock:
            self._counts[scope, at.replace(second=0, microsecond=0), kind] += 1

    def due(self) -> bool:
        """Return whether something waits since five seconds."""
        return bool(self._counts) and time.monotonic() - self._written > PAUSE

    def take(self) -> Mapping[tuple[uuid.UUID, datetime, str], int]:
        """Hand over what was counted and begin anew."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
            self._written = time.monotonic()
        return taken


gathered = Gathered()


def flush() -> None:
    """Write what this process has counted; rows in one order, so that processes never deadlock."""
    taken = gathered.take()
    if not taken:
        return
    rows = [
        {"scope": scope, "minute": minute, "kind": kind, "count": count}
        for (scope, minute, kind), count in sorted(taken.items(), key=str)
    ]
    with apart() as connection:
        connection.execute(ADD, rows)


def minutes(scope: uuid.UUID, since: datetime) -> Mapping[datetime, Mapping[str, int]]:
    """Return the counts of each minute since then in which anything was counted."""
    statement = (
        select(TrafficMinute)
        .where(TrafficMinute.scope == scope, TrafficMinute.minute >= since)
        .order_by(TrafficMinute.minute)
    )
    found: dict[datetime, dict[str, int]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.minute, {})[row.kind] = row.count
    return found


def most_in_a_minute(since: datetime, kinds: Sequence[str]) -> Mapping[uuid.UUID, int]:
    """Return for each scope the greatest sum of these kinds in one minute since then."""
    inner = (
        select(TrafficMinute.scope, func.sum(TrafficMinute.count).label("sum"))
        .where(TrafficMinute.minute >= since, TrafficMinute.kind.in_(kinds))
        .group_by(TrafficMinute.scope, TrafficMinute.minute)
        .subquery()
    )
    statement = select(inner.c.scope, func.max(inner.c.sum)).group_by(inner.c.scope)
    return {scope: int(count) for scope, count in db.session.execute(statement)}


def fold_quiet(at: datetime) -> None:
    """Count quiet minutes together by day after twenty minutes.

    A minute in which one comment came would tell when an author sent who hides the time (REQ 118).
    """
    db.session.execute(FOLD, {"before": at - FRESH, "few": FEW})


def purge(before: datetime) -> None:
    """Forget minutes older than three months."""
    statement = text("delete from traffic_minutes where minute < :before")
    db.session.execute(statement, {"before": before - KEPT})
