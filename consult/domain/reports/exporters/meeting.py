"""The minutes of one meeting as a Word document or a PDF, in the order of official minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from consult.domain.reports.document import ReportHead
from consult.domain.reports.exporters import booklet_docx, booklet_pdf
from consult.domain.reports.exporters.blocks import (
    Block,
    Booklet,
    Facts,
    Heading,
    Points,
    Signatures,
    Text,
)
from consult.domain.reports.exporters.counting import counted_para
from consult.domain.reports.exporters.cover import Cover
from consult.domain.reports.exporters.grid import Band, Cell, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.meeting_facts import (
    check_told,
    facts,
    item_name,
    people_told,
    person,
    sums,
    timed,
    title,
)
from consult.domain.reports.exporters.wording import Para, Wording, Words
from consult.domain.reports.figures import Statistics
from consult.domain.reports.meeting import Course, Meeting, Proposal
from consult.domain.reports.statistics import compute
from consult.kernel.dates import in_zone

COLUMNS: Final = (("number", 18), ("speaker", 47), ("proposal", 115))
"""The columns of the table of proposals and their widths in millimetres: an upright page."""


@dataclass(frozen=True, slots=True)
class MeetingJob(Job):
    """An export of one meeting: it has no report number, its title is that of the minutes."""

    called: str = ""

    @property
    def name(self) -> str:
        """What the paper is called."""
        return self.called

    def cover(self) -> Cover:
        """The first page without what belongs to reports."""
        return Cover(self.called, "", "", (), (), (), "")


def write_minutes_file(  # noqa: PLR0913  the facts of one file
    meeting: Meeting,
    words: Words,
    language: str,
    form: str,
    target: Path,
    *,
    address: str,
    as_of: datetime,
) -> None:
    """Write the minutes as `docx` or `pdf`; the same facts give the same bytes.

    Raises PdfFailed, OSError, KeyError (no such format).
    """
    writers = {"docx": booklet_docx.write_booklet, "pdf": booklet_pdf.write_booklet}
    job = _job(meeting, Wording(words, language), as_of)
    writers[form](job, booklet(job, meeting, address), target)


def head_of(meeting: Meeting, as_of: datetime) -> ReportHead:
    """The head that writers of reports ask for; a meeting has neither number nor checksum."""
    return ReportHead(
        number=0,
        state=meeting.state,
        slug=meeting.slug,
        consultation=meeting.consultation,
        as_of=as_of,
        zone=meeting.zone,
        opens_at=meeting.starts_at,
        closes_at=meeting.ends_at,
        rows=len(meeting.proposals),
        checksum="",
        organisers=meeting.organisers,
    )


def _job(meeting: Meeting, wording: Wording, as_of: datetime) -> MeetingJob:
    head = head_of(meeting, as_of)
    nothing: Statistics = compute(head, iter(()))
    called = title(wording, meeting)
    return MeetingJob(head, lambda: iter(()), wording, "public", nothing, "minutes", called=called)


def booklet(job: Job, meeting: Meeting, address: str) -> Booklet:
    """The minutes as a paper: facts, agenda, those present, what was said, what was decided."""
    wording = job.wording
    draft = meeting.state in {"draft", "checking"}
    return Booklet(
        title=title(wording, meeting),
        subtitle=meeting.title.in_(wording.language),
        number=wording.date(meeting.day),
        facts=tuple(facts(wording, meeting)),
        notes=(wording.say("meeting.draft"),) if draft else (),
        contents=(),
        blocks=lambda: _blocks(job, meeting),
        address=address,
        upright=True,
    )


def _blocks(job: Job, meeting: Meeting) -> Iterator[Block]:
    wording = job.wording
    yield from _agenda(wording, meeting)
    yield from _present(wording, meeting)
    yield from _words(wording, "opening", meeting)
    yield from _words(wording, "course_words", meeting)
    if meeting.proposals:
        for part in meeting.course:
            yield from _course(job, part)
    else:
        yield Text([wording.para("meeting.silent_all")])
    if meeting.written:
        yield Heading(wording.say("meeting.written"))
        yield _table(job, meeting.written)
    yield from _decided(wording, meeting)
    yield from _ending(wording, meeting)


def _agenda(wording: Wording, meeting: Meeting) -> Iterator[Block]:
    if meeting.agenda:
        yield Heading(wording.say("meeting.agenda"))
        items = (timed(wording, item) for item in meeting.agenda)
        yield Points(tuple([Para(text, wording.language)] for text in items))


def _present(wording: Wording, meeting: Meeting) -> Iterator[Block]:
    people = meeting.people
    yield Heading(wording.say("meeting.present"))
    yield Text([Para(people_told(wording, meeting), wording.language)])
    if people.counts:
        pairs = ((wording.label("author_kind", name), str(n)) for name, n in people.counts)
        yield Facts(tuple(pairs))
    if people.named:
        names = "; ".join(person(wording, one).text for one in people.named)
        yield Text([Para(names, wording.language)])
    if people.named and people.others:
        yield Text([counted_para(wording, "meeting.others", people.others)])


def _words(wording: Wording, name: str, meeting: Meeting) -> Iterator[Block]:
    text = getattr(meeting, name)
    if text:
        yield Heading(wording.say(f"meeting.{name}"))
        yield Text(wording.texts(text))


def _course(job: Job, part: Course) -> Iterator[Block]:
    """One item: HEARD what it was about, SPOKE who said what."""
    wording = job.wording
    about = item_name(wording, part.item)
    yield Heading(about, 2)
    heard = wording.say("meeting.heard", about=about)
    yield Text([Para(heard, wording.language)])
    if part.proposals:
        yield Heading(wording.say("meeting.spoke"), 3)
        yield _table(job, part.proposals)
    else:
        yield Text([wording.para("meeting.silent")])


def _table(job: Job, proposals: tuple[Proposal, ...]) -> Grid:
    wording, master = job.wording, job.master()
    columns = tuple(Column(wording.say(f"meeting.column.{name}"), width) for name, width in COLUMNS)

    def lines() -> Iterator[Band | Line]:
        for one in proposals:
            yield Line(cells(master, one, job.head.zone), one.code)

    return Grid(wording.say("meeting.proposals"), columns, lines)


def cells(master: Master, one: Proposal, zone: str) -> tuple[Cell, ...]:
    """Number and time, speaker, proposal with its code and what was clarified."""
    wording = master.wording
    number = [Para(f"{one.number}.", wording.language, strong=True)]
    if one.at:
        number.append(Para(f"{in_zone(one.at, zone):%H:%M}", wording.language))
    return number, speaker(master, one), said(master, one)


def speaker(master: Master, one: Proposal) -> Cell:
    """Who spoke, as far as they agreed to be named; nobody where the words are not shown."""
    return master.names(one.row) if one.row else []


def said(master: Master, one: Proposal) -> Cell:
    """The place in the plan, the words as the public reads them, the code of the comment."""
    wording = master.wording
    code = Para(wording.say("meeting.code", code=one.code), wording.language)
    notes = [wording.para("meeting.note", note=note) for note in one.notes]
    if one.row is None:
        cell = [wording.para(f"meeting.stub.{one.state}")]
        if one.ground:
            ground = wording.label("withholding", one.ground)
            cell.append(wording.para("stub_ground", ground=ground))
        return [*cell, code, *notes]
    return [*master.place(one.row), *master.comment(one.row), code, *notes]


def _decided(wording: Wording, meeting: Meeting) -> Iterator[Block]:
    yield Heading(wording.say("meeting.decided"))
    if meeting.decisions:
        yield Text(wording.texts(meeting.decisions))
    if meeting.decided:
        yield _decisions(wording, meeting)
    if not meeting.decisions and not meeting.decided:
        yield Text([wording.para("meeting.no_decisions")])
    yield Text([wording.para("meeting.answers")])


def _decisions(wording: Wording, meeting: Meeting) -> Grid:
    heads = (("code", 40), ("result", 50), ("decision", 90))
    columns = tuple(Column(wording.say(f"meeting.column.{name}"), width) for name, width in heads)

    def lines() -> Iterator[Band | Line]:
        for one in meeting.decided:
            result = [wording.head(f"meeting_decision.{one.decision}")]
            if one.disposition:
                result.append(wording.para(f"outcome.{one.disposition}"))
            code = [Para(one.code, wording.language)]
            yield Line((code, result, wording.texts(one.text)), one.code)

    return Grid(wording.say("meeting.by_comment"), columns, lines)


def _ending(wording: Wording, meeting: Meeting) -> Iterator[Block]:
    if meeting.notes:
        yield Heading(wording.say("meeting.notes"), 2)
        yield Points(tuple([Para(note, wording.language)] for note in meeting.notes))
    yield Facts(tuple(sums(wording, meeting)))
    if told := check_told(wording, meeting):
        yield Text([Para(told, wording.language)])
    signed = (("chair", meeting.chair), ("secretary", meeting.secretary))
    lines = [
        f"{wording.say(f'meeting.fact.{key}')}    ________________    {name}".rstrip()
        for key, name in signed
    ]
    yield Signatures(tuple(lines))
