"""Tables in a Word document: repeated headings, titles over the full width, and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from consult.domain.reports.exporters import docx_xml as x
from consult.domain.reports.exporters.cleaning import is_altered
from consult.domain.reports.exporters.docx_package import (
    cover_context,
    frame,
    safe,
    write_package,
)
from consult.domain.reports.exporters.grid import Band, Cell, Column, Grid, Paper, plain
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.wording import Para

HEAD_FILL = "E8ECF1"


def write_paper(job: Job, paper: Paper, target: Path) -> None:
    """Write a document of the tables of a paper, one row at a time."""
    context = cover_context(paper.cover) | {"signatures": [safe(one) for one in paper.signatures]}
    write_package(job, target, frame("paper.docx"), context, {"TABLES": _tables(job, paper)})


def _tables(job: Job, paper: Paper) -> Iterator[str]:
    language, noted = job.wording.language, Noted()
    for grid in paper.grids:
        if grid.title != paper.cover.title:
            yield x.text(grid.title, language, "Heading1", keep=True)
        yield from grid_table(grid, language, noted)
        yield x.paragraph("", "TableText")
    yield from with_notes(job, iter(()), noted)


def grid_table(grid: Grid, language: str, noted: Noted) -> Iterator[str]:
    """A table; comments whose text is altered are noted."""
    heads = [[Para(head, language, strong=True)] for head in grid.heads]
    yield x.table_start(grid.widths, grid.title)
    yield x.table_row(_cells(grid.columns, heads, fill=HEAD_FILL), head=True)
    for line in grid.printed():
        if isinstance(line, Band):
            inner = x.paragraph(x.run(line.text, language, strong=True), "TableText", keep=True)
            band = x.cell(sum(grid.widths), inner, span=len(grid.columns))
            yield x.table_row(band, whole=True)
            continue
        if any(is_altered(plain(cell)) for cell in line.cells):
            noted.add(line.code)
        yield x.table_row(_cells(grid.columns, line.cells))
    yield x.TABLE_END


def _cells(columns: Sequence[Column], cells: Sequence[Cell], fill: str = "") -> str:
    made = []
    for column, cell in zip(columns, cells, strict=True):
        style = "TableSmall" if fill or column.small else "TableText"
        made.append(x.cell(column.width, x.paras(cell, style), fill=fill))
    return "".join(made)


def with_notes(job: Job, pieces: Iterator[str], noted: Noted) -> Iterator[str]:
    """The pieces, then the note about altered texts when there are any."""
    yield from pieces
    if noted.codes:
        note = job.wording.say("note.altered", codes=noted.listed(job.wording))
        yield x.text(note, job.wording.language, "TableText")
