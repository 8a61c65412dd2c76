"""The report as a workbook: about, statistics with charts, the table, and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.cleaning import is_altered, pieces, printable
from consult.domain.reports.exporters.job import Job, Noted
from consult.domain.reports.exporters.master import WIDTHS, plain
from consult.domain.reports.exporters.tables import Printed, Value, printed

CELL: Final = 32_000
"""Characters a cell may hold here; Excel stops at 32,767, longer texts go on in the next row."""
SHEET_ROWS: Final = 1_000_000
"""Rows after which the table goes on in another sheet; Excel stops at 1,048,576."""

LINE: Final = 12.2
"""Height of a line in points."""
TALLEST: Final = 409
"""The height at which Excel stops; a longer text is in the cell all the same."""

_MM: Final = 1.92
_LETTER: Final = 1.85
_SERIES: Final = ("#1F3A5F", "#7A93AD", "#D9E2EC", "#A67C00", "#F2D98D", "#6B7280")


def write_xlsx(job: Job, target: Path) -> None:
    """Write the workbook; every text is a string cell, nothing is a formula or hidden."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        _Workbook(job, book).write()


def _height(cells: Sequence[str], widths: Sequence[float]) -> float:
    """Points that the tallest cell of a row needs; not every program measures it itself."""
    lines = 1
    for text, width in zip(cells, widths, strict=False):
        letters = int(width / _LETTER)
        lines = max(lines, sum(1 + len(part) // letters for part in text.split("\n")))
    return min(TALLEST, lines * LINE + 2)


class _Workbook:
    def __init__(self, job: Job, book: xlsxwriter.Workbook) -> None:
        self._job = job
        self._book = book
        self._altered = Noted()
        self._split = Noted()
        base = {"font_name": "Times New Roman", "font_size": 10}
        cell = {**base, "text_wrap": True, "valign": "top", "border": 1}
        self._plain = book.add_format({**base, "text_wrap": True, "valign": "top"})
        self._note = book.add_format({**base, "italic": True})
        self._title = book.add_format({**base, "font_size": 14, "bold": True})
        self._cell = book.add_format(cell)
        self._strong = book.add_format({**cell, "bold": True})
        self._head = book.add_format({**cell, "bold": True, "bg_color": "#E8ECF1"})
        self._percent = book.add_format({**cell, "num_format": '0.0"%"'})

    def write(self) -> None:
        job = self._job
        created = job.head.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        self._book.set_properties(
            {
                "title": job.title,
                "subject": job.cover().number,
                "keywords": job.head.checksum,
                "comments": job.wording.language,
                "created": created,
            }
        )
        self._about()
        self._statistics()
        self._table()
        if self._altered.codes or self._split.codes:
            self._notes()

    def _sheet(self, key: str, widths: tuple[float, ...], number: int = 1) -> Worksheet:
        name = re.sub(r"[\[\]:*?/\\']", " ", self._job.wording.say(key))
        suffix = f" {number}" if number > 1 else ""
        sheet = self._book.add_worksheet(name[: 31 - len(suffix)] + suffix)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=20 / 25.4, right=10 / 25.4, top=15 / 25.4, bottom=15 / 25.4)
        sheet.fit_to_pages(1, 0)
        footer = self._job.wording.say("page_of", page="&P", pages="&N")
        sheet.set_footer(f"&C{footer}")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width / _MM)
        return sheet

    def _about(self) -> None:
        cover = self._job.cover()
        sheet = self._sheet("about", (70, 190))
        sheet.write_string(0, 0, printable(cover.title), self._title)
        sheet.write_string(1, 0, printable(cover.subtitle), self._title)
        sheet.write_string(2, 0, cover.number, self._title)
        row = 4
        for label, value in cover.facts:
            sheet.write_string(row, 0, label, self._plain)
            sheet.write_string(row, 1, printable(value), self._plain)
            row += 1
        lines = [*cover.notes, *cover.closing, cover.signature]
        for line in (line for line in lines if line):
            sheet.set_row(row + 1, _height([line], (260,)))
            sheet.merge_range(row + 1, 0, row + 1, 1, "", self._plain)
            sheet.write_string(row + 1, 0, printable(line), self._plain)
            row += 1

    def _statistics(self) -> None:
        job = self._job
        sheet = self._sheet("statistics", (80, *(20,) * 14))
        row = 0
        for table in printed(job.head, job.statistics, job.wording):
            row = self._printed(sheet, row, table)

    def _printed(self, sheet: Worksheet, top: int, table: Printed) -> int:
        sheet.write_string(top, 0, table.title, self._title)
        sheet.set_row(top + 1, _height(table.heads, (80, *(20,) * 14)))
        for column, head in enumerate(table.heads):
            sheet.write_string(top + 1, column, head, self._head)
        row = top + 2
        for line in table.lines:
            text = self._strong if line.strong else self._cell
            sheet.set_row(row, _height([str(line.cells[0])], (80,)))
            for column, value in enumerate(line.cells):
                self._value(sheet, row, column, value, text)
            row += 1
        for note in table.notes:
            sheet.write_string(row, 0, note, self._note)
            row += 1
        return row + self._chart(sheet, table, top + 1, row + 1) + 2

    def _value(self, sheet: Worksheet, row: int, column: int, value: Value, text: Any) -> None:
        if isinstance(value, str):
            sheet.write_string(row, column, printable(value), text)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, text)
        elif value is None:
            sheet.write_string(row, column, "–", text)
        else:
            sheet.write_number(row, column, value, self._percent)

    def _chart(self, sheet: Worksheet, table: Printed, heads: int, place: int) -> int:
        """Draw the chart below its table; returns the number of rows it covers."""
        count = len(table.chart.bars)
        if not count:
            return 0
        stacked = bool(table.chart.legend)
        kind = {"type": "bar", "subtype": "stacked"} if stacked else {"type": "bar"}
        chart = self._book.add_chart(kind)
        first, last = heads + 1, heads + len(table.lines) - (2 if stacked else 0)
        last = last if stacked or table.code in ("t9", "rates") else heads + self._body(table)
        columns = range(1, len(table.heads) - 2) if stacked else (self._counted(table),)
        for index, column in enumerate(columns):
            chart.add_series(
                {
                    "name": [sheet.get_name(), heads, column],
                    "categories": f"='{sheet.get_name()}'!{xl_range_abs(first, 0, last, 0)}",
                    "values": f"='{sheet.get_name()}'!{xl_range_abs(first, column, last, column)}",
                    "fill": {"color": _SERIES[index % len(_SERIES)]},
                    "border": {"color": "#1F3A5F"},
                    "data_labels": {"value": not stacked},
                }
            )
        rows = max(9, (last - first + 1) + 5)
        chart.set_title({"name": table.chart.title, "name_font": {"size": 11}})
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
        chart.set_x_axis({"min": 0, "major_gridlines": {"visible": False}, "visible": stacked})
        chart.set_legend({"position": "bottom"} if stacked else {"none": True})
        chart.set_size({"width": 900, "height": rows * 20})
        description = {"description": table.chart.title, "object_position": 1}
        sheet.insert_chart(place, 0, chart, description)
        return rows

    def _body(self, table: Printed) -> int:
        """Lines of a table without its sum; a table of themes has none."""
        summed = len(table.lines) and table.lines[-1].strong
        return len(table.lines) - (1 if summed else 0)

    def _counted(self, table: Printed) -> int:
        return len(table.heads) - (1 if table.code in ("t9", "rates") else 2)

    def _open_table(self, number: int) -> Worksheet:
        sheet = self._sheet("table", WIDTHS, number)
        heads = self._job.master().heads()
        sheet.set_row(0, _height(heads, WIDTHS))
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, self._head)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _table(self) -> None:
        master = self._job.master()
        sheet, number, place, group = self._open_table(1), 1, 1, None
        for row in self._job.rows():
            if place > SHEET_ROWS:
                number += 1
                sheet, place = self._open_table(number), 1
            if (title := master.group(row)) != group:
                group = title
                sheet.merge_range(place, 0, place, 6, "", self._strong)
                sheet.write_string(place, 0, printable(title), self._strong)
                place += 1
            for cells in self._lines(row):
                sheet.set_row(place, _height(cells, WIDTHS))
                for column, text in enumerate(cells):
                    sheet.write_string(place, column, text, self._cell)
                place += 1

    def _lines(self, row: ReportRow) -> list[list[str]]:
        """One line, or several when a text is longer than a cell may be."""
        texts = [plain(cell) for cell in self._job.master().cells(row)]
        if any(is_altered(text) for text in texts):
            self._altered.add(row.comment_code)
        columns = [pieces(printable(text), CELL) for text in texts]
        count = max(len(parts) for parts in columns)
        if count > 1:
            self._split.add(row.comment_code)
        lines = [
            [parts[index] if index < len(parts) else "" for parts in columns]
            for index in range(count)
        ]
        for line in lines[1:]:
            line[0] = self._job.wording.say("continued", number=texts[0])
        return lines

    def _notes(self) -> None:
        wording = self._job.wording
        sheet = self._sheet("notes", (260,))
        notes = (("note.altered", self._altered), ("note.split", self._split))
        row = 0
        for key, noted in notes:
            if noted.codes:
                text = wording.say(key, codes=noted.listed(wording))
                sheet.set_row(row, _height([text], (260,)))
                sheet.write_string(row, 0, text, self._plain)
                row += 1
