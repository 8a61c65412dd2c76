"""Annexes B to H of the dossier: lists beside the table of comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from consult.domain.reports.exporters import minutes
from consult.domain.reports.exporters.blocks import Block, Facts, Heading, Points, Text
from consult.domain.reports.exporters.counting import counted, counted_para
from consult.domain.reports.exporters.cover import record_facts, undone
from consult.domain.reports.exporters.grid import Band, Cell, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.parts_of_text import method
from consult.domain.reports.exporters.wording import Para
from consult.domain.reports.parts import ParticipantLine, RecommendationLine
from consult.domain.reports.policy import is_stub
from consult.domain.reports.process import EarlierReport, Process
from consult.domain.reports.vocabulary import NOT_SHOWN
from consult.kernel.localised import LocalisedText

LETTERS = ("a", "b", "c", "d", "e", "f", "g", "h")
CODES = 200
"""Codes of comments in one paragraph of the list of those without an answer."""

Lines = Callable[[], Iterator[Band | Line]]


def heading(job: Job, letter: str) -> Heading:
    """The heading of an annex, on a new page."""
    return Heading(job.wording.say(f"annex.{letter}"), fresh=True)


def _grid(job: Job, name: str, heads: Sequence[tuple[str, float]], lines: Lines) -> Grid:
    say = job.wording.say
    columns = tuple(Column(say(f"column.{head}"), width) for head, width in heads)
    return Grid(say(f"list.{name}"), columns, lines, empty=say(f"empty.{name}"))


def _cells(job: Job, *texts: str) -> tuple[Cell, ...]:
    return tuple([Para(text, job.wording.language)] for text in texts)


def _said(job: Job, text: LocalisedText) -> Cell:
    return job.wording.texts(text)


def participants(job: Job) -> Iterator[Block]:
    """B: who agreed to be named; the others are only counted."""

    def lines() -> Iterator[Band | Line]:
        hidden: Counter[str] = Counter()
        place = 0
        for line in job.lines("participants"):
            if line.display != "shown":
                hidden[line.display] += 1
                continue
            place += 1
            yield _participant(job, place, line)
        for display, number in sorted(hidden.items()):
            yield Band(counted(job.wording, f"list.participants.{display}", number))

    heads = (("number", 12), ("participant", 105), ("kind", 50), ("region", 50))
    yield heading(job, "b")
    yield _grid(job, "participants", (*heads, ("submissions", 25), ("comments", 25)), lines)


def _participant(job: Job, place: int, line: ParticipantLine) -> Line:
    wording = job.wording
    name = [Para(line.name, wording.language)] if line.name else []
    kind = "" if line.kind == NOT_SHOWN else wording.label("author_kind", line.kind)
    region = line.region_name.in_(wording.language)
    first, *rest = _cells(job, str(place), kind, region, str(line.submissions), str(line.comments))
    return Line((first, [*_said(job, line.organisation), *name], *rest))


def minutes_of_all(job: Job) -> Iterator[Block]:
    """C: the minutes of every round table."""
    yield heading(job, "c")
    found = False
    for meeting in minutes.meetings(job):
        found = True
        yield Heading(minutes.title(job, meeting), 2)
        yield from minutes.told(job, meeting)
    if not found:
        yield Text([job.wording.para("told.no_meetings")])


def joint(job: Job) -> Iterator[Block]:
    """D: what coalitions sent, and how many files came with which submission."""

    def letters() -> Iterator[Band | Line]:
        found: dict[str, tuple[LocalisedText, int]] = {}
        for row in job.rows():
            if row.reg_no and row.author.kind == "coalition":
                _name, number = found.get(row.reg_no, (None, 0))
                found[row.reg_no] = (row.author.organisation, number + 1)
        for reg_no, (name, number) in sorted(found.items()):
            code, count = _cells(job, reg_no, str(number))
            yield Line((code, _said(job, name), count))

    def files() -> Iterator[Band | Line]:
        for line in job.lines("attachments"):
            yield Line(_cells(job, line.reg_no, ", ".join(line.codes), str(line.count)))

    yield heading(job, "d")
    yield Heading(job.wording.say("list.joint"), 2)
    yield _grid(job, "joint", (("reg_no", 60), ("participant", 167), ("comments", 40)), letters)
    yield Heading(job.wording.say("list.attachments"), 2)
    heads = (("reg_no", 60), ("codes", 167), ("files", 40))
    yield _grid(job, "attachments", heads, files)


def withheld(job: Job) -> Iterator[Block]:
    """E: comments whose text is not published or not whole, with their grounds (I-16)."""

    def lines() -> Iterator[Band | Line]:
        wording = job.wording
        for row in job.rows():
            if not is_stub(row) and row.publication == "published":
                continue
            state = wording.label("publication", row.publication)
            ground = wording.label("withholding", row.ground) if row.ground else ""
            yield Line(_cells(job, str(row.position), row.comment_code, state, ground))

    heads = (("number", 17), ("code", 60), ("publication", 70), ("ground", 120))
    yield heading(job, "e")
    yield _grid(job, "withheld", heads, lines)


def coverage(job: Job) -> Iterator[Block]:
    """F: recommendations without a measure first, then which measures cover which."""

    def lines() -> Iterator[Band | Line]:
        for covered in (False, True):
            yield Band(job.wording.say("list.covered" if covered else "list.uncovered"))
            found = False
            for line in job.lines("recommendations"):
                if bool(line.measures) is covered:
                    found = True
                    yield _recommendation(job, line)
            if not found:
                yield Band(job.wording.say("empty.coverage"))

    heads = (("paragraph", 35), ("recommendation", 122), ("position", 40), ("measures", 40))
    yield heading(job, "f")
    yield _grid(job, "coverage", (*heads, ("comments", 30)), lines)


def _recommendation(job: Job, line: RecommendationLine) -> Line:
    wording = job.wording
    key = f"{line.mechanism} {line.cycle} {line.paragraph}"
    position = wording.label("position", line.position)
    first, *rest = _cells(job, key, position, ", ".join(line.measures), str(line.comments))
    return Line((first, _said(job, line.text), *rest))


def methods(job: Job) -> Iterator[Block]:
    """G: method, definitions, quality of the data."""
    yield heading(job, "g")
    yield from method(job)
    yield Heading(job.wording.say("list.quality"), 2)
    yield Points(tuple(_quality(job)))


def _quality(job: Job) -> Iterator[Cell]:
    wording, tables = job.wording, job.statistics
    for axis, code in (("region", "t3_region"), ("author_kind", "t2"), ("channel", "t1")):
        number = sum(row.comments for row in tables.table(code).rows if row.code == "unknown")
        yield [wording.para(f"quality.{axis}", number=number)]
    duplicates = sum(row.comments for row in tables.outcomes.rows if row.code == "duplicate")
    yield [wording.para("quality.duplicates", number=duplicates)]


def log(job: Job) -> Iterator[Block]:
    """H: this report, those before it, and a decision to publish with gaps (I-13)."""
    wording, head = job.wording, job.head
    yield heading(job, "h")
    pairs = (
        ("fact.as_of", wording.moment(head.as_of, head.zone)),
        ("fact.state", wording.label("state", head.state)),
        ("fact.rows", str(head.rows)),
        ("fact.checksum", head.checksum),
        *record_facts(head),
    )
    yield Facts(tuple((wording.say(key), value) for key, value in pairs if value))
    yield Heading(wording.say("list.earlier"), 2)
    yield _earlier(job)
    yield Heading(wording.say("list.override"), 2)
    yield from _override(job)


def _earlier(job: Job) -> Grid:
    process = job.head.process or Process()

    def line(report: EarlierReport) -> Line:
        wording, zone = job.wording, job.head.zone
        published = report.published_at
        override = ". ".join(part for part in (report.override_by, report.override_reason) if part)
        return Line(
            _cells(
                job,
                str(report.number),
                wording.label("state", report.state),
                wording.moment(report.as_of, zone) if report.as_of else "",
                wording.moment(published, zone) if published else "",
                str(report.rows),
                report.checksum,
                override,
            )
        )

    heads = (("number", 12), ("state", 40), ("as_of", 45), ("published", 45), ("rows", 17))
    last = (("checksum", 50), ("override", 58))
    return _grid(job, "earlier", (*heads, *last), lambda: map(line, process.earlier))


def _override(job: Job) -> Iterator[Block]:
    """Who published with gaps and why, and every comment without an answer."""
    wording, head = job.wording, job.head
    if notes := undone(head, wording):
        yield Text([Para(note, wording.language) for note in notes])
    if not head.override_by:
        yield Text([wording.para("empty.override")])
        return
    facts = {"name": head.override_by, "reason": head.override_reason}
    yield Text([wording.para("note.override", **facts)])
    codes = iter(job.statistics.unanswered)
    yield Text([counted_para(wording, "list.unanswered", len(job.statistics.unanswered))])
    while chunk := tuple(islice(codes, CODES)):
        yield Text([Para(", ".join(chunk), wording.language)])
    for said, names in (("note.promises", head.promises), ("note.uncaused", head.uncaused)):
        if names:
            facts = {"number": str(len(names)), "codes": "; ".join(names)}
            yield Text([wording.para(said, **facts)])
