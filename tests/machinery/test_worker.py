"""The worker on a database with real commits: sends, retries, survives being killed, stops gracefully."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from consult.app import create_app
from consult.kernel.database import db
from consult.machinery import outbox, worker
from consult.machinery.outbox import Letter, Written
from tests.conftest import SECRET, make_settings
from tests.machinery.sink import smtp_sink

pytestmark = pytest.mark.committed


@pytest.fixture
def live(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(make_settings(own_database, tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def with_mail(own_database: str, tmp_path: Path, port: int) -> Flask:
    return create_app(
        make_settings(
            own_database, tmp_path, mail_server="127.0.0.1", mail_port=port, mail_timeout=2
        )
    )


def post(app: Flask, number: int) -> None:
    with app.app_context():
        for place in range(number):
            outbox.post(
                Written(f"Letter {place}", "text"),
                to=f"person{place}@example.kz",
                kind="receipt",
                language="en",
                cause=f"cause:{place}",
            )
        db.session.commit()


def run(app: Flask) -> None:
    worker.run(app.config["SQLALCHEMY_DATABASE_URI"], queues=["letters"], concurrency=4, wait=False)


def states(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(db.select(Letter.state).order_by(Letter.subject)))


def jobs(app: Flask) -> list[Any]:
    with app.app_context():
        statement = (
            "select task_name, status::text from procrastinate_jobs"
            " where queue_name = 'letters' order by id"
        )
        return [tuple(row) for row in db.session.execute(text(statement))]


def due_now(app: Flask) -> None:
    with app.app_context():
        db.session.execute(text("update procrastinate_jobs set scheduled_at = null"))
        db.session.commit()


def test_worker_sends_all_letters_and_leaves_no_job(live: Flask) -> None:
    post(live, 5)
    run(live)
    assert states(live) == ["sent"] * 5
    assert jobs(live) == []


def test_worker_queues_a_letter_again_from_inside_a_job(own_database: str, tmp_path: Path) -> None:
    with smtp_sink(rcpt="451 later") as (sink, port):
        app = with_mail(own_database, tmp_path, port)
        post(app, 2)
        run(app)
        assert states(app) == ["queued"] * 2
        assert jobs(app) == [("send_letter", "todo")] * 2
        sink.rcpt = ""
        due_now(app)
        run(app)
        assert states(app) == ["sent"] * 2
        assert len(sink.messages) == 2
    with app.app_context():
        db.engine.dispose()


def test_a_failing_letter_holds_up_no_other(own_database: str, tmp_path: Path) -> None:
    with smtp_sink() as (sink, port):
        app = with_mail(own_database, tmp_path, port)
        post(app, 3)
        with app.app_context():
            db.session.execute(
                text(
                    "update letters set recipient = 'x@' || repeat('ü', 70) || '.kz'"
                    " where subject = 'Letter 1'"
                )
            )
            db.session.commit()
        run(app)
        assert states(app) == ["sent", "failed", "sent"]
        assert len(sink.messages) == 2
    with app.app_context():
        db.engine.dispose()


def environment(own_database: str, tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": own_database,
        "CONSULT_INSTANCE": str(tmp_path),
        "CONSULT_SECRET_KEY": SECRET,
        **more,
    }


def start_worker(own_database: str, tmp_path: Path, **more: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.hurried_worker", "--concurrency", "2"]
    return subprocess.Popen(command, env=environment(own_database, tmp_path, **more))


def wait_for(condition: Any, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)


def test_worker_process_sends_and_stops_on_sigterm(
    live: Flask, own_database: str, tmp_path: Path
) -> None:
    process = start_worker(own_database, tmp_path)
    try:
        post(live, 3)
        wait_for(lambda: states(live) == ["sent"] * 3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()


@pytest.mark.fault
def test_letters_survive_kill_nine_of_the_worker(
    live: Flask, own_database: str, tmp_path: Path
) -> None:
    with smtp_sink() as (sink, port):
        mail = {"CONSULT_MAIL_SERVER": "127.0.0.1", "CONSULT_MAIL_PORT": str(port)}
        process = start_worker(own_database, tmp_path, **mail)
        post(live, 60)
        wait_for(lambda: len(sink.messages) >= 5)
        process.kill()
        process.wait()
        left = states(live).count("queued")
        with live.app_context():
            db.session.execute(
                text("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'")
            )
            db.session.commit()
        process = start_worker(own_database, tmp_path, **mail)
        try:
            wait_for(lambda: states(live) == ["sent"] * 60, seconds=100)
        finally:
            process.terminate()
            process.wait(30)
        assert left > 0
        assert len({message["Message-ID"] for message in sink.messages}) == 60


def test_unknown_queue_is_named(own_database: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "consult", "worker", "--queues", "letters,parcels"],
        env=environment(own_database, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "There is no queue 'parcels'." in done.stderr
