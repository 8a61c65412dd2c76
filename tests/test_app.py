"""The app itself: it answers, it is ready, its schema is the models'."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from consult.app import create_app
from consult.domain.people.actors import system
from consult.kernel.database import db
from consult.machinery import audit, files, health, outbox
from consult.machinery.outbox import Written
from tests.conftest import make_settings


def test_healthz_answers_without_database(app: Flask) -> None:
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readyz_on_a_migrated_database(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ready")


ELSEWHERE = [
    ({"REMOTE_ADDR": "203.0.113.7"}, {}),
    ({"REMOTE_ADDR": "127.0.0.1"}, {"X-Forwarded-For": "127.0.0.1"}),
    ({"REMOTE_ADDR": "unix"}, {}),
]


@pytest.mark.parametrize(("environ", "sent"), ELSEWHERE)
def test_readyz_tells_nothing_to_others(
    app: Flask, environ: dict[str, str], sent: dict[str, str]
) -> None:
    answer = app.test_client().get("/readyz", environ_base=environ, headers=sent)
    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


def test_readyz_tells_this_machine_what_an_operator_looks_at(app: Flask) -> None:
    facts = app.test_client().get("/readyz").json
    assert facts.pop("disk_free_bytes") > 0
    assert 0 < facts.pop("disk_free_percent") <= 100
    assert facts.pop("clock_skew_seconds") < 2
    with app.app_context():
        head = health.schema_head()
    assert facts == {
        "status": "ready",
        "schema": head,
        "storage_writable": True,
        "oldest_letter_seconds": 0,
        "chain_ok": True,
        "newest_files_missing": 0,
    }


def test_readyz_tells_of_waiting_letters_missing_files_and_a_broken_chain(app: Flask) -> None:
    with app.app_context():
        letter = outbox.post(
            Written("News", "text"), to="w@x.kz", kind="receipt", language="en", cause="a"
        )
        letter.created_at = letter.created_at - timedelta(hours=2)
        stored = files.store(b"words", name="a.txt", media_type="text/plain", purpose="test")
        stored.path.unlink()
        for _ in range(2):
            audit.record("test.done", letter, by=system("worker"))
        db.session.commit()
        db.session.execute(text("alter table audit_events disable trigger user"))
        db.session.execute(text("update audit_events set actor = 'nobody' where seq = 2"))
        db.session.commit()
    facts = app.test_client().get("/readyz").json
    assert 7190 < facts["oldest_letter_seconds"] < 7300
    assert (facts["newest_files_missing"], facts["chain_ok"]) == (1, False)


def test_readyz_says_no_without_a_database_and_healthz_goes_on(tmp_path: Path) -> None:
    nowhere = f"postgresql+psycopg://postgres@/consult?host={tmp_path}"
    client = create_app(make_settings(nowhere, tmp_path / "instance")).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not ready"})
    assert client.get("/healthz").status_code == 200


def test_readyz_says_no_where_files_cannot_be_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_args: False)
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (503, "not ready")


def test_schema_is_at_head(app: Flask) -> None:
    with app.app_context():
        assert health.schema_revision() == health.schema_head()
