"""Calendar files of meetings (RFC 5545): instants in UTC, texts in one language, stable names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

PRODUCT = "-//Consult//Round tables//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=12)


@dataclass(frozen=True)
class Entry:
    """One meeting as calendars take it; `uid` never changes, `edition` goes up with each change."""

    uid: str
    edition: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    place: str
    words: str
    address: str
    organiser_name: str
    organiser_email: str
    language: str
    cancelled: bool = False


def calendar_file(entries: Iterable[Entry], *, method: str = "PUBLISH", name: str = "") -> str:
    """Return a calendar file; a `name` makes it one to subscribe to, read again twice a day.

    Methods as in RFC 5546: PUBLISH, or CANCEL for meetings that do not take place.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical()).decode("utf-8")


def media_type(method: str) -> str:
    """Return the media type of a calendar file that goes with a letter (RFC 6047, 2.4)."""
    return f"{MEDIA_TYPE}; method={method}"


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.edition)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    spoken = {"LANGUAGE": entry.language}
    for name, text in (
        ("summary", entry.summary),
        ("location", entry.place),
        ("description", entry.words),
    ):
        if text:
            event.add(name, text, parameters=spoken)
    event.add("url", entry.address)
    event.add("organizer", _organiser(entry))
    return event


def _organiser(entry: Entry) -> vCalAddress:
    organiser = vCalAddress(f"mailto:{entry.organiser_email}")
    if entry.organiser_name:
        organiser.params["CN"] = vText(entry.organiser_name)
    return organiser
