"""Where a consultation stands for a reader at a moment: announced, open, being answered, ended (pure)."""

from datetime import datetime, timedelta
from typing import Literal

from consult.kernel.dates import in_zone

Phase = Literal["announced", "open", "answering", "ended", "cancelled"]
LAST_SECOND = timedelta(seconds=1)
ENDED = frozenset({"report_published", "decision_made", "monitoring", "archived"})


def phase_of(
    state: str, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> Phase:
    """Return what a reader is told; the clock decides before the state is moved on (B-07).

    The whole of the closing second (23:59:59) still counts.
    """
    if state == "cancelled":
        return "cancelled"
    if state in ENDED:
        return "ended"
    if state in {"closed", "answering"}:
        return "answering"
    if opens_at is None or at < opens_at or state == "draft":
        return "announced"
    if closes_at is not None and at >= closes_at + LAST_SECOND:
        return "answering"
    return "open"


def days_left(closes_at: datetime | None, at: datetime, zone: str) -> int | None:
    """Return how many calendar days remain on the consultation's clocks; 0 on the last day."""
    if closes_at is None or at >= closes_at + LAST_SECOND:
        return None
    return (in_zone(closes_at, zone).date() - in_zone(at, zone).date()).days
