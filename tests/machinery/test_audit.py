"""The log: a whole chain verifies; a changed, deleted, inserted or moved event is named."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from consult.domain.people.actors import system
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.audit import AuditEvent, Broken
from tests.factories.consultations import make_body

BY = system("test")


@pytest.fixture
def chain(app: Flask) -> Iterator[int]:
    """Five events at the end of the log; gives the number of the first of them."""
    with app.app_context():
        body = make_body("AUDIT")
        for place in range(5):
            audit.record("test.happened", body, by=BY, place=place)
        yield (db.session.scalar(select(func.max(AuditEvent.seq))) or 0) - 4


@contextmanager
def without_triggers() -> Iterator[None]:
    """Let a test do what the database refuses to everybody."""
    db.session.execute(text("alter table audit_events disable trigger user"))
    yield
    db.session.execute(text("alter table audit_events enable trigger user"))
    db.session.expire_all()


def change(statement: str, **values: object) -> None:
    with without_triggers():
        db.session.execute(text(statement), values)


def found() -> Broken | None:
    return audit.verify()[2]


def test_whole_chain_verifies(chain: int) -> None:
    checked, head, broken = audit.verify()
    assert (checked, broken) == (chain + 4, None)
    assert head == db.session.get_one(AuditEvent, chain + 4).hash


def test_edited_payload_is_found(chain: int) -> None:
    change("update audit_events set payload = '{\"place\": 9}' where seq = :seq", seq=chain + 2)
    assert found() == Broken(chain + 2, "payload")


@pytest.mark.parametrize("column", ["actor", "role", "action", "object_kind", "object_id"])
def test_edited_fact_is_found(chain: int, column: str) -> None:
    change(f"update audit_events set {column} = 'other' where seq = :seq", seq=chain + 1)  # noqa: S608
    assert found() == Broken(chain + 1, "hash")


def test_edited_moment_is_found(chain: int) -> None:
    change("update audit_events set at = at - interval '1 day' where seq = :seq", seq=chain + 3)
    assert found() == Broken(chain + 3, "hash")


def test_deleted_event_is_found(chain: int) -> None:
    change("delete from audit_events where seq = :seq", seq=chain + 2)
    assert found() == Broken(chain + 2, "gap")


def test_deleted_event_with_moved_numbers_is_found(chain: int) -> None:
    with without_triggers():
        db.session.execute(text("delete from audit_events where seq = :seq"), {"seq": chain + 2})
        for seq in (chain + 3, chain + 4):
            db.session.execute(
                text("update audit_events set seq = seq - 1 where seq = :seq"), {"seq": seq}
            )
    assert found() == Broken(chain + 2, "hash")


def test_inserted_event_is_found(chain: int) -> None:
    change(
        "insert into audit_events select :seq, at, actor, role, action, object_kind, object_id,"
        " consultation_id, payload, salt, commitment, hash from audit_events where seq = :last",
        seq=chain + 5,
        last=chain + 4,
    )
    assert found() == Broken(chain + 5, "hash")


def test_reordered_events_are_found(chain: int) -> None:
    with without_triggers():
        for old, new in ((chain + 1, -1), (chain + 2, chain + 1), (-1, chain + 2)):
            db.session.execute(
                text("update audit_events set seq = :new where seq = :old"),
                {"old": old, "new": new},
            )
    assert found() == Broken(chain + 1, "hash")


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_events set action = 'x'",
        "delete from audit_events",
        "truncate audit_events",
    ],
)
def test_database_refuses_changes(chain: int, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append_only"), db.session.begin_nested():
        db.session.execute(text(statement))
    assert found() is None


def test_command_names_the_first_bad_event(app: Flask, chain: int) -> None:
    change("update audit_events set actor = 'nobody' where seq = :seq", seq=chain + 1)
    db.session.commit()
    runner = app.test_cli_runner()
    shown = runner.invoke(args=["audit", "verify"])
    assert (shown.exit_code, shown.stdout) == (1, "The record is whole: 0 receipts, 0 trees.\n")
    assert shown.stderr.startswith(f"The log is broken at event {chain + 1} ")
    data = json.loads(runner.invoke(args=["audit", "verify", "--format", "json"]).stdout)
    assert (data["ok"], data["first_bad"], data["events"]) == (False, chain + 1, chain)


def test_command_prints_the_head_of_a_whole_log(app: Flask, chain: int) -> None:
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["audit", "verify", "--format", "json"])
    assert done.exit_code == 0
    head = db.session.get_one(AuditEvent, chain + 4).hash.hex()
    assert json.loads(done.stdout) == {
        "heads_ok": True,
        "record_ok": True,
        "receipts": 0,
        "trees": 0,
        "problems": [],
        "ok": True,
        "events": chain + 4,
        "head": head,
        "first_bad": None,
        "reason": None,
    }
