"""The workbook in which a meeting is written down by hand: what it prints, the importer reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from consult.domain.people.regions import region_name, regions_on
from consult.domain.roundtables.importer.printed import (
    printed,
    printed_numbers,
    printed_plan,
    printed_section,
)
from consult.kernel.cells import cell_text

TOP: Final = 3
"""The row of headings, from 0: title, announced numbers and an empty row stand above."""
PEOPLE, STATEMENTS, CATEGORIES = 150, 200, 15
WIDTHS: Final = {
    "number": 6, "name": 28, "organisation": 32, "kind": 20, "region": 28, "language": 11,
    "consent": 22, "category": 40, "count": 12, "time": 9, "speaker": 26, "about": 15,
    "field": 20, "text": 60, "wording": 36, "read_back": 14,
}  # fmt: skip
_LISTS: Final = "lists"
_TEXT: Final = {"num_format": "@", "text_wrap": True, "valign": "top", "border": 1}


@dataclass(frozen=True)
class TemplateFacts:
    """What a template is made for: the meeting, and what of the plan can be named.

    `help` are the lines of instruction, `choose` the words shown when something else than a
    listed word is typed; all in the language of the template.
    """

    language: str
    title: str
    day: date
    attendance: str
    announced: Mapping[str, int | None]
    sections: Sequence[str]
    measures: Sequence[str]
    help: Sequence[str]
    choose: str


def write_template(facts: TemplateFacts) -> bytes:
    """Return the workbook: attendance (names or numbers), statements, instructions; drop-downs."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Template(book, facts).write()
    return target.getvalue()


class _Template:
    def __init__(self, book: xlsxwriter.Workbook, facts: TemplateFacts) -> None:
        self._book, self._facts = book, facts
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": "#EDEDED"}
        )
        self._text = book.add_format(_TEXT)
        self._time = book.add_format({**_TEXT, "num_format": "hh:mm"})
        self._whole = book.add_format({**_TEXT, "num_format": "0"})
        self._plain = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self) -> None:
        names = printed("sheets", self._facts.language)
        sheets = {code: self._book.add_worksheet(name) for code, name in names.items()}
        lists = self._lists(self._book.add_worksheet(_LISTS))
        if self._facts.attendance == "numbers":
            self._table(sheets["attendance"], "numbers", CATEGORIES, {})
        else:
            self._table(sheets["attendance"], "attendance", PEOPLE, lists["attendance"])
        self._table(sheets["statements"], "statements", STATEMENTS, lists["statements"])
        self._help(sheets["help"])

    def _table(self, sheet: Worksheet, name: str, rows: int, lists: Mapping[str, str]) -> None:
        columns = printed(name, self._facts.language)
        day = self._facts.day.strftime("%d.%m.%Y")
        sheet.write_string(0, 0, cell_text(f"{self._facts.title}, {day}"), self._title)
        numbers = printed_numbers(self._facts.language, self._facts.announced)
        sheet.write_string(1, 0, numbers if name != "statements" else "", self._plain)
        for column, (code, words) in enumerate(columns.items()):
            sheet.set_column(column, column, WIDTHS[code])
            sheet.write_string(TOP, column, words, self._head)
            for row in range(TOP + 1, TOP + 1 + rows):
                self._cell(sheet, row, column, code)
            if code in lists:
                self._choices(sheet, column, rows, lists[code])
        sheet.freeze_panes(TOP + 1, 0)
        sheet.repeat_rows(TOP)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _cell(self, sheet: Worksheet, row: int, column: int, code: str) -> None:
        if code == "number":
            sheet.write_number(row, column, row - TOP, self._whole)
        else:
            kinds = {"time": self._time, "count": self._whole}
            sheet.write_blank(row, column, None, kinds.get(code, self._text))

    def _choices(self, sheet: Worksheet, column: int, rows: int, source: str) -> None:
        rule: dict[str, Any] = {
            "validate": "list",
            "source": source,
            "error_message": self._facts.choose,
        }
        sheet.data_validation(TOP + 1, column, TOP + rows, column, rule)

    def _lists(self, sheet: Worksheet) -> dict[str, dict[str, str]]:
        """Write the words of the drop-downs into a hidden sheet; return their places by column."""
        sheet.hide()
        language, day = self._facts.language, self._facts.day
        consent = list(printed("consent", language).values())
        about = [
            printed_plan(language),
            *(printed_section(number, language) for number in self._facts.sections),
            *self._facts.measures,
        ]
        languages = list(printed("languages", language).values())
        regions = sorted(region_name(one.code, language, day) for one in regions_on(day))
        words = {
            "attendance": {
                "kind": list(printed("organisations", language).values()),
                "region": regions,
                "language": languages,
                "consent": consent,
            },
            "statements": {
                "about": about,
                "field": list(printed("fields", language).values()),
                "kind": list(printed("kinds", language).values()),
                "language": languages,
                "consent": consent,
                "read_back": [consent[0], consent[-1]],
            },
        }
        places: dict[str, dict[str, str]] = {"attendance": {}, "statements": {}}
        column = 0
        for table, columns in words.items():
            for code, rows in columns.items():
                for row, word in enumerate(rows):
                    sheet.write_string(row, column, cell_text(word), self._text)
                letter = xl_col_to_name(column)
                places[table][code] = f"={_LISTS}!${letter}$1:${letter}${len(rows)}"
                column += 1
        return places

    def _help(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 100)
        for row, line in enumerate(self._facts.help):
            sheet.write_string(row, 0, line, self._plain)
