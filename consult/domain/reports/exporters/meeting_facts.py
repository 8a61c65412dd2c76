"""The facts of the minutes in words: when, where, who, how many proposals, how it was checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from consult.domain.reports.exporters.counting import counted
from consult.domain.reports.exporters.wording import Para, Wording
from consult.domain.reports.meeting import Item, Meeting, Person
from consult.kernel.dates import in_zone

STATES: Final = ("shown", "waiting", "withheld", "withdrawn", "spam")


def title(wording: Wording, meeting: Meeting) -> str:
    """What minutes of a meeting are called."""
    return wording.say(f"meeting.title.{meeting.level}")


def facts(wording: Wording, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """The facts of the heading: pairs of a label and a value."""
    pairs = (
        ("consultation", meeting.consultation.in_(wording.language)),
        ("time", hours(wording, meeting)),
        ("place", place(wording, meeting)),
        ("format", wording.label("table_format", meeting.format)),
        ("organisers", "; ".join(one.in_(wording.language) for one in meeting.organisers)),
        ("partners", "; ".join(one.in_(wording.language) for one in meeting.partners)),
        ("languages", _languages(wording, meeting.languages)),
        ("interpretation", _pairs(wording, meeting.interpretation)),
        ("accessibility", meeting.accessibility.in_(wording.language)),
        ("chair", meeting.chair),
        ("secretary", meeting.secretary),
        ("proposals", str(len(meeting.proposals))),
    )
    return ((wording.say(f"meeting.fact.{key}"), value) for key, value in pairs if value)


def hours(wording: Wording, meeting: Meeting) -> str:
    """The day and the hours of the meeting on the clocks of its place."""
    start, end = (in_zone(one, meeting.zone) for one in (meeting.starts_at, meeting.ends_at))
    return f"{wording.date(meeting.day)}, {start:%H:%M}–{end:%H:%M}"


def place(wording: Wording, meeting: Meeting) -> str:
    """Region as it was called that day, town and hall."""
    texts = (meeting.region, meeting.city, meeting.venue)
    return ", ".join(text.in_(wording.language) for text in texts if text)


def _languages(wording: Wording, codes: tuple[str, ...]) -> str:
    return ", ".join(wording.label("language", code) for code in codes)


def _pairs(wording: Wording, codes: tuple[str, ...]) -> str:
    """Pairs such as kk-ru as the names of the two languages."""
    named = [
        " – ".join(wording.label("language", one) for one in code.split("-")) for code in codes
    ]
    return ", ".join(named)


def timed(wording: Wording, item: Item) -> str:
    """An item of the agenda with its hour, where it has one."""
    return f"{item.at:%H:%M} {item_name(wording, item)}" if item.at else item_name(wording, item)


def item_name(wording: Wording, item: Item) -> str:
    """An item of the agenda: a section of the plan, words of its own, or the whole plan."""
    name = item.title.in_(wording.language)
    if item.section_number:
        return wording.say("section_title", number=item.section_number, title=name).strip()
    return name or wording.say("general_remarks")


def people_told(wording: Wording, meeting: Meeting) -> str:
    """How many were invited, registered and present, as far as it is known."""
    people = meeting.people
    known = (
        ("invited", people.invited),
        ("registered", people.registered),
        ("came", people.total),
        ("announced", people.announced),
    )
    said = [wording.say(f"meeting.{key}", number=number) for key, number in known if number]
    return " ".join(said) or wording.say("meeting.nobody_counted")


def person(wording: Wording, one: Person) -> Para:
    """Somebody present who may be named, with the organisation."""
    parts = (one.name, one.organisation.in_(wording.language))
    return Para(", ".join(part for part in parts if part), wording.language)


def sums(wording: Wording, meeting: Meeting) -> Iterator[tuple[str, str]]:
    """How many proposals there are, in all and by what is shown of them."""
    yield wording.say("meeting.fact.proposals"), str(len(meeting.proposals))
    for state in STATES:
        if number := meeting.counted.get(state):
            yield wording.say(f"meeting.state.{state}"), str(number)


def check_told(wording: Wording, meeting: Meeting) -> str:
    """How those present checked the draft; empty when nobody was asked."""
    check = meeting.check
    if not check.asked:
        return ""
    parts = [counted(wording, "meeting.asked", check.asked)]
    if check.taken or check.declined:
        parts.append(wording.say("meeting.corrections", taken=check.taken, declined=check.declined))
    return " ".join(parts)
