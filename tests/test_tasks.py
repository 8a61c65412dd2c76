"""Upkeep that the worker does by the clock."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from consult import tasks
from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import worker
from consult.machinery.jobs import defer, jobs
from consult.machinery.limits import Limit, RateCounter, use
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan


def test_what_runs_by_the_clock() -> None:
    crons = {name: task.cron for (name, _id), task in jobs.periodic_registry.periodic_tasks.items()}
    assert crons == {
        "open_and_close": "* * * * *",
        "requeue_letters": "* * * * *",
        "retry_stalled": "* * * * *",
        "remind_bodies": "5 3 * * *",
        "purge": "17 * * * *",
        "forget_old_jobs": "43 3 * * *",
        "remind_of_tables": "20 * * * *",
        "tell_decisions": "35 3 * * *",
        "send_heads": "10 1 * * *",
        "verify_record": "40 1 * * *",
        "scan_waiting": "*/10 * * * *",
        "reconcile_files": "47 * * * *",
        "group_alike": "* * * * * */30",
        "watch": "* * * * *",
        "keep_periods": "20 2 * * *",
    }


def test_purge_forgets_old_counters(app: Flask) -> None:
    with app.app_context():
        use(Limit("test", 9, 60), "old")
        counter = db.session.scalars(db.select(RateCounter)).one()
        counter.window -= timedelta(days=3)
        db.session.flush()
        tasks.purge()
        assert db.session.scalars(db.select(RateCounter)).all() == []


@pytest.mark.committed
def test_worker_closes_a_consultation_whose_time_has_come(
    own_database: str, tmp_path: Path
) -> None:
    app = create_app(make_settings(own_database, tmp_path))
    with app.app_context():
        consultation = make_consultation(closes_at=now() - timedelta(hours=1))
        make_plan(consultation)
        defer("open_and_close", queue="upkeep", timestamp=0)
        db.session.commit()
        identity = consultation.id
    worker.run(own_database, queues=["upkeep"], wait=False)
    with app.app_context():
        assert db.session.get_one(Consultation, identity).state == "closed"
        db.engine.dispose()
