"""Whether the service was down shortly before a closing, so that more time is due (REQ 25)."""

from datetime import timedelta

from consult.domain.consultations.models import Consultation
from consult.kernel.clock import now
from consult.machinery import heartbeats

BEFORE = timedelta(hours=24)
AFTER = timedelta(days=3)
NOT_YET = timedelta(minutes=3)
"""The present minute and the last two may still be written."""


def minutes_missed(consultation: Consultation, least: int) -> int:
    """Return how many minutes of the day before the closing the service was down; else 0.

    Fewer minutes than `least` count as none. Asked from a day before the closing to three days
    after it; otherwise no query is made.
    """
    closes_at = consultation.closes_at
    if closes_at is None or consultation.state not in {"open", "closed"}:
        return 0
    at = now()
    if not closes_at - BEFORE <= at <= closes_at + AFTER:
        return 0
    missed = heartbeats.minutes_down(closes_at - BEFORE, min(at - NOT_YET, closes_at))
    return missed if missed >= least else 0
