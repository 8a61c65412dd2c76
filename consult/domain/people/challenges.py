"""Questions that a browser may answer once: put, taken back with the answer, forgotten."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func

from consult.domain.people.credential_models import Challenge
from consult.kernel.clock import now
from consult.kernel.database import apart, db
from consult.kernel.references import digest, new_secret

LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class Taken:
    """A question that was open: to whom it was put and what was kept with it."""

    user_id: uuid.UUID | None
    facts: dict[str, Any]


def put(purpose: str, *, user_id: uuid.UUID | None = None, **facts: Any) -> str:
    """Store a question for ten minutes; returns its token: 256 random bits in base64url."""
    token = new_secret()
    db.session.add(
        Challenge(
            token_hash=digest(token),
            purpose=purpose,
            user_id=user_id,
            facts=facts,
            expires_at=now() + LIFETIME,
        )
    )
    return token


def take(purpose: str, token: str) -> Taken | None:
    """Use a question up, whatever becomes of the answer; None when it is not open."""
    statement = (
        delete(Challenge)
        .where(
            Challenge.token_hash == digest(token),
            Challenge.purpose == purpose,
            Challenge.expires_at > func.clock_timestamp(),
        )
        .returning(Challenge.user_id, Challenge.facts)
    )
    db.session.flush()
    with apart() as connection:
        row = connection.execute(statement).first()
    return Taken(row.user_id, row.facts) if row else None


def purge(before: datetime) -> int:
    """Forget questions whose time is over; returns how many."""
    statement = delete(Challenge).where(Challenge.expires_at < before)
    return len(db.session.execute(statement.returning(Challenge.id)).all())
