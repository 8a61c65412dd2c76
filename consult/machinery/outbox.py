"""Letters: stored in the transaction of their cause, sent later by the worker."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.clock import now
from consult.kernel.database import Model, db, key
from consult.kernel.text import clean_line
from consult.machinery import jobs

PATIENCE = timedelta(hours=72)
DELAYS = (60, 300, 900, 3600, 7200, 14400)


class Letter(Model):
    """One message to one recipient; never deleted unsent (states: queued, sent, failed)."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_state_created_at", "state", "created_at"),)

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[str]
    recipient: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    attachment: Mapped[str] = mapped_column(default="")
    attachment_name: Mapped[str] = mapped_column(default="")
    attachment_type: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Written:
    """A rendered letter before it is stored: subject in one line, body as plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class Enclosed:
    """A text that goes with a letter as a file, such as a calendar file."""

    text: str
    name: str
    media_type: str


NOTHING = Enclosed("", "", "")


def post(  # noqa: PLR0913  the facts of one letter
    written: Written,
    *,
    to: str,
    kind: str,
    language: str,
    cause: str,
    consultation_id: uuid.UUID | None = None,
    enclosed: Enclosed = NOTHING,
    at: datetime | None = None,
) -> Letter:
    """Store a letter and queue its sending, both in the present transaction.

    `cause` names what the letter is about (for example `submission:<id>:receipt`); a second letter
    with the same cause is refused by the database, so a retried operation writes once. It leaves
    now, or `at` a moment to come.
    """
    identity = uuid.uuid4()
    letter = Letter(
        id=identity,
        kind=kind,
        recipient=clean_line(to),
        language=language,
        subject=clean_line(written.subject),
        body=written.body,
        attachment=enclosed.text,
        attachment_name=enclosed.name,
        attachment_type=enclosed.media_type,
        cause=cause,
        message_id=f"<{identity}@consult>",
        consultation_id=consultation_id,
        created_at=now(),
        next_at=at,
    )
    db.session.add(letter)
    db.session.flush()
    jobs.defer("send_letter", queue="letters", at=at, letter_id=str(letter.id))
    return letter


def next_attempt(letter: Letter, at: datetime) -> datetime | None:
    """Return when to try again after a failure at `at`, or None when patience (72 h) is over."""
    if at - letter.created_at >= PATIENCE:
        return None
    delay = DELAYS[min(letter.attempts, len(DELAYS)) - 1]
    return at + timedelta(seconds=delay)


def mark(letter: Letter, *, state: str, at: datetime, **facts: Any) -> None:
    """Note what came of one attempt."""
    letter.state = state
    letter.sent_at = at if state == "sent" else None
    letter.next_at = facts.get("next_at")
    letter.last_error = facts.get("error", "")


LOST = text(
    """select id from letters
    where state = 'queued'
    and coalesce(next_at, created_at) < clock_timestamp() - make_interval(secs => :seconds)
    and not exists (
        select 1 from procrastinate_jobs job
        where job.task_name = 'send_letter' and job.status in ('todo', 'doing')
        and job.args ->> 'letter_id' = letters.id::text
    )
    order by created_at limit :most for update skip locked"""
)
LOST_AFTER = timedelta(minutes=10)
LOST_AT_ONCE = 1000


def requeue_lost() -> int:
    """Queue again the letters whose job was lost; returns how many (for the worker's upkeep)."""
    values = {"seconds": LOST_AFTER.total_seconds(), "most": LOST_AT_ONCE}
    found = list(db.session.scalars(LOST, values))
    for letter_id in found:
        jobs.defer("send_letter", queue="letters", letter_id=str(letter_id))
    return len(found)
