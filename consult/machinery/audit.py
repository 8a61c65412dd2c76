"""The append-only, hash-chained log of what was done, by whom and to what."""

import hashlib
import itertools
import secrets
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
from sqlalchemy import BigInteger, Index, LargeBinary, func, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.canonical import canonical
from consult.kernel.clock import now
from consult.kernel.database import Model, db

LOCK = 0x436F6E73
FIRST = b"\x00" * 32


class AuditEvent(Model):
    """One thing that happened; the table refuses UPDATE, DELETE and TRUNCATE by trigger."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_object_id", "object_id"),
        Index("ix_audit_events_consultation_id_seq", "consultation_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    object_kind: Mapped[str]
    object_id: Mapped[str]
    consultation_id: Mapped[uuid.UUID | None]
    payload: Mapped[dict[str, Any]]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Broken:
    """The first event at which the chain does not verify."""

    seq: int
    reason: str


class Actorlike(Protocol):
    """What the log needs to know of an actor: a stable pseudonym and a role."""

    @property
    def audit_name(self) -> str:
        """Stable pseudonym, for example `user:<id>` or `public`."""

    @property
    def audit_role(self) -> str:
        """The role in which the actor acts."""


def _commitment(salt: bytes, payload: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(salt + canonical(payload)).digest()


def _link(event: AuditEvent, previous: bytes) -> bytes:
    body = [
        event.seq,
        event.at.isoformat(),
        event.actor,
        event.role,
        event.action,
        event.object_kind,
        event.object_id,
        str(event.consultation_id or ""),
        event.commitment.hex(),
    ]
    return hashlib.sha256(canonical(body) + previous).digest()


def _day(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def record(
    action: str,
    thing: Any,
    *,
    by: Actorlike,
    consultation_id: uuid.UUID | None = None,
    day_only: Any = False,
    **payload: Any,
) -> AuditEvent:
    """Append one event in the present transaction (I-23).

    `thing` is the row it happened to (its table name and id are kept); payload holds codes and
    ids, never a text or a contact. The chain is continued under one advisory lock, so call this
    last in an operation. `day_only` keeps the day (UTC) without the hour.
    """
    db.session.flush()
    db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = db.session.execute(
        select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    clean = orjson.loads(orjson.dumps(payload, default=str))
    salt = secrets.token_bytes(16)
    event = AuditEvent(
        seq=(last.seq if last else 0) + 1,
        at=_day(now()) if day_only else now(),
        actor=by.audit_name,
        role=by.audit_role,
        action=action,
        object_kind=thing.__tablename__,
        object_id=str(thing.id),
        consultation_id=consultation_id,
        payload=clean,
        salt=salt,
        commitment=_commitment(salt, clean),
    )
    event.hash = _link(event, last.hash if last else FIRST)
    db.session.add(event)
    db.session.flush()
    return event


def events() -> Iterator[AuditEvent]:
    """Yield all events in order without holding them in memory."""
    statement = select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    yield from db.session.scalars(statement)


def tail_holds(events_back: int = 50) -> bool:
    """Return whether the newest events follow each other: a cheap look for /readyz."""
    newest = select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(events_back + 1)
    found = list(db.session.scalars(newest))[::-1]
    return all(
        after.seq == before.seq + 1
        and after.commitment == _commitment(after.salt, after.payload)
        and after.hash == _link(after, before.hash)
        for before, after in itertools.pairwise(found)
    )


def verify() -> tuple[int, bytes, Broken | None]:
    """Check the whole chain; returns (events checked, head, the first broken event or None)."""
    previous, expected = FIRST, 0
    for event in events():
        expected += 1
        if event.seq != expected:
            return expected - 1, previous, Broken(expected, "gap")
        if event.commitment != _commitment(event.salt, event.payload):
            return expected - 1, previous, Broken(event.seq, "payload")
        if event.hash != _link(event, previous):
            return expected - 1, previous, Broken(event.seq, "hash")
        previous = event.hash
    return expected, previous, None
