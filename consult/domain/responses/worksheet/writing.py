"""Writing a work sheet as XLSX: locked cells, drop-downs, hidden codes, ready for print."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet as Sheet

from consult.domain.responses.rules import OFFERED, REJECTION_GROUNDS
from consult.domain.responses.worksheet.seal import fingerprint, seal
from consult.domain.responses.worksheet.sheet import (
    ANSWER,
    CELL,
    COLUMNS,
    HIDDEN,
    LOCKED,
    Words,
    WorkRow,
    Worksheet,
)
from consult.kernel.cells import cell_text

WIDTHS = {
    "number": 5, "measure": 30, "author": 18, "comment": 36, "disposition": 14, "ground": 12,
    "reasons_kk": 28, "reasons_ru": 28, "reasons_en": 16, "part_accepted": 16, "change": 18,
    "promised_version": 9, "covered_by": 9, "passed_to": 12, "duplicate_of": 12,
}  # fmt: skip
TALLEST = 300.0
LINE = 12.2
_A3 = 8
_LISTS, _MACHINE = "lists", "consult"
ABOUT = ("consultation", "body", "language", "exported_at", "version")
_ALLOWED = {"format_columns": True, "format_rows": True, "select_locked_cells": True}


def write_worksheet(sheet: Worksheet, words: Words, key: bytes) -> bytes:
    """Return the workbook; `words` are those of the sheet's language, `key` makes the seals.

    The first row holds the codes of the columns and is hidden; protection has no password: it
    keeps from slips, the seals keep from the rest.
    """
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        _Book(book, sheet, words, key).write()
    return target.getvalue()


def lists_of(sheet: Worksheet, words: Words) -> dict[str, list[str]]:
    """Return what each drop-down offers, by column."""
    return {
        "disposition": [words[f"disposition.{code}"] for code in OFFERED],
        "ground": [words[f"ground.{code}"] for code in REJECTION_GROUNDS],
        "promised_version": list(sheet.versions),
        "covered_by": list(sheet.measures),
    }


def shown_answer(row: WorkRow, words: Words) -> dict[str, str]:
    """Return the answer cells as people read them: results and grounds in words."""
    shown = dict(row.answer)
    for name in ("disposition", "ground"):
        if shown.get(name):
            shown[name] = words[f"{name}.{shown[name]}"]
    return shown


def checksum_of(row: WorkRow, sheet: Worksheet, key: bytes) -> str:
    """Return the seal of a row that is written out."""
    written = fingerprint(row.answer)
    return seal(key, sheet.about, row.code, str(row.row_version), row.locked, written)


class _Book:
    def __init__(
        self, book: xlsxwriter.Workbook, sheet: Worksheet, words: Words, key: bytes
    ) -> None:
        self._book, self._sheet, self._words, self._key = book, sheet, words, key
        base = {"font_name": "Times New Roman", "font_size": 10, "text_wrap": True, "valign": "top"}
        cell = {**base, "border": 1, "num_format": "@"}
        self._plain = book.add_format(base)
        self._title = book.add_format({**base, "bold": True, "font_size": 14})
        self._head = book.add_format({**cell, "bold": True, "bg_color": "#E8ECF1"})
        self._locked = book.add_format({**cell, "bg_color": "#F3F2F1"})
        self._open = book.add_format({**cell, "locked": False})

    def write(self) -> None:
        sheet, words = self._sheet, self._words
        self._book.set_properties({"title": sheet.title, "subject": sheet.body_name})
        answers = self._book.add_worksheet(words["sheet.answers"][:31])
        self._set_up(answers)
        self._heads(answers)
        for place, row in enumerate(sheet.rows, start=2):
            self._row(answers, place, row)
        self._drop_downs(answers, len(sheet.rows))
        answers.protect("", _ALLOWED)
        self._explain()
        self._machine()

    def _set_up(self, page: Sheet) -> None:
        page.set_landscape()
        page.set_paper(_A3)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.freeze_panes(2, 1)
        page.set_footer(f"&L{_plain(self._sheet.body_name)}&R&P / &N")
        for column, name in enumerate(COLUMNS):
            options = {"hidden": True} if name in HIDDEN else {}
            page.set_column(column, column, WIDTHS.get(name, 10), None, options)

    def _heads(self, page: Sheet) -> None:
        page.set_row(0, None, None, {"hidden": True})
        page.set_row(1, LINE * 4)
        for column, name in enumerate(COLUMNS):
            page.write_string(0, column, name, self._head)
            heading = name if name in HIDDEN else self._words[f"column.{name}"]
            page.write_string(1, column, heading, self._head)

    def _row(self, page: Sheet, place: int, row: WorkRow) -> None:
        shown = shown_answer(row, self._words)
        hidden = (row.code, str(row.row_version), checksum_of(row, self._sheet, self._key))
        open_cells = self._open if row.is_open else self._locked
        page.set_row(place, _height(row.locked))
        for column, text in enumerate(row.locked):
            page.write_string(place, column, cell_text(text), self._locked)
        for column, name in enumerate(ANSWER, start=len(LOCKED)):
            text = cell_text(shown.get(name, "")[:CELL])
            write: Any = page.write_string if text else _blank(page)
            write(place, column, text, open_cells)
        for column, text in enumerate(hidden, start=len(LOCKED) + len(ANSWER)):
            page.write_string(place, column, text, self._locked)

    def _drop_downs(self, page: Sheet, rows: int) -> None:
        lists = self._book.add_worksheet(_LISTS)
        for column, (name, offered) in enumerate(lists_of(self._sheet, self._words).items()):
            for row, text in enumerate(offered):
                lists.write_string(row, column, text)
            if offered and rows:
                place = COLUMNS.index(name)
                letter = xl_col_to_name(column, col_abs=True)
                options = {
                    "validate": "list",
                    "source": f"={_LISTS}!{letter}$1:{letter}${len(offered)}",
                    "error_title": self._words["list.title"][:32],
                    "error_message": self._words["list.message"][:255],
                }
                page.data_validation(2, place, rows + 1, place, options)
        lists.hide()

    def _explain(self) -> None:
        page = self._book.add_worksheet(self._words["sheet.about"][:31])
        page.set_column(0, 0, 100)
        page.write_string(0, 0, cell_text(self._sheet.title), self._title)
        lines = [self._sheet.body_name, *self._words["sheet.help"].split("\n")]
        for row, line in enumerate(lines, start=1):
            page.write_string(row, 0, cell_text(line), self._plain)
        page.protect("", _ALLOWED)

    def _machine(self) -> None:
        page = self._book.add_worksheet(_MACHINE)
        for row, name in enumerate(ABOUT):
            page.write_string(row, 0, name)
            page.write_string(row, 1, getattr(self._sheet.about, name))
        for row, code in enumerate((one.code for one in self._sheet.rows), start=len(ABOUT)):
            page.write_string(row, 0, "row")
            page.write_string(row, 1, code)
        page.hide()


def _blank(page: Sheet) -> Any:
    def write(row: int, column: int, _text: str, form: Any) -> None:
        page.write_blank(row, column, None, form)

    return write


def _height(cells: Sequence[str]) -> float:
    """Points that the tallest locked cell needs; the other cells grow when they are typed in."""
    lines = 1
    for text, name in zip(cells, LOCKED, strict=True):
        width = WIDTHS[name] * 1.05
        lines = max(lines, sum(1 + int(len(part) / width) for part in text.split("\n")))
    return min(TALLEST, lines * LINE + 4)


def _plain(text: str) -> str:
    return text.replace("&", "&&")[:100]
