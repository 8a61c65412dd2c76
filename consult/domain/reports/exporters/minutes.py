"""The minutes of a round table (V11): its facts, numbered proposals, decisions and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.blocks import Block, Booklet, Facts, Heading, Signatures, Text
from consult.domain.reports.exporters.counting import counted_para
from consult.domain.reports.exporters.grid import Band, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.parts_of_text import meeting_facts
from consult.domain.reports.exporters.wording import Para
from consult.domain.reports.parts import MeetingLine

HELD = 5000
"""Proposals that are held in memory at once."""
COLUMNS = (("number", 12), ("speaker", 50), ("comment", 100), ("decision", 105))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A round table with the rows of its proposals, in the order of the plan."""

    line: MeetingLine
    rows: tuple[ReportRow, ...]


def meetings(job: Job) -> Iterator[Meeting]:
    """Every round table with its viewed rows; the rows are read once a batch of meetings."""
    for batch in _batches(job.lines("meetings")):
        wanted = {one.code for line in batch for one in line.statements}
        found: Mapping[str, ReportRow] = {
            row.comment_code: row for row in job.rows() if row.comment_code in wanted
        }
        for line in batch:
            rows = (found[one.code] for one in line.statements if one.code in found)
            yield Meeting(line, tuple(sorted(rows, key=lambda row: row.position)))


def _batches(lines: Iterable[MeetingLine]) -> Iterator[list[MeetingLine]]:
    batch: list[MeetingLine] = []
    held = 0
    for line in lines:
        if batch and held + len(line.statements) > HELD:
            yield batch
            batch, held = [], 0
        batch.append(line)
        held += len(line.statements)
    if batch:
        yield batch


def title(job: Job, meeting: Meeting) -> str:
    """What a meeting is called: its day and its region."""
    day, region = meeting_facts(job, meeting.line)
    return job.wording.say("minutes.title", day=day, region=region)


def told(job: Job, meeting: Meeting) -> Iterator[Block]:
    """Facts and proposals of one meeting, without its heading."""
    wording, line = job.wording, meeting.line
    day, region = meeting_facts(job, line)
    pairs = (
        ("minutes.meeting", line.title.in_(wording.language)),
        ("column.day", day),
        ("column.region", region),
        ("minutes.record", line.name),
        ("minutes.attended", str(line.attended or "")),
        ("minutes.count", str(line.count)),
    )
    yield Facts(tuple((wording.say(key), value) for key, value in pairs if value))
    if unnamed := line.count - len(meeting.rows):
        yield Text([counted_para(wording, "minutes.unnamed", unnamed)])
    if meeting.rows:
        yield _proposals(job, meeting)


def _proposals(job: Job, meeting: Meeting) -> Grid:
    wording, master = job.wording, job.master()
    columns = tuple(Column(wording.say(f"column.{name}"), width) for name, width in COLUMNS)

    def lines() -> Iterator[Band | Line]:
        for place, row in enumerate(meeting.rows, 1):
            number = [Para(str(place), wording.language)]
            said = [*master.place(row), *master.comment(row)]
            answer = [*master.result(row), *master.reasons(row.answer), *master.change(row.answer)]
            answer += master.decisions(row)
            yield Line((number, master.author(row), said, answer), row.comment_code)

    return Grid(wording.say("minutes.proposals"), columns, lines)


def booklet(job: Job, meeting: Meeting) -> Booklet:
    """The minutes of one meeting as a paper of its own."""

    def blocks() -> Iterator[Block]:
        yield Heading(job.wording.say("minutes.proposals"))
        yield from told(job, meeting)
        yield closing(job)

    cover = job.cover()
    return Booklet(title(job, meeting), cover.subtitle, cover.number, cover.facts, (), (), blocks)


def no_meetings(job: Job) -> Booklet:
    """A paper that says that there was no round table."""
    cover = job.cover()
    said = Text([job.wording.para("told.no_meetings")])
    return Booklet(
        cover.title, cover.subtitle, cover.number, cover.facts, (), (), lambda: iter((said,))
    )


def closing(job: Job) -> Signatures:
    """Who prepared the paper and who signs it; the complaint route has a place of its own."""
    cover = job.cover()
    complaints = job.head.complaints.in_(job.wording.language)
    lines = tuple(line for line in cover.closing if line != complaints)
    return Signatures(lines, cover.signature)
