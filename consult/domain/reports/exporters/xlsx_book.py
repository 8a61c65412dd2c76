"""A workbook of tables: about, one sheet or more a table, and notes; flat memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from consult.domain.reports.exporters.cleaning import is_altered, pieces, printable
from consult.domain.reports.exporters.cover import Cover
from consult.domain.reports.exporters.grid import Band, Cell, Grid, Line, Paper, plain
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.wording import Para
from consult.kernel.cells import cell_text, guarded

CELL: Final = 32_000
"""Characters a cell may hold here; Excel stops at 32,767, longer texts go on in the next row."""
SHEET_ROWS: Final = 1_000_000
"""Rows after which the table goes on in another sheet; Excel stops at 1,048,576."""

LINE: Final = 12.2
"""Height of a line in points."""
TALLEST: Final = 409
"""The height at which Excel stops; a longer text is in the cell all the same."""

OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}
_MM: Final = 1.92
_LETTER: Final = 1.85
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")


def write_paper(job: Job, paper: Paper, target: Path) -> None:
    """Write a workbook of the tables of a paper; every text is a string cell."""
    with xlsxwriter.Workbook(str(target), OPTIONS) as book:
        made = Book(job, book)
        made.properties(paper.cover)
        made.about(paper.cover, paper.signatures)
        for grid in paper.grids:
            made.grid(grid)
        made.notes()


def height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Points that the tallest cell of a row needs; not every program measures it itself."""
    lines = 1
    for text, width in zip(cells, widths, strict=False):
        letters = int(width / _LETTER)
        lines = max(lines, sum(1 + len(part) // letters for part in text.split("\n")))
    return min(TALLEST, lines * LINE + 2)


class Book:
    """Writes sheets into an open workbook and remembers which comments need a note."""

    def __init__(self, job: Job, book: xlsxwriter.Workbook) -> None:
        self.job = job
        self.book = book
        self._altered = Noted()
        self._split = Noted()
        base = {"font_name": "Times New Roman", "font_size": 10}
        cell = {**base, "text_wrap": True, "valign": "top", "border": 1}
        self.plain = book.add_format({**base, "text_wrap": True, "valign": "top"})
        self.note = book.add_format({**base, "italic": True})
        self.title = book.add_format({**base, "font_size": 14, "bold": True})
        self.cell = book.add_format(cell)
        self.strong = book.add_format({**cell, "bold": True})
        self.head = book.add_format({**cell, "bold": True, "bg_color": "#E8ECF1"})
        self.percent = book.add_format({**cell, "num_format": '0.0"%"'})
        self._marks: dict[str, Any] = {}

    def properties(self, cover: Cover) -> None:
        """Write title, report number, checksum, language and the moment of the data."""
        job = self.job
        created = job.head.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        self.book.set_properties(
            {
                "title": job.title,
                "subject": cover.number,
                "keywords": job.head.checksum,
                "comments": job.wording.language,
                "created": created,
            }
        )

    def sheet(self, title: str, widths: Sequence[float], number: int = 1) -> Worksheet:
        """Open a sheet across A4 with the margins and the footer of reports."""
        suffix = f" {number}" if number > 1 else ""
        name = _FORBIDDEN.sub(" ", title)[: 31 - len(suffix)] + suffix
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=20 / 25.4, right=10 / 25.4, top=15 / 25.4, bottom=15 / 25.4)
        sheet.fit_to_pages(1, 0)
        footer = self.job.wording.say("page_of", page="&P", pages="&N")
        sheet.set_footer(f"&C{footer}")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width / _MM)
        return sheet

    def about(self, cover: Cover, signatures: Sequence[str] = ()) -> None:
        """Write the sheet with the title, the facts and the closing lines."""
        sheet = self.sheet(self.job.wording.say("about"), (70, 190))
        sheet.write_string(0, 0, cell_text(cover.title), self.title)
        sheet.write_string(1, 0, cell_text(cover.subtitle), self.title)
        sheet.write_string(2, 0, cover.number, self.title)
        row = 4
        for label, value in cover.facts:
            sheet.write_string(row, 0, label, self.plain)
            sheet.write_string(row, 1, cell_text(value), self.plain)
            row += 1
        lines = [*cover.notes, *cover.closing, cover.signature, *signatures]
        for line in (line for line in lines if line):
            sheet.set_row(row + 1, height([line], (260,)))
            sheet.merge_range(row + 1, 0, row + 1, 1, "", self.plain)
            sheet.write_string(row + 1, 0, cell_text(line), self.plain)
            row += 1

    def grid(self, grid: Grid) -> None:
        """Write a table; after a million rows it goes on in another sheet."""
        sheet, number, place = self._open(grid, 1), 1, 1
        for line in grid.printed():
            if place > SHEET_ROWS:
                number += 1
                sheet, place = self._open(grid, number), 1
            place = self._written(sheet, grid, place, line)

    def _open(self, grid: Grid, number: int) -> Worksheet:
        sheet = self.sheet(grid.title, grid.widths, number)
        sheet.set_row(0, height(grid.heads, grid.widths))
        for column, head in enumerate(grid.heads):
            sheet.write_string(0, column, head, self.head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _written(self, sheet: Worksheet, grid: Grid, place: int, line: Band | Line) -> int:
        """Write a title or a row; returns the place of the next one."""
        if isinstance(line, Band):
            sheet.merge_range(place, 0, place, len(grid.columns) - 1, "", self.strong)
            sheet.write_string(place, 0, cell_text(line.text), self.strong)
            return place + 1
        for cells in self._lines(line):
            texts = [printable(plain(cell)) for cell in cells]
            sheet.set_row(place, height(texts, grid.widths))
            for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
                if any(para.runs for para in cell):
                    sheet.write_rich_string(place, column, *self._rich(cell), self.cell)
                else:
                    sheet.write_string(place, column, guarded(text), self.cell)
            place += 1
        return place

    def _rich(self, cell: Cell) -> list[Any]:
        """Fragments with their formats; neighbours of one format are joined."""
        runs = [run for para in cell for run in (*(para.runs or ((para.text, ""),)), ("\n", ""))][
            :-1
        ]
        made: list[Any] = []
        last = None
        for text, mark in ((printable(text), mark) for text, mark in runs):
            if not text:
                continue
            if mark == last:
                made[-1] += text
            else:
                made += [self._mark(mark), text]
                last = mark
        return made if len(made) > 2 else [*made, self._mark(""), " "]  # noqa: PLR2004

    def _mark(self, mark: str) -> Any:
        looks: dict[str, dict[str, Any]] = {
            "": {},
            "added": {"underline": 1},
            "removed": {"font_strikeout": True},
            "word": {"italic": True},
        }
        if mark not in self._marks:
            base = {"font_name": "Times New Roman", "font_size": 10}
            self._marks[mark] = self.book.add_format({**base, **looks[mark]})
        return self._marks[mark]

    def _lines(self, line: Line) -> list[tuple[Cell, ...]]:
        """One line, or several when a text is longer than a cell may be."""
        texts = [plain(cell) for cell in line.cells]
        if any(is_altered(text) for text in texts):
            self._altered.add(line.code)
        columns = [pieces(printable(text), CELL) for text in texts]
        count = max(len(parts) for parts in columns)
        if count == 1:
            return [line.cells]
        self._split.add(line.code)
        language = self.job.wording.language
        lines = [
            [parts[index] if index < len(parts) else "" for parts in columns]
            for index in range(count)
        ]
        for cells in lines[1:]:
            cells[0] = self.job.wording.say("continued", number=texts[0])
        return [tuple([Para(text, language)] for text in cells) for cells in lines]

    def notes(self) -> None:
        """Write the sheet of notes when there is something to note."""
        wording = self.job.wording
        noted = (("note.altered", self._altered), ("note.split", self._split))
        lines = [
            wording.say(key, codes=codes.listed(wording)) for key, codes in noted if codes.codes
        ]
        if not lines:
            return
        sheet = self.sheet(wording.say("notes"), (260,))
        for row, text in enumerate(lines):
            sheet.set_row(row, height([text], (260,)))
            sheet.write_string(row, 0, text, self.plain)
