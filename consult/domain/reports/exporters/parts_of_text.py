"""Parts 1 to 5 and 8 of the dossier and of the synopsis, as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from consult.domain.reports.exporters import telling as t
from consult.domain.reports.exporters.blocks import Block, Facts, Figures, Heading, Points, Text
from consult.domain.reports.exporters.cover import completeness_facts
from consult.domain.reports.exporters.digest import Digest
from consult.domain.reports.exporters.grid import Band, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.wording import Para
from consult.domain.reports.parts import MeetingLine
from consult.domain.reports.process import Event, Process
from consult.kernel.dates import in_zone
from consult.kernel.localised import LocalisedText

PARTS = ("summary", "course", "participants", "said", "decided", "changed", "disputed", "next")
"""The parts in the order in which every paper has them (A-11: see `decided`)."""
SHORT = 5
"""Points that the summary names before it refers to the parts."""


def heading(job: Job, part: str, *, fresh: bool = False) -> Heading:
    """The heading of a part."""
    return Heading(job.wording.say(f"part.{part}"), fresh=fresh)


def summary(job: Job, told: Digest) -> Iterator[Block]:
    """Part 1: purpose, what was open to change, key figures, what was not taken up, what was."""
    process = job.head.process or Process()
    yield heading(job, "summary", fresh=True)
    yield from _told(job, "purpose", process.purpose)
    yield from _told(job, "open_to_change", process.open_to_change)
    yield from _told(job, "not_open", process.not_open)
    yield Heading(job.wording.say("told.key_figures"), 2)
    yield t.key_figures(job)
    yield Heading(job.wording.say("told.not_taken_up_head"), 2)
    yield from t.not_taken_up(job, told, SHORT)
    yield Heading(job.wording.say("told.changes_head"), 2)
    yield from t.changes(job, SHORT)
    yield Heading(job.wording.say("told.next_head"), 2)
    yield steps(job)


def _told(job: Job, key: str, text: LocalisedText) -> Iterator[Block]:
    if text:
        yield Heading(job.wording.say(f"told.{key}"), 2)
        yield Text(job.wording.texts(text))


def course(job: Job) -> Iterator[Block]:
    """Part 2: basis, days, channels, languages, events, round tables, limits."""
    process, wording = job.head.process or Process(), job.wording
    yield heading(job, "course")
    yield Facts(tuple(_course(job, process)))
    if process.events:
        yield Heading(wording.say("told.events"), 2)
        yield _events(job, process)
    yield Heading(wording.say("told.meetings"), 2)
    yield _meetings(job)
    yield Heading(wording.say("told.limits"), 2)
    yield Text(list(_limits(job)))


def _course(job: Job, process: Process) -> Iterator[tuple[str, str]]:
    wording, head = job.wording, job.head
    period = wording.say(
        "period",
        opened=wording.moment(head.opens_at, head.zone),
        closed=wording.moment(head.closes_at, head.zone),
    )
    channels = ", ".join(wording.label("channel", code) for code in process.channels)
    languages = ", ".join(wording.label("language", code) for code in process.languages)
    first = process.first_closes_at
    extended = first is not None and first != head.closes_at
    pairs = (
        ("fact.legal_basis", process.legal_basis.in_(wording.language)),
        ("fact.deciding_body", process.deciding_body.in_(wording.language)),
        ("fact.organisers", "; ".join(item.in_(wording.language) for item in head.organisers)),
        ("fact.period", period),
        ("fact.first_closing", wording.moment(first, head.zone) if first and extended else ""),
        ("fact.calendar_days", str(process.calendar_days or "")),
        ("fact.working_days", str(process.working_days or "")),
        ("fact.channels", channels),
        ("fact.languages", languages),
    )
    return ((wording.say(key), value) for key, value in pairs if value)


def _events(job: Job, process: Process) -> Grid:
    wording = job.wording
    heads = (("day", 55), ("event", 90), ("reason", 122))
    columns = tuple(Column(wording.say(f"column.{name}"), width) for name, width in heads)

    def line(event: Event) -> Line:
        day = wording.date(in_zone(event.at, job.head.zone).date())
        words = (day, wording.label("consultation_change", event.kind))
        cells = [[Para(text, wording.language)] for text in words]
        return Line((*cells, wording.texts(event.reason)))

    return Grid(wording.say("told.events"), columns, lambda: map(line, process.events))


def _meetings(job: Job) -> Grid:
    wording = job.wording
    heads = (("number", 17), ("day", 80), ("region", 120), ("comments", 50))
    columns = tuple(Column(wording.say(f"column.{name}"), width) for name, width in heads)

    def lines() -> Iterator[Band | Line]:
        for place, meeting in enumerate(job.lines("meetings"), 1):
            words = (str(place), *meeting_facts(job, meeting), str(meeting.count))
            yield Line(tuple([Para(text, wording.language)] for text in words))

    title = wording.say("told.meetings")
    return Grid(title, columns, lines, empty=wording.say("told.no_meetings"))


def meeting_facts(job: Job, meeting: MeetingLine) -> tuple[str, str]:
    """The day and the region of a round table."""
    wording = job.wording
    region = meeting.region_name.in_(wording.language)
    region = region or wording.region(meeting.region_code or "unknown", meeting.held_on)
    return wording.date(meeting.held_on), region


def _limits(job: Job) -> Iterator[Para]:
    wording = job.wording
    if job.head.completeness:
        facts = completeness_facts(job.head.completeness)
        yield wording.para("note.completeness", **facts)
    yield wording.para("told.people")
    yield wording.para("note.percent")


def participants(job: Job, *, short: bool) -> Iterator[Block]:
    """Part 3: T1 to T3."""
    yield heading(job, "participants")
    yield from _tables(job, ("t1", "t2", "t3_region", "t3_language"), short=short)


def said(job: Job, told: Digest, *, short: bool) -> Iterator[Block]:
    """Part 4: T4 to T6 and a text a section."""
    yield heading(job, "said")
    yield from _tables(job, ("t4", "t5", "t6_theme", "t6_group"), short=short)
    yield Heading(job.wording.say("told.sections"), 2)
    yield from t.sections(job, told)


def decided(job: Job, told: Digest, *, short: bool) -> Iterator[Block]:
    """Part 5: in words, then the results and T7 to T9; what was not taken up comes first."""
    yield heading(job, "decided")
    yield from t.results(job, told)
    yield from _tables(job, ("outcomes", "t7", "t8", "t9", "rates"), short=short)


def _tables(job: Job, codes: tuple[str, ...], *, short: bool) -> Iterator[Block]:
    tables = t.figures(job)
    for code in codes:
        yield t.small(tables[code]) if short else Figures(tables[code])


def steps(job: Job) -> Points:
    """What comes next, each step with its day where one is known."""
    wording, head = job.wording, job.head
    process = head.process or Process()
    items = [wording.para("next.report", day=wording.date(in_zone(head.as_of, head.zone).date()))]
    if head.answers_due:
        items.append(wording.para("next.answers", day=wording.date(head.answers_due)))
    if process.decision_on and not process.adoption:
        items.append(wording.para("next.decision", day=wording.date(process.decision_on)))
    if act := process.adoption:
        kind = wording.label("act_kind", act.kind)
        day = wording.date(act.adopted_on)
        items.append(wording.para("next.adopted", kind=kind, number=act.number, day=day))
    return Points(tuple([item] for item in items))


def next_steps(job: Job) -> Iterator[Block]:
    """Part 8: steps with days, contacts, and how to complain (A-13)."""
    wording, process = job.wording, job.head.process or Process()
    yield heading(job, "next")
    yield steps(job)
    yield Heading(wording.say("told.contacts"), 2)
    pairs = (
        ("fact.organisers", "; ".join(one.in_(wording.language) for one in job.head.organisers)),
        ("fact.contact", job.head.executor),
        ("fact.email", process.contact_email),
        ("fact.address", process.contact_address.in_(wording.language)),
        ("fact.url", job.head.public_url),
    )
    yield Facts(tuple((wording.say(key), value) for key, value in pairs if value))
    yield Heading(wording.say("told.complaints"), 2)
    complaints = wording.texts(job.head.complaints)
    yield Text(complaints or [wording.para("told.no_complaints")])


def method(job: Job) -> Iterator[Block]:
    """Definitions, how figures are counted, and what is known of the quality of the data."""
    wording = job.wording
    keys = ("counted", "comment", "percent", "rates", "unknown", "days", "withheld", "frozen")
    yield Points(tuple([wording.para(f"method.{key}")] for key in keys))
