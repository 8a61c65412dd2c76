"""The synopsis (V7): what was asked, said and decided, in a few pages without the table (A-11)."""

from __future__ import annotations

from collections.abc import Iterator

from consult.domain.reports.exporters import parts_of_text as parts
from consult.domain.reports.exporters import telling as t
from consult.domain.reports.exporters.blocks import Block, Booklet, Heading
from consult.domain.reports.exporters.digest import MAIN, digest
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.minutes import closing


def synopsis(job: Job) -> Booklet:
    """The paper; its blocks read the rows once."""
    cover = job.cover()
    return Booklet(
        cover.title,
        cover.subtitle,
        cover.number,
        cover.facts,
        (),
        tuple(job.wording.say(f"part.{part}") for part in (*parts.PARTS, "method")),
        lambda: _blocks(job),
        job.head.public_url,
    )


def _blocks(job: Job) -> Iterator[Block]:
    told = digest(job)
    yield from parts.summary(job, told)
    yield from parts.course(job)
    yield from parts.participants(job, short=True)
    yield from parts.said(job, told, short=True)
    yield from parts.decided(job, told, short=True)
    yield parts.heading(job, "changed")
    yield from t.changes(job, MAIN)
    yield parts.heading(job, "disputed")
    yield from t.not_taken_up(job, told, MAIN)
    yield from parts.next_steps(job)
    yield Heading(job.wording.say("part.method"))
    yield from parts.method(job)
    yield closing(job)
