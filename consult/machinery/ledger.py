"""The public ledger: every event by number, day and class, with nothing that names a person."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Final

from sqlalchemy import select

from consult.kernel.database import db
from consult.machinery.audit import FIRST, AuditEvent

COLUMNS: Final = ("seq", "day", "class", "consultation", "object", "count", "hash", "link")
CLASSES: Final[Mapping[str, str]] = {
    "receipt.issued": "receipt",
    "receipts.issued": "receipt",
    "record.closed": "tree",
    "submission.received": "received",
    "submission.entered": "received",
    "comments.imported": "received",
    "statements.taken": "received",
    "comment.edited": "edited",
    "statement.changed": "edited",
    "comment.withdrawn": "withdrawn",
    "submission.withdrawn": "withdrawn",
    "moderation.published": "published",
    "moderation.published_redacted": "published_redacted",
    "moderation.withheld": "withheld",
    "moderation.spam": "spam",
    "moderation.received": "put_back",
    "response.approved": "answered",
    "responses.approved": "answered",
    "responses.imported": "answered",
    "consultation.opened": "opened",
    "consultation.extended": "extended",
    "consultation.closed": "closed",
    "consultation.reopened": "reopened",
    "report.compiled": "report",
    "report.published": "report_published",
    "identity.unsealed": "unsealed",
}
"""Actions whose class is told; every other is `other`, without an object."""
COUNTS: Final = ("points", "comments", "statements", "receipts", "count")


@dataclass(frozen=True)
class Line:
    """One line; `link` is the hash of the line before it and of this line (see FORMAT.md)."""

    seq: int
    day: date
    kind: str
    consultation: str
    thing: str
    count: int
    hash: bytes
    link: bytes

    def cells(self) -> tuple[str, ...]:
        """Return the cells in the order of COLUMNS."""
        told = (str(self.seq), self.day.isoformat(), self.kind, self.consultation, self.thing)
        return (*told, str(self.count), self.hash.hex(), self.link.hex())


def lines() -> Iterator[Line]:
    """Yield all lines in order without holding them."""
    link, pepper = FIRST, b""
    events = select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=1000)
    for event in db.session.scalars(events):
        pepper = pepper or event.salt
        line = _line(event, pepper, link)
        link = line.link
        yield line


def last_link() -> bytes:
    """Return the link of the last line, which stands for the whole ledger."""
    link = FIRST
    for line in lines():
        link = line.link
    return link


def name_of(consultation_id: uuid.UUID) -> str:
    """Return how the ledger names a consultation; empty while nothing has happened."""
    pepper = db.session.scalar(select(AuditEvent.salt).where(AuditEvent.seq == 1))
    return _pseudonym(pepper, f"consultations:{consultation_id}") if pepper else ""


def _line(event: AuditEvent, pepper: bytes, before: bytes) -> Line:
    kind = CLASSES.get(event.action, "other")
    told = kind != "other"
    body = f"consultations:{event.consultation_id}" if event.consultation_id and told else ""
    consultation = _pseudonym(pepper, body) if body else ""
    thing = _pseudonym(pepper, f"{event.object_kind}:{event.object_id}") if told else ""
    count = _count(event.payload) if told else 1
    day = event.at.astimezone(UTC).date()
    cells = (str(event.seq), day.isoformat(), kind, consultation, thing, str(count))
    link = hashlib.sha256(before + "\n".join((*cells, event.hash.hex())).encode()).digest()
    return Line(event.seq, day, kind, consultation, thing, count, event.hash, link)


def _pseudonym(pepper: bytes, name: str) -> str:
    """Name an object the same in all its events; the salt of the first event is never shown."""
    return hashlib.sha256(pepper + name.encode()).hexdigest()[:16]


def _count(payload: Mapping[str, object]) -> int:
    counts = (payload.get(name) for name in COUNTS)
    return next((count for count in counts if isinstance(count, int)), 1)
