"""Tables as PDF: headings on every page, rows in the order of the table, volumes when many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from consult.domain.reports.exporters.grid import Band, Grid, Line, Paper
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.pdf_engine import (
    cover_data,
    front,
    paras,
    set_volume,
    shown,
    write_volumes,
)

VOLUME: Final = 1000
"""Rows of a table in one volume; a table needs twice the memory of cards."""

Row = tuple[Grid, Band | Line]


def write_paper(job: Job, paper: Paper, target: Path) -> str:
    """Write the tables of a paper; returns the media type: a PDF, or a ZIP of volumes."""
    name = f"{job.head.slug}-{job.head.number}-{job.variant}-{job.wording.language}"
    return write_volumes(job, target, partial(_volumes, job, paper), name)


def _volumes(job: Job, paper: Paper, folder: Path) -> Iterator[Path]:
    """Set the volumes one after the other, each from the page after the last."""
    count = max(1, -(-sum(1 for _row in _rows(paper)) // VOLUME))
    rows, page = _rows(paper), 1
    for number in range(1, count + 1):
        data = front(job, number, count, page) | {"grids": [], "signatures": []}
        if number == 1:
            data["cover"] = cover_data(paper.cover)
        data["grids"] = _grids(islice(rows, VOLUME), paper.cover.title)
        if number == count:
            data |= _back(paper)
        path = folder / f"volume-{number}.pdf"
        page += set_volume(job, folder / f"volume-{number}", data, path, "paper.typ")
        yield path


def _rows(paper: Paper) -> Iterator[Row]:
    return ((grid, line) for grid in paper.grids for line in grid.printed())


def _grids(rows: Iterator[Row], said: str) -> list[dict[str, Any]]:
    """The tables of one volume, each with its headings; a title that was said is not repeated."""
    made: list[dict[str, Any]] = []
    last = None
    for grid, line in rows:
        if grid is not last:
            made.append(opened(grid) | ({"title": ""} if grid.title == said else {}))
            last = grid
        made[-1]["lines"].append(line_data(line))
    return made


def opened(grid: Grid) -> dict[str, Any]:
    """A table as templates print it, without its lines yet."""
    return {
        "title": shown(grid.title),
        "widths": grid.widths,
        "heads": grid.heads,
        "small": [column.small for column in grid.columns],
        "lines": [],
    }


def line_data(line: Band | Line) -> dict[str, Any]:
    """One line of a table as templates print it."""
    if isinstance(line, Band):
        return {"band": shown(line.text), "cells": []}
    return {"band": "", "cells": [paras(cell) for cell in line.cells]}


def _back(paper: Paper) -> dict[str, Any]:
    return {
        "closing": [shown(line) for line in paper.cover.closing],
        "signature": shown(paper.cover.signature),
        "signatures": [shown(line) for line in paper.signatures],
    }
