"""V6, the workbook for experts: the eight columns of ISO/IEC comment forms, nothing merged.

Tools that collect such forms refuse changed headings and merged cells, so the headings stand in
English in every language, and the codes of the rows are in a hidden sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import xlsxwriter

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.grid import Cell, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.wording import Para
from consult.domain.reports.exporters.xlsx_book import OPTIONS, Book
from consult.domain.reports.policy import is_stub

COLUMNS: Final = (
    ("MB/NC", 30),
    ("Line number", 15),
    ("Clause/Subclause", 24),
    ("Paragraph/Figure/Table", 34),
    ("Type of comment", 16),
    ("Comments", 56),
    ("Proposed change", 42),
    ("Observations of the secretariat", 50),
)
IDS: Final = (("row", 10), ("comment_code", 40), ("reg_no", 40), ("checksum", 177))
IDS_SHEET: Final = "ids"
EDITORIAL: Final = "editorial"
GENERAL: Final = frozenset({"support", "objection", "question", "information"})


def write_expert(job: Job, target: Path) -> None:
    """Write the workbook: the comments, the hidden sheet of their codes, and notes."""
    with xlsxwriter.Workbook(str(target), OPTIONS) as book:
        made = Book(job, book)
        made.properties(job.cover())
        made.grid(comments(job))
        made.grid(_ids(job))
        book.get_worksheet_by_name(IDS_SHEET).hide()
        made.notes()


def comments(job: Job) -> Grid:
    """The eight columns; rows stand in the order of the report."""
    columns = tuple(Column(head, width) for head, width in COLUMNS)
    return Grid(job.wording.say("variant.expert"), columns, lambda: _lines(job))


def type_of(kind: str) -> str:
    """The type of ISO/IEC forms: ed for editorial, ge for general, te for technical remarks."""
    if kind == EDITORIAL:
        return "ed"
    return "ge" if kind in GENERAL else "te"


def _lines(job: Job) -> Iterator[Line]:
    master = job.master()
    for row in job.rows():
        yield Line(_cells(master, row), row.comment_code)


def _cells(master: Master, row: ReportRow) -> tuple[Cell, ...]:
    wording, target = master.wording, row.target
    said = master.comment(row) if is_stub(row) else [Para(row.points.text, row.language)]
    if row.points.rationale:
        said += [wording.head("rationale"), Para(row.points.rationale, row.language)]
    return (
        master.names(row),
        [Para(str(row.position), wording.language)],
        [Para(target.measure_number or target.section_number, wording.language)],
        [] if not target.field else [Para(wording.label("field", target.field), wording.language)],
        [Para(type_of(row.kind), "en")],
        said,
        [Para(row.points.proposed_wording, row.language)] if row.points.proposed_wording else [],
        [*master.result(row), *master.reasons(row.answer), *master.change(row.answer)],
    )


def _ids(job: Job) -> Grid:
    columns = tuple(Column(head, width) for head, width in IDS)
    language = job.wording.language

    def lines() -> Iterator[Line]:
        for row in job.rows():
            facts = (str(row.position), row.comment_code, row.reg_no, job.head.checksum)
            yield Line(tuple([Para(fact, language)] for fact in facts))

    return Grid(IDS_SHEET, columns, lines)
