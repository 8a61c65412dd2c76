"""The dossier: every part and annex of the report in one paper."""

from __future__ import annotations

from collections.abc import Iterator

from consult.domain.reports.exporters import annexes
from consult.domain.reports.exporters import parts_of_text as parts
from consult.domain.reports.exporters.blocks import Block, Booklet, Cards
from consult.domain.reports.exporters.cover import Cover
from consult.domain.reports.exporters.digest import digest
from consult.domain.reports.exporters.grid import Grid
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.minutes import closing
from consult.domain.reports.exporters.papers import PAPERS


def dossier(job: Job) -> Booklet:
    """The paper; its blocks read the rows as they go, so that memory stays flat."""
    cover, say = job.cover(), job.wording.say
    contents = (
        *(say(f"part.{part}") for part in parts.PARTS),
        *(say(f"annex.{letter}") for letter in annexes.LETTERS),
    )
    return Booklet(
        cover.title,
        cover.subtitle,
        cover.number,
        cover.facts,
        _notes(job, cover),
        contents,
        lambda: _blocks(job),
        job.head.public_url,
        heavy=True,
    )


def _notes(job: Job, cover: Cover) -> tuple[str, ...]:
    """The notes of the first page; comments without an answer are listed in annex H."""
    codes = job.statistics.unanswered
    facts = {"number": len(codes), "codes": ", ".join(codes)}
    listed = job.wording.say("note.unanswered", **facts)
    return tuple(note for note in cover.notes if note != listed)


def _blocks(job: Job) -> Iterator[Block]:
    told = digest(job)
    yield from parts.summary(job, told)
    yield from parts.course(job)
    yield from parts.participants(job, short=False)
    yield from parts.said(job, told, short=False)
    yield from parts.decided(job, told, short=False)
    yield parts.heading(job, "changed", fresh=True)
    yield from _tables(job, "comparative")
    yield parts.heading(job, "disputed", fresh=True)
    yield from _tables(job, "disagreements")
    yield from parts.next_steps(job)
    yield from _annexes(job)
    yield closing(job)


def _annexes(job: Job) -> Iterator[Block]:
    yield annexes.heading(job, "a")
    yield Cards(job.master().grid(job.rows))
    yield from annexes.participants(job)
    yield from annexes.minutes_of_all(job)
    yield from annexes.joint(job)
    yield from annexes.withheld(job)
    yield from annexes.coverage(job)
    yield from annexes.methods(job)
    yield from annexes.log(job)


def _tables(job: Job, variant: str) -> Iterator[Grid]:
    """The tables of another variant, as they stand in a part of the dossier."""
    return iter(PAPERS[variant](job).grids) if variant in PAPERS else iter(())
