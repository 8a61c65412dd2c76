"""Levels, formats and states of round tables, registrations and minutes (pure)."""

from datetime import timedelta
from typing import Final

TABLE_LEVELS: Final = ("regional", "national")
FORMATS: Final = ("in_person", "online", "hybrid")
STATES: Final = (
    "planned",
    "invitations_sent",
    "held",
    "minutes_draft",
    "minutes_published",
    "cancelled",
)
NEXT: Final[dict[str, tuple[str, ...]]] = {
    "planned": ("invitations_sent", "held", "cancelled"),
    "invitations_sent": ("held", "cancelled"),
    "held": ("minutes_draft",),
    "minutes_draft": ("minutes_published",),
    "minutes_published": (),
    "cancelled": (),
}
"""State -> the states that may follow; a meeting may be held without invitations by letter."""
BEFORE: Final = frozenset({"planned", "invitations_sent"})
"""States in which a meeting is still ahead: it takes registrations."""
AFTER: Final = frozenset({"held", "minutes_draft", "minutes_published"})
"""States of a meeting that took place."""
PARTS: Final = ("organiser", "partner")
"""How an organisation takes part in holding a meeting."""
ATTENDANCE_KINDS: Final = ("named", "numbers")
"""Attendance by names, or as numbers by category only (D-12)."""
REGISTRATION_STATES: Final = ("registered", "waiting", "withdrawn")
MINUTES_STATES: Final = ("draft", "checking", "approved", "published")
CORRECTION_STATES: Final = ("open", "taken", "declined")
SOURCES: Final = ("desk", "sheet", "paper", "room")
"""How a statement reached the record: capture desk, workbook, paper form, written in the room."""
CHECK_DAYS: Final = 5
"""Working days in which those present may correct the draft minutes, unless set otherwise."""
REMIND_BEFORE: Final = timedelta(days=2)
"""How long before the beginning those who registered are reminded, once."""
TOLD_FACTS: Final = frozenset({"starts_at", "ends_at", "zone", "city", "venue", "link", "format"})
"""Facts whose change is told by letter, with a calendar file that replaces the former one."""
PLACE_FACTS: Final = frozenset({"capacity", "format"})
"""Facts whose change may free places for those who wait."""
EVENT_BEFORE: Final = timedelta(hours=12)
EVENT_AFTER: Final = timedelta(hours=12)
"""How long before the beginning and after the end a meeting's event code works."""


def may_follow(state: str, wanted: str) -> bool:
    """Return whether a meeting in a state may be brought to another."""
    return wanted in NEXT[state]


def needs_chair(form: str, *, online: bool) -> bool:
    """Return whether a person takes one of the places that are counted.

    Where people may come or join over the network, only those in the room are counted.
    """
    return form != "hybrid" or not online
