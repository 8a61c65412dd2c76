"""Reading the log: pages and whole lists of one consultation's events, the newest first."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from consult.kernel.database import db
from consult.kernel.paging import Page, cut, decode_number, sliced
from consult.machinery.audit import AuditEvent

SIZE = 50


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; an empty value does not narrow.

    `subject` is the first word of an action (moderation, plan), `thing` the id of an object,
    `actor` a pseudonym (user:<id>); `since` is included, `before` is not.
    """

    subject: str = ""
    thing: str = ""
    actor: str = ""
    since: datetime | None = None
    before: datetime | None = None


def page(
    consultation_id: uuid.UUID, wanted: Wanted, *, cursor: str | None = None, size: int = SIZE
) -> Page[AuditEvent]:
    """Return a page of events, the newest first; one query."""
    found = _narrowed(consultation_id, wanted)
    order = (AuditEvent.seq,)
    place = decode_number(cursor) if cursor else None
    rows = db.session.scalars(sliced(found, order, place, size=size, newest_first=True)).all()
    return cut(rows, size=size, key=lambda event: (event.seq,), cursor=cursor)


def _narrowed(consultation_id: uuid.UUID, wanted: Wanted) -> Select[AuditEvent]:
    statement = select(AuditEvent).where(AuditEvent.consultation_id == consultation_id)
    if wanted.subject:
        statement = statement.where(
            AuditEvent.action.startswith(f"{wanted.subject}.", autoescape=True)
        )
    if wanted.thing:
        statement = statement.where(AuditEvent.object_id == wanted.thing)
    if wanted.actor:
        statement = statement.where(AuditEvent.actor == wanted.actor)
    if wanted.since:
        statement = statement.where(AuditEvent.at >= wanted.since)
    if wanted.before:
        statement = statement.where(AuditEvent.at < wanted.before)
    return statement


def everything(consultation_id: uuid.UUID, wanted: Wanted) -> Iterator[AuditEvent]:
    """Yield all events, the oldest first, without holding them in memory."""
    statement = _narrowed(consultation_id, wanted).order_by(AuditEvent.seq)
    yield from db.session.scalars(statement.execution_options(yield_per=1000))
