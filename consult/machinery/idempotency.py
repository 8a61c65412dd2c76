"""Keys that make a repeated request answer with its first result."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, db
from consult.kernel.errors import ConsultError


class IdempotencyKey(Model):
    """A key once used, the fingerprint of what was sent with it, and what came of it."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    result: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class AlreadySent(ConsultError):
    """The key was used for a different body; facts: result of the first use."""

    code = "already_sent"


def fingerprint(body: Any, secret: str = "") -> str:
    """Return the HMAC-SHA-256 of a JSON-like body, independent of the order of keys.

    With a secret that is not stored, nobody can try names and words until the fingerprint fits.
    """
    plain = orjson.dumps(body, option=orjson.OPT_SORT_KEYS, default=str)
    return hmac.new(secret.encode(), plain, hashlib.sha256).hexdigest()


def claim(key: str, body: Any, *, secret: str = "") -> str | None:
    """Claim a key for this transaction; returns None when it is new, else the first result.

    secret: what only the sender holds, where the body holds names. A second transaction with the
    same key waits for the first one. Raises AlreadySent when the body differs from the one the key
    was used for.
    """
    mark = fingerprint(body, secret)
    statement = insert(IdempotencyKey).values(key=key, fingerprint=mark, result="")
    claimed = db.session.execute(statement.on_conflict_do_nothing().returning(IdempotencyKey.key))
    if claimed.first() is not None:
        return None
    earlier = db.session.get_one(IdempotencyKey, key, populate_existing=True)
    if earlier.fingerprint != mark:
        raise AlreadySent(result=earlier.result)
    return earlier.result


def settle(key: str, result: str, *, on: datetime | None = None) -> None:
    """Keep what came of a claimed key; the same transaction as the result itself.

    `on` takes the place of the moment of claiming where that would tell too much.
    """
    kept = {"result": result} if on is None else {"result": result, "created_at": on}
    statement = update(IdempotencyKey).where(IdempotencyKey.key == key).values(kept)
    db.session.execute(statement, execution_options={"synchronize_session": False})
