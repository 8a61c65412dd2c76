"""V2, the table of disagreements: what was not taken up in full, and where bodies do not agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from consult.domain.reports.document import Answer, ReportRow
from consult.domain.reports.exporters.grid import Cell, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.wording import Para, Wording
from consult.domain.responses.disputed import DISPUTED, DISSENT
from consult.domain.responses.disputed import is_disputed as stands_against

COLUMNS: Final = (
    ("number", 10),
    ("measure", 50),
    ("comment_author", 65),
    ("lead_position", 55),
    ("other_position", 45),
    ("way_out", 42),
)


def is_disputed(row: ReportRow) -> bool:
    """Whether the row stands in the table."""
    return stands_against(row.outcome, (one.stance for one in row.positions))


def disagreements(job: Job) -> Grid:
    """The table, in the order of the plan; rows are counted from 1 and name the comment's code."""
    say = job.wording.say
    columns = tuple(Column(say(f"column.{name}"), width) for name, width in COLUMNS)
    title = say("variant.disagreements")
    return Grid(title, columns, lambda: _lines(job), say("empty.disagreements"))


def _lines(job: Job) -> Iterator[Line]:
    master = job.master()
    disputed = (row for row in job.rows() if is_disputed(row))
    for number, row in enumerate(disputed, 1):
        yield Line(_cells(master, number, row), row.comment_code)


def _cells(master: Master, number: int, row: ReportRow) -> tuple[Cell, ...]:
    wording = master.wording
    return (
        [Para(str(number), wording.language)],
        [*master.place(row), *wording.texts(row.target.wording)],
        [*master.comment(row), *master.author(row)],
        [*master.result(row), *master.reasons(row.answer)],
        master.positions(row),
        [*master.decisions(row), *_way_out(wording, row)],
    )


def _way_out(wording: Wording, row: ReportRow) -> Cell:
    cell: Cell = []
    if row.decisions:
        return _promised(wording, row.answer, row.promised_version) if row.answer else []
    if any(one.stance == DISSENT for one in row.positions):
        cell.append(wording.para("way_out.dissent"))
    if row.outcome in DISPUTED:
        cell.append(wording.para(f"way_out.{row.outcome}"))
    return cell + (_promised(wording, row.answer, row.promised_version) if row.answer else [])


def _promised(wording: Wording, answer: Answer, version: int | None) -> Cell:
    cell = [*wording.texts(answer.part_accepted), *wording.texts(answer.change_text)]
    if version:
        cell.append(wording.para("promised_version", version=version))
    return [*cell, *wording.texts(answer.passed_to, "passed_to")]
