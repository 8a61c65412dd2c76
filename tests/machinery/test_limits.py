"""Limits counted in the database."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import TooMany
from consult.machinery import limits
from consult.machinery.limits import Limit

DAY_LONG = Limit("test", 3, 86_400 * 365)


def test_uses_up_to_the_limit_pass(app: Flask) -> None:
    with app.app_context():
        for _ in range(3):
            limits.use(DAY_LONG, "one")
        with pytest.raises(TooMany) as caught:
            limits.use(DAY_LONG, "one")
        assert 0 < caught.value.facts["retry_after"] <= DAY_LONG.seconds


def test_everybody_has_a_count_of_their_own(app: Flask) -> None:
    with app.app_context():
        limits.use(DAY_LONG, "one", step=3)
        limits.use(DAY_LONG, "two")
        limits.use(Limit("other", 1, DAY_LONG.seconds), "one")


def test_a_use_may_count_for_several(app: Flask) -> None:
    with app.app_context(), pytest.raises(TooMany):
        limits.use(DAY_LONG, "one", step=4)


def test_the_count_outlives_a_rollback(app: Flask) -> None:
    with app.app_context():
        limits.use(DAY_LONG, "one", step=3)
        db.session.rollback()
        with pytest.raises(TooMany):
            limits.use(DAY_LONG, "one")


def test_purge_forgets_old_windows_only(app: Flask) -> None:
    with app.app_context():
        limits.use(Limit("test", 9, 60), "old")
        db.session.execute(text("update rate_counters set \"window\" = now() - interval '2 days'"))
        limits.use(Limit("test", 9, 60), "new")
        limits.purge(now() - timedelta(hours=0))
        left = db.session.scalars(text("select bucket from rate_counters")).all()
        assert left == ["test:new"]


def test_windows_of_an_hour_are_forgotten_long_before_those_of_a_day(app: Flask) -> None:
    with app.app_context():
        for name, at in (
            ("day", "2026-03-02T00:00Z"),
            ("minutes", "2026-03-02T09:50Z"),
            ("over", "2026-03-02T08:50Z"),
        ):
            row = {"bucket": name, "at": at}
            db.session.execute(text("insert into rate_counters values (:bucket, :at, 1)"), row)
        limits.purge(datetime(2026, 3, 2, 10, tzinfo=UTC))
        left = db.session.scalars(text("select bucket from rate_counters order by 1")).all()
        assert left == ["day", "minutes"]


def test_counts_stand_in_no_write_ahead_log(app: Flask) -> None:
    """A kept log with the server's key would tell which network sent in which ten minutes."""
    kept = text("select relpersistence from pg_class where oid = 'rate_counters'::regclass")
    with app.app_context():
        assert db.session.scalar(kept) == "u"
