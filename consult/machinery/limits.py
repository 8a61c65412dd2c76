"""Rate limits counted in the database, shared by all workers and kept over a restart."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, apart, db
from consult.kernel.errors import TooMany


class RateCounter(Model):
    """How often a bucket was used in one window; what is over is purged each hour.

    The table is in no write-ahead log and no backup; after a crash of the server it begins anew.
    """

    __tablename__ = "rate_counters"
    __table_args__ = ({"prefixes": ["unlogged"]},)

    bucket: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True)
class Limit:
    """At most `count` uses in `seconds`."""

    name: str
    count: int
    seconds: int


COUNT_UP = text(
    """insert into rate_counters (bucket, "window", count)
    values (:bucket, to_timestamp(floor(extract(epoch from clock_timestamp()) / :seconds)
            * :seconds), :step)
    on conflict (bucket, "window") do update set count = rate_counters.count + :step
    returning count as used, extract(epoch from "window") + :seconds
            - extract(epoch from clock_timestamp()) as left_seconds"""
)


def use(limit: Limit, who: str, *, step: int = 1) -> None:
    """Count one use of the limit by `who` (already hashed where it is personal).

    Raises TooMany with the seconds to wait. Runs on a connection of its own and commits at once,
    so that a refused or failed request is counted as well.
    """
    values = {"bucket": f"{limit.name}:{who}", "seconds": limit.seconds, "step": step}
    with apart() as connection:
        row = connection.execute(COUNT_UP, values).one()
    if row.used > limit.count:
        raise TooMany(retry_after=max(1, int(row.left_seconds)))


PURGE = text(
    """delete from rate_counters where "window" < :day
    or ("window" < :hour and "window" <> date_trunc('day', "window", 'UTC'))"""
)


def purge(before: datetime) -> None:
    """Forget counters of windows that are over: those of a day after a day, others after an hour.

    What stands for a network can be computed by whoever has the server's key; a counter that
    outlives its window would tell when somebody from there sent.
    """
    moments = {"day": before - timedelta(days=1), "hour": before - timedelta(hours=1)}
    db.session.execute(PURGE, moments)
