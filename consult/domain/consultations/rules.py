"""States of a consultation, its instants and what may be changed when (pure)."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

STATES = (
    "draft",
    "scheduled",
    "open",
    "closed",
    "answering",
    "report_published",
    "decision_made",
    "monitoring",
    "archived",
    "cancelled",
)
PUBLIC_STATES = frozenset(STATES) - {"draft"}
AFTER_CLOSING = frozenset(
    {
        "closed",
        "answering",
        "report_published",
        "decision_made",
        "monitoring",
        "archived",
    }
)
TRANSITIONS = {
    "draft": {"scheduled", "open"},
    "scheduled": {"open", "cancelled", "draft"},
    "open": {"closed", "cancelled"},
    "closed": {"answering", "open"},
    "answering": {"report_published"},
    "report_published": {"decision_made"},
    "decision_made": {"monitoring"},
    "monitoring": {"archived"},
}
CHANNELS = ("web", "e-mail", "letter", "round_table", "file", "phone", "portal")
ACT_KINDS = ("resolution", "decree", "order", "law", "other")
POLICIES = ("full", "organisation", "by_consent")
DEFAULT_ZONE = "Asia/Almaty"
MIN_WORKING_DAYS = 30
FLOOR_WORKING_DAYS = 10
GRACE = timedelta(seconds=1)
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
PREFIX = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?")
RESERVED_SLUGS = frozenset(
    {"new", "organisations", "recommendations", "administration", "people", "letters"}
)
SUMMARY_WORDS = 500
RESPONSE_WEEKS = 12
MANY_HOLIDAYS = 3
FIXED_AFTER_ANNOUNCING = frozenset({"slug", "prefix"})
EDITABLE_ALWAYS = frozenset(
    {
        "contact_name",
        "contact_email",
        "contact_phone",
        "contact_address",
        "complaint_route",
        "legal_basis",
        "late_allowed",
        "response_due_on",
        "decision_on",
    }
)


def deadline(closes_at: datetime) -> datetime:
    """Return the first instant that is late: 23:59:59 is on time, 00:00:00 is not (B-07)."""
    return closes_at + GRACE


def state_at(
    state: str, opens_at: datetime | None, closes_at: datetime | None, at: datetime
) -> str:
    """Return the state as it is at an instant, also before the job that writes it has run."""
    if state == "scheduled" and opens_at and at >= opens_at:
        state = "open"
    if state == "open" and closes_at and at >= deadline(closes_at):
        return "closed"
    return state


def end_of_day(day: date, zone: str) -> datetime:
    """Return 23:59:59 of the day on the clocks of the zone, in UTC (B-07)."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)


def start_of_day(day: date, zone: str) -> datetime:
    """Return 00:00:00 of the day on the clocks of the zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def local_day(moment: datetime, zone: str) -> date:
    """Return the day that an instant falls on in the zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def days_left(closes_at: datetime, at: datetime, zone: str) -> int:
    """Return the calendar days from today to the last day, 0 on the last day itself."""
    return max((local_day(closes_at, zone) - local_day(at, zone)).days, 0)


def is_zone(name: str) -> bool:
    """Return whether there is a time zone of this name."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True


def may_become(state: str, wanted: str) -> bool:
    """Return whether a step of the process is allowed."""
    return wanted in TRANSITIONS.get(state, set())
