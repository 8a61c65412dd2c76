"""Whether a comment comes in time, judged at its arrival by the database's clock (pure)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from consult.domain.consultations.rules import AFTER_CLOSING, deadline, state_at

UNDER_WAY = timedelta(seconds=120)
LATE_STATES = frozenset({"closed", "answering"})


class Verdict(StrEnum):
    """What becomes of a comment that has arrived."""

    ON_TIME = "on_time"
    UNDER_WAY = "under_way"
    LATE = "late"
    NOT_OPEN = "not_open"
    CLOSED = "closed"


def judge(consultation: Any, *, arrived_at: datetime, now: datetime) -> Verdict:
    """Return the verdict on a comment whose first byte came at `arrived_at` and which is read now.

    A body that was under way at closing counts when it is complete within 120 seconds (B 20).
    Late ones are taken only where the consultation allows them (B 21).
    """
    state = state_at(consultation.state, consultation.opens_at, consultation.closes_at, arrived_at)
    if state == "open" and now - arrived_at <= UNDER_WAY:
        return _still_open(consultation, now)
    if state in AFTER_CLOSING and _was_under_way(consultation, arrived_at, now):
        return Verdict.UNDER_WAY
    if state in LATE_STATES | {"open"} and consultation.late_allowed:
        return Verdict.LATE
    return Verdict.CLOSED if state in AFTER_CLOSING | {"open"} else Verdict.NOT_OPEN


def _still_open(consultation: Any, now: datetime) -> Verdict:
    state = state_at(consultation.state, consultation.opens_at, consultation.closes_at, now)
    return Verdict.ON_TIME if state == "open" else Verdict.UNDER_WAY


def _was_under_way(consultation: Any, arrived_at: datetime, now: datetime) -> bool:
    closed_at: datetime | None = consultation.closed_at
    return (
        consultation.state == "closed"
        and closed_at is not None
        and arrived_at < _end(consultation, closed_at)
        and now - arrived_at <= UNDER_WAY
    )


def _end(consultation: Any, closed_at: datetime) -> datetime:
    """The first instant that was late; the last second counts also after the job has closed."""
    closes_at: datetime | None = consultation.closes_at
    return deadline(closes_at) if closes_at and closed_at >= closes_at else closed_at


def is_late(consultation: Any, received_at: datetime) -> bool:
    """Return whether something received elsewhere at an instant came after the closing (D-09)."""
    closes_at: datetime | None = consultation.closes_at
    return closes_at is not None and received_at >= deadline(closes_at)
