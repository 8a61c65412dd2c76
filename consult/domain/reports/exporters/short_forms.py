"""V4, the table of the Open NPA portal, and V5, the summary of opinions as the CIS writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.grid import Cell, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.wording import Para

PORTAL: Final = (
    ("portal_section", 40),
    ("portal_comments", 100),
    ("portal_answer", 85),
    ("portal_likes", 21),
    ("portal_dislikes", 21),
)
OPINIONS: Final = (
    ("element", 45),
    ("organisation", 52),
    ("opinion", 90),
    ("conclusion", 80),
)
Cells = Callable[[Master, ReportRow], tuple[Cell, ...]]
SIGNATURES: Final = ("sign.body", "sign.drafting", "sign.executor")


def portal(job: Job) -> Grid:
    """V4: exactly five columns (K-07); votes are not collected, so the last two stay empty."""
    return _grid(job, "portal", PORTAL, _portal_cells)


def opinions(job: Job) -> Grid:
    """V5: the element of the plan, who speaks, what they say, and what the drafters conclude."""
    return _grid(job, "summary_of_opinions", OPINIONS, _opinion_cells)


def signatures(job: Job) -> tuple[str, ...]:
    """The three lines to sign on under V5."""
    line = "________________"
    return tuple(f"{job.wording.say(key)}    {line}    {line}" for key in SIGNATURES)


def _grid(job: Job, variant: str, columns: tuple[tuple[str, int], ...], cells: Cells) -> Grid:
    say = job.wording.say
    made = tuple(Column(say(f"column.{name}"), width) for name, width in columns)
    title, empty = say(f"variant.{variant}"), say("note.no_comments")
    return Grid(title, made, lambda: _lines(job, cells), empty)


def _lines(job: Job, cells: Cells) -> Iterator[Line]:
    master = job.master()
    for row in job.rows():
        yield Line(cells(master, row), row.comment_code)


def _place(master: Master, row: ReportRow) -> Cell:
    section = Para(master.group(row), master.wording.language)
    return [section, *(master.place(row) if row.target.measure_number else [])]


def _portal_cells(master: Master, row: ReportRow) -> tuple[Cell, ...]:
    said = [*master.author(row), *master.comment(row)]
    answered = [*master.result(row), *master.reasons(row.answer), *master.change(row.answer)]
    return (_place(master, row), said, answered, [], [])


def _opinion_cells(master: Master, row: ReportRow) -> tuple[Cell, ...]:
    conclusion = [master.wording.head(f"conclusion.{row.outcome}"), *master.reasons(row.answer)]
    return (_place(master, row), master.author(row), master.comment(row), conclusion)
