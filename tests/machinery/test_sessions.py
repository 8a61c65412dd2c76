"""Sessions of browsers: ending them, and forgetting old ones."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import digest, new_secret
from consult.machinery import sessions
from consult.machinery.sessions import SessionRow


def make_session(user_id: uuid.UUID | None = None, **changes: Any) -> SessionRow:
    row = SessionRow(
        token_hash=digest(new_secret()), user_id=user_id, data={}, idle_seconds=1800, **changes
    )
    db.session.add(row)
    db.session.flush()
    return row


def ended(row: SessionRow) -> bool:
    db.session.refresh(row)
    return row.ended_at is not None


def test_end_sessions_of_a_user_keeps_the_named_one_and_others(app: Flask) -> None:
    with app.app_context():
        user, other = uuid.uuid4(), uuid.uuid4()
        kept, gone, foreign = make_session(user), make_session(user), make_session(other)
        sessions.end_sessions_of(user, keep=kept.id)
        assert [ended(row) for row in (kept, gone, foreign)] == [False, True, False]


def test_purge_forgets_what_ended_a_day_ago(app: Flask) -> None:
    with app.app_context():
        long_ago = now() - timedelta(days=3)
        make_session(started_at=long_ago)
        make_session(ended_at=now() - timedelta(hours=25))
        kept = {make_session().id, make_session(ended_at=now() - timedelta(hours=1)).id}
        assert sessions.purge(now()) == 2
        assert set(db.session.scalars(select(SessionRow.id))) == kept
