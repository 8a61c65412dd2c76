"""The variants that are tables: what is printed in each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from consult.domain.reports.exporters.by_recommendation import by_recommendation
from consult.domain.reports.exporters.comparative import comparative
from consult.domain.reports.exporters.cover import Cover, completeness_note, override
from consult.domain.reports.exporters.csv_ import write_grid
from consult.domain.reports.exporters.disagreements import disagreements
from consult.domain.reports.exporters.grid import Paper
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.short_forms import opinions, portal, signatures


def _cover(job: Job, *notes: str) -> Cover:
    """The cover without the notes on statistics; who published with gaps and why stays (I-13)."""
    return replace(job.cover(), notes=(*notes, *override(job.head, job.statistics, job.wording)))


def _completeness(job: Job) -> tuple[str, ...]:
    return tuple(note for note in (completeness_note(job.head, job.wording),) if note)


def _master(job: Job) -> Paper:
    """V1: every comment with its answer, in the order of the plan."""
    grid = replace(job.master().grid(job.rows), empty=job.wording.say("note.no_comments"))
    return Paper(_cover(job, *_completeness(job)), (grid,))


def _disagreements(job: Job) -> Paper:
    return Paper(_cover(job), (disagreements(job),))


def _comparative(job: Job) -> Paper:
    return Paper(_cover(job, job.wording.say("note.compare")), (comparative(job),))


def _portal(job: Job) -> Paper:
    return Paper(_cover(job, job.wording.say("note.no_votes")), (portal(job),))


def _opinions(job: Job) -> Paper:
    return Paper(_cover(job, *_completeness(job)), (opinions(job),), signatures(job))


def _recommendations(job: Job) -> Paper:
    return Paper(_cover(job, job.wording.say("note.by_measure")), by_recommendation(job))


PAPERS: Final[dict[str, Callable[[Job], Paper]]] = {
    "master": _master,
    "disagreements": _disagreements,
    "comparative": _comparative,
    "portal": _portal,
    "summary_of_opinions": _opinions,
    "recommendations": _recommendations,
}
"""Variant -> the tables that print it."""


def write_portal_csv(job: Job, target: Path) -> None:
    """Write V4 as CSV: five columns and nothing else."""
    write_grid(portal(job), target)
