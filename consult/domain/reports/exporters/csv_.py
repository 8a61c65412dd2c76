"""The report as CSV: UTF-8 with a mark, no cell that becomes a formula, and a count at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from consult.domain.reports.exporters.cleaning import printable, without_formula
from consult.domain.reports.exporters.grid import Grid, Line, plain
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.records import FIELDS, record

TRAILER: Final = "#rows"
"""First cell of the last line; the second holds the number of rows, so that a cut file shows."""


def csv_lines(job: Job, separator: str = ",") -> Iterator[str]:
    """The lines of the file (RFC 4180, CR LF): names of columns, rows, and the trailer."""
    yield separator.join(_quoted(name) for name in FIELDS) + "\r\n"
    count = 0
    for row in job.rows():
        values = record(row, job.wording).values()
        yield separator.join([_cell(value) for value in values]) + "\r\n"
        count += 1
    yield f"{_quoted(TRAILER)}{separator}{count}{separator * (len(FIELDS) - 2)}\r\n"


def write_csv(job: Job, target: Path, *, separator: str = ",") -> None:
    """Write the file row by row; `separator` may be a semicolon for Excel in Russian."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        file.writelines(csv_lines(job, separator))


def write_grid(grid: Grid, target: Path, *, separator: str = ",") -> None:
    """Write a table row by row: its headings, then its rows; titles over the width are left out."""
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(separator.join(_quoted(head) for head in grid.heads) + "\r\n")
        for line in grid.lines():
            if isinstance(line, Line):
                cells = (_cell(plain(cell)) for cell in line.cells)
                file.write(separator.join(cells) + "\r\n")


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(without_formula(printable(value))) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
