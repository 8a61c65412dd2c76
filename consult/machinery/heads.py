"""Heads of the log that left the machine, so that a cut end or an older copy is found (REQ 123)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import BigInteger, LargeBinary, func, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.clock import now
from consult.kernel.database import Model, db
from consult.machinery.audit import AuditEvent

HASH = re.compile("[0-9a-f]{64}")


class PublishedHead(Model):
    """The end of the log on a day: number and hash of its last event, and the ledger's link."""

    __tablename__ = "published_heads"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


@dataclass(frozen=True)
class Head:
    """The number and the hash of an event, as printed or mailed."""

    seq: int
    hash: bytes


@dataclass(frozen=True)
class Mismatch:
    """How a head from outside and the log differ: `cut` names the last event that is there."""

    seq: int
    reason: str
    last: int


def read_head(seq: int, digits: str) -> Head | None:
    """Return a head as a person copied it, with the breaks a PDF adds; None when it is none."""
    kept = "".join(filter(str.isalnum, digits)).lower()
    return Head(seq, bytes.fromhex(kept)) if seq > 0 and HASH.fullmatch(kept) else None


def last_head() -> Head | None:
    """Return the last event's number and hash; None while nothing has happened."""
    columns = (AuditEvent.seq, AuditEvent.hash)
    row = db.session.execute(select(*columns).order_by(AuditEvent.seq.desc()).limit(1)).first()
    return Head(row.seq, row.hash) if row else None


def published(limit: int = 30) -> list[PublishedHead]:
    """Return the heads that left, the newest first."""
    newest = select(PublishedHead).order_by(PublishedHead.seq.desc()).limit(limit)
    return list(db.session.scalars(newest))


def keep(head: Head, link: bytes) -> PublishedHead | None:
    """Keep a head as a row and as a line outside the database; None when it left already."""
    if db.session.get(PublishedHead, head.seq) is not None:
        return None
    at = now()
    row = PublishedHead(seq=head.seq, day=at.astimezone(UTC).date(), hash=head.hash, link=link)
    db.session.add(row)
    db.session.flush()
    _append(f"{row.day.isoformat()} {head.seq} {head.hash.hex()}\n")
    return row


def compare(head: Head) -> Mismatch | None:
    """Compare a head from outside with the log; None when the log holds it.

    `cut`: the log ends before it, so events are missing or an older copy was restored; `other`: an
    event of this number has another hash.
    """
    found = db.session.scalar(select(AuditEvent.hash).where(AuditEvent.seq == head.seq))
    if found == head.hash:
        return None
    last = last_head()
    reason = "cut" if found is None else "other"
    return Mismatch(head.seq, reason, last.seq if last else 0)


def kept_outside() -> list[Head]:
    """Return the heads of the instance's own list, which an older database does not overwrite."""
    try:
        lines = _outside().read_text(encoding="ascii").splitlines()
    except OSError:
        return []
    return [Head(int(seq), bytes.fromhex(found)) for _day, seq, found in map(str.split, lines)]


def _outside() -> Path:
    folder: Path = current_app.config["SETTINGS"].instance
    return folder / "heads.log"


def _append(line: str) -> None:
    with _outside().open("a", encoding="ascii") as file:
        file.write(line)
