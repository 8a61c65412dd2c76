"""The variants that are tables: what is printed in each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from consult.domain.reports.exporters.grid import Paper
from consult.domain.reports.exporters.job import Job


def master(job: Job) -> Paper:
    """V1: every comment with its answer, in the order of the plan."""
    grid = replace(job.master().grid(job.rows), empty=job.wording.say("note.no_comments"))
    return Paper(job.cover(), (grid,))


PAPERS: Final[dict[str, Callable[[Job], Paper]]] = {"master": master}
"""Variant -> the tables that print it."""
