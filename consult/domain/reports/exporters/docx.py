"""The report as a Word document: an editable frame, statistics, and the table of comments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from consult.domain.reports.exporters import docx_xml as x
from consult.domain.reports.exporters.docx_grid import grid_table, with_notes
from consult.domain.reports.exporters.docx_package import cover_context, frame, write_package
from consult.domain.reports.exporters.grid import WIDTH
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.tables import Chart, Line, Printed, printed, show

FEW: Final = 5
"""Columns of numbers that leave a wide first column and letters of full size."""
KEPT: Final = 24
"""Bars of a chart that stay together on a page."""

_SHADES: Final = ("1F3A5F", "8FA5BC", "thinDiagStripe:FFFFFF", "D9D9D9", "F7E7B5")


def write_docx(job: Job, target: Path, *, shell: Path | None = None) -> None:
    """Write the document; `shell` is a frame of the ministry's own (jinja2 in a sandbox)."""
    source = shell.read_bytes() if shell else frame("report.docx")
    context = cover_context(job.cover()) | {
        "statistics": job.wording.say("statistics"),
        "table": job.wording.say("table"),
    }
    noted = Noted()
    rows = grid_table(job.master().grid(job.rows), job.wording.language, noted)
    parts = {"STATISTICS": statistics(job), "TABLE": with_notes(job, rows, noted)}
    write_package(job, target, source, context, parts)


def statistics(job: Job) -> Iterator[str]:
    """Tables T1 to T9 and the rates, each with its chart."""
    for table in printed(job.head, job.statistics, job.wording):
        yield from figures(job, table)


def figures(job: Job, table: Printed, *, drawn: bool = True) -> Iterator[str]:
    """One table of statistics with its heading, its notes and, when drawn, its chart."""
    language = job.wording.language
    yield x.text(table.title, language, "Heading2", keep=True)
    yield _printed(job, table)
    for note in table.notes:
        yield x.text(note, language, "TableText")
    if drawn:
        yield from _chart(job, table.chart)


def _printed(job: Job, table: Printed) -> str:
    count = len(table.heads) - 1
    first = 80.0 if count <= FEW else 52.0
    number = min(30.0, (WIDTH - first) / count)
    widths = [first, *[number] * count]
    heads = Line(table.heads, strong=True)
    rows = [x.table_row(_line(job, heads, widths, fill="E8ECF1"), head=True)]
    rows += [x.table_row(_line(job, line, widths), whole=True) for line in table.lines]
    return x.table_start(widths, table.title) + "".join(rows) + x.TABLE_END


def _line(job: Job, line: Line, widths: list[float], fill: str = "") -> str:
    language, cells = job.wording.language, ""
    style = "TableSmall" if len(widths) > FEW + 1 else "TableText"
    for place, (width, value) in enumerate(zip(widths, line.cells, strict=True)):
        inner = x.run(show(value, job.wording), language, strong=line.strong)
        cells += x.cell(width, x.paragraph(inner, style, right=place > 0), fill=fill)
    return cells


def _chart(job: Job, chart: Chart) -> Iterator[str]:
    if not chart.bars:
        return
    language = job.wording.language
    yield x.text(chart.title, language, "ChartTitle", keep=True)
    yield x.table_start(x.bar_grid(), chart.title, borders=False)
    for index, name in enumerate(chart.legend):
        yield x.bar(name, language, [(2, _SHADES[index])], "", keep=True)
    last = len(chart.bars) - 1
    for place, bar in enumerate(chart.bars):
        steps = _steps(bar.parts, chart.longest)
        filled = [(step, _SHADES[index]) for index, step in enumerate(steps) if step]
        yield x.bar(bar.label, language, filled, bar.text, keep=place < min(last, KEPT))
    yield x.TABLE_END + x.paragraph("", "TableText")


def _steps(parts: tuple[float, ...], longest: float) -> list[int]:
    """Lengths on the grid that leave room for the number; anything above nothing is seen."""
    room = x.GRID - 8
    return [max(1, round(part * room / longest)) if part else 0 for part in parts]
