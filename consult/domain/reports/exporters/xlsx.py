"""The report as a workbook: about, statistics with charts, the table, and notes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.tables import Printed, Value, printed
from consult.domain.reports.exporters.xlsx_book import OPTIONS, Book, height
from consult.kernel.cells import cell_text

_SERIES: Final = ("#1F3A5F", "#7A93AD", "#D9E2EC", "#A67C00", "#F2D98D", "#6B7280")


def write_xlsx(job: Job, target: Path) -> None:
    """Write the workbook; every text is a string cell, nothing is a formula or hidden."""
    with xlsxwriter.Workbook(str(target), OPTIONS) as book:
        made = StatisticsBook(job, book)
        cover = job.cover()
        made.properties(cover)
        made.about(cover)
        made.statistics()
        made.grid(job.master().grid(job.rows))
        made.notes()


class StatisticsBook(Book):
    """A workbook that also has a sheet of statistics with charts."""

    def statistics(self) -> None:
        """Write the sheet of tables T1 to T9 and the rates, each with its chart."""
        job = self.job
        sheet = self.sheet(job.wording.say("statistics"), (80, *(20,) * 14))
        row = 0
        for table in printed(job.head, job.statistics, job.wording):
            row = self._printed(sheet, row, table)

    def _printed(self, sheet: Worksheet, top: int, table: Printed) -> int:
        sheet.write_string(top, 0, table.title, self.title)
        sheet.set_row(top + 1, height(table.heads, (80, *(20,) * 14)))
        for column, head in enumerate(table.heads):
            sheet.write_string(top + 1, column, head, self.head)
        row = top + 2
        for line in table.lines:
            text = self.strong if line.strong else self.cell
            sheet.set_row(row, height([str(line.cells[0])], (80,)))
            for column, value in enumerate(line.cells):
                self._value(sheet, row, column, value, text)
            row += 1
        for note in table.notes:
            sheet.write_string(row, 0, note, self.note)
            row += 1
        return row + self._chart(sheet, table, top + 1, row + 1) + 2

    def _value(self, sheet: Worksheet, row: int, column: int, value: Value, text: Any) -> None:
        if isinstance(value, str):
            sheet.write_string(row, column, cell_text(value), text)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, text)
        elif value is None:
            sheet.write_string(row, column, "–", text)
        else:
            sheet.write_number(row, column, value, self.percent)

    def _chart(self, sheet: Worksheet, table: Printed, heads: int, place: int) -> int:
        """Draw the chart below its table; returns the number of rows it covers."""
        count = len(table.chart.bars)
        if not count:
            return 0
        stacked = bool(table.chart.legend)
        kind = {"type": "bar", "subtype": "stacked"} if stacked else {"type": "bar"}
        chart = self.book.add_chart(kind)
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
