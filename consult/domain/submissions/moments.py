"""What is kept of the moment of receipt, and the moment by which lists order (pure, REQ 118)."""

import secrets
from datetime import datetime, timedelta

from consult.domain.consultations.rules import local_day, start_of_day
from consult.domain.submissions.levels import treatment

MICROSECOND = timedelta(microseconds=1)
SPAN = {"day": 1, "week": 7}
"""Days within which the place of a comment in public lists is drawn."""


def kept_instant(level: str, at: datetime, zone: str) -> datetime:
    """Return the instant that a row may keep: the start of the day where no exact time is kept."""
    exact = treatment("time", "administrator", level) == "exact"
    return at if exact else start_of_day(local_day(at, zone), zone)


def listed_instant(level: str, at: datetime, zone: str) -> datetime:
    """Return the instant by which the public and the ministries see the comment ordered.

    That of an author who is named is the moment of receipt; others are drawn at random within the
    day or the week that the public sees, so the order of receipt cannot be read from any list.
    """
    span = SPAN.get(treatment("time", "public", level))
    if span is None:
        return at
    first, after = window(level, at, zone)
    return first + timedelta(microseconds=secrets.randbelow((after - first) // MICROSECOND))


def window(level: str, at: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the first instant and the one after the last of the day or week that is shown."""
    day = local_day(at, zone)
    days = SPAN.get(treatment("time", "public", level), 1)
    first = day - timedelta(days=day.weekday()) if days > 1 else day
    return start_of_day(first, zone), start_of_day(first + timedelta(days=days), zone)
