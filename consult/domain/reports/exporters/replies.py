"""The replies to authors (V10) for printing: a letter an author, each on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.blocks import Block, Booklet, Facts, Heading, Signatures, Text
from consult.domain.reports.exporters.grid import Cell
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.minutes import closing
from consult.domain.reports.exporters.wording import Para

HELD: Final = 5000
"""Comments that are held in memory at once; more letters read the rows again."""
Key = tuple[str, str]


def replies(job: Job) -> Booklet:
    """The letters of a whole consultation in one paper, in the order of the registration numbers.

    Addresses have no place in it (I-19): the organiser puts them on the envelopes.
    """
    cover = job.cover()
    return Booklet(
        cover.title,
        cover.subtitle,
        cover.number,
        cover.facts,
        (job.wording.say("reply.note"),),
        (),
        lambda: _letters(job),
    )


def _letters(job: Job) -> Iterator[Block]:
    keys = sorted({_key(row) for row in job.rows()})
    if not keys:
        yield Text([job.wording.para("note.no_comments")])
    for batch in _batches(job, keys):
        for rows in batch:
            yield from _letter(job, rows)


def _key(row: ReportRow) -> Key:
    """What a letter answers: a submission, and in a sheet of several authors its author."""
    return row.reg_no, row.author.name


def _batches(job: Job, keys: list[Key]) -> Iterator[list[list[ReportRow]]]:
    place = 0
    while place < len(keys):
        wanted = set(keys[place : place + HELD])
        found: dict[Key, list[ReportRow]] = {}
        for row in job.rows():
            if (key := _key(row)) in wanted:
                found.setdefault(key, []).append(row)
        yield [sorted(found[key], key=_point) for key in keys[place : place + HELD]]
        place += HELD


def _point(row: ReportRow) -> tuple[int, str]:
    number = row.comment_code.rpartition("-")[2]
    return (int(number) if number.isdigit() else 0), row.comment_code


def _letter(job: Job, rows: list[ReportRow]) -> Iterator[Block]:
    wording, first = job.wording, rows[0]
    yield Heading(wording.say("reply.title", number=first.reg_no), 1, fresh=True)
    plan = job.head.consultation.in_(wording.language)
    yield Facts((*_facts(job, first), (wording.say("fact.plan"), plan)))
    yield Text([wording.para("reply.opening")])
    for row in rows:
        yield Heading(wording.say("reply.point", code=row.comment_code), 3)
        yield Text([*_said(job, row), *_decided(job, row)])
    yield _ending(job)


def _facts(job: Job, row: ReportRow) -> tuple[tuple[str, str], ...]:
    wording = job.wording
    organisation = row.author.organisation.in_(wording.language)
    name = ", ".join(part for part in (row.author.name, organisation) if part)
    return (
        (wording.say("column.author"), name or wording.say(f"author.{row.author.display}")),
        (wording.say("reply.received"), wording.date(row.received_on)),
    )


def _said(job: Job, row: ReportRow) -> Cell:
    master = job.master()
    return [*master.place(row), *master.comment(row)]


def _decided(job: Job, row: ReportRow) -> Cell:
    master, wording = job.master(), job.wording
    result = wording.say(f"outcome.{row.outcome}")
    cell = [Para(wording.say("reply.result", result=result), wording.language, strong=True)]
    if row.answer is None:
        return cell if row.publication == "withdrawn" else [*cell, wording.para("reply.open")]
    answer = [*master.reasons(row.answer), *master.change(row.answer)]
    said = [*master.positions(row), *master.decisions(row)]
    return [*cell, *answer, *master.traces(row), *said]


def _ending(job: Job) -> Signatures:
    """Who signs; where the report stands for everybody."""
    ending = closing(job)
    address = job.head.public_url
    lines = (job.wording.say("reply.report", address=address),) if address else ()
    return Signatures((*lines, *ending.lines), ending.signature)
