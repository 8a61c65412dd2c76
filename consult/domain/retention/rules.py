"""Kinds of data that are kept for a time: their periods in days, and from when it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ENDED = "ended"
"""The adopting act, else the first published report of the consultation."""


@dataclass(frozen=True)
class Kind:
    """A kind of data: its code, what the period counts from, the default and the least days.

    A kind that cannot be set has one fixed period, kept by the program itself.
    """

    code: str
    since: str
    days: int
    least: int = 1
    can_be_set: bool = True


KINDS: Final[tuple[Kind, ...]] = (
    Kind("withheld_names", ENDED, 365, 30),
    Kind("sealed_names", ENDED, 730, 30),
    Kind("author_addresses", ENDED, 365, 30),
    Kind("receipt_codes", ENDED, 365, 90),
    Kind("meeting_addresses", "held", 90, 7),
    Kind("letters_sent", "sent", 1, 1),
    Kind("letters_failed", "failed", 30, 7),
    Kind("drafts", "touched", 30, can_be_set=False),
    Kind("uploads", "staged", 31, can_be_set=False),
    Kind("sessions", "ended_session", 1, can_be_set=False),
    Kind("counters", "counted", 1, can_be_set=False),
    Kind("backups", "made", 35, can_be_set=False),
    Kind("backup_keys", "made", 7, can_be_set=False),
)
BY_CODE: Final = {kind.code: kind for kind in KINDS}
MOST_DAYS: Final = 3650
