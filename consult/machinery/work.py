"""Proof of work: a browser computes for a second before it sends; each proof works once."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.clock import now
from consult.kernel.database import Model, db

LASTS = timedelta(minutes=10)
MOST = 60_000
"""The greatest number to try: on average half of it, about a second on a slow telephone."""
LONGEST = 4_000


class SpentWork(Model):
    """A proof that was used; kept until it would have expired anyway."""

    __tablename__ = "spent_works"

    challenge: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


@dataclass(frozen=True)
class Task:
    """What a browser is asked to find: a number whose hash with the salt is the challenge."""

    algorithm: str
    challenge: str
    max_number: int
    salt: str
    signature: str


def ask(secret: str, form: str, *, most: int = MOST) -> Task:
    """Return a task bound to one form (the id of a draft); it lasts ten minutes."""
    from altcha import v1  # noqa: PLC0415  only while there is a surge

    options = v1.ChallengeOptions(
        algorithm="SHA-256",
        max_number=most,
        hmac_key=secret,
        expires=now() + LASTS,
        params={"form": form},
    )
    made = v1.create_challenge(options)
    return Task("SHA-256", made.challenge, most, made.salt, made.signature)


def spend(proof: str, secret: str, form: str) -> bool:
    """Return whether the proof is right, for this form, not expired and used for the first time.

    It is used up in the present transaction: when that fails, the proof may be sent again.
    """
    from altcha import v1  # noqa: PLC0415  only while there is a surge

    told = _read(proof)
    if told is None:
        return False
    right, _error = v1.verify_solution(told, secret, check_expires=True)
    params = v1.extract_params(told)
    if not right or "expires" not in params or params.get("form") != [form]:
        return False
    return _first_use(str(told["challenge"]))


def _read(proof: str) -> Any:
    """Return what the browser says it found; None when it is not of the right form."""
    if not proof or len(proof) > LONGEST:
        return None
    try:
        told = json.loads(base64.b64decode(proof, validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("number"), int):
        return None
    words = ("algorithm", "challenge", "salt", "signature")
    return told if all(isinstance(told.get(name), str) for name in words) else None


def _first_use(challenge: str) -> bool:
    statement = insert(SpentWork).values(challenge=challenge, expires_at=now() + LASTS)
    done = statement.on_conflict_do_nothing().returning(SpentWork.challenge)
    return db.session.execute(done).first() is not None


def purge(before: datetime) -> None:
    """Forget proofs that have expired."""
    db.session.execute(text("delete from spent_works where expires_at < :at"), {"at": before})
