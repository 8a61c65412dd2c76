"""Tables out of uploaded XLSX and CSV files: plain sheets of cells, read safely."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consult.machinery.archives import Unreadable, looks_binary, office_kind
from consult.machinery.delimited import read_delimited

__all__ = [
    "Cell",
    "Note",
    "Sheet",
    "Unreadable",
    "cell_name",
    "column_letters",
    "column_number",
    "read_table_file",
]

CHILD = Path(__file__).with_name("table_child.py")
CHILD_SECONDS = 30
_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: row and column from 1; text is what the cell shows, a formula as typed."""

    row: int
    column: int
    text: str
    is_numeric: bool = False
    is_formula: bool = False
    number_format: str = "General"

    @property
    def name(self) -> str:
        """The cell's address, such as B7."""
        return cell_name(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the file as a whole, such as a guessed encoding: level, code and facts."""

    level: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One table sheet: filled cells by (row, column); merged holds (top, left, bottom, right)."""

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def last_row(self) -> int:
        """Number of the last row that holds anything; 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    def row(self, number: int) -> dict[int, Cell]:
        """The filled cells of a row by column."""
        return self.by_row.get(number, {})

    @property
    def by_row(self) -> dict[int, dict[int, Cell]]:
        """Filled cells by row, then by column; built once."""
        if "_by_row" not in self.__dict__:
            rows: dict[int, dict[int, Cell]] = {}
            for (row, column), cell in sorted(self.cells.items()):
                rows.setdefault(row, {})[column] = cell
            self.__dict__["_by_row"] = rows
        found: dict[int, dict[int, Cell]] = self.__dict__["_by_row"]
        return found


def read_table_file(data: bytes, filename: str) -> list[Sheet]:
    """Return the sheets of an XLSX or CSV file; hidden sheets are marked, not dropped.

    CSV may be UTF-8 (with or without a mark), UTF-16 or, with a note that asks, windows-1251;
    separated by commas, semicolons or tabs. Raises Unreadable with a code for everything else.
    """
    if filename.lower().endswith(_TEXT_ENDINGS) and not looks_binary(data):
        return [_sheet_of_text(data)]
    kind = office_kind(data)
    if kind == "docx":
        _ask_child(data, "check")
        raise Unreadable("E_WORD_FILE")
    return _sheets_of_workbook(_ask_child(data, "read"))


def cell_name(row: int, column: int) -> str:
    """Return the address of a cell, such as AA10 for (10, 27)."""
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """Return A for 1, Z for 26, AA for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _ask_child(data: bytes, errand: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(CHILD), errand]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell, nothing of the upload in the command
            command,
            input=data,
            capture_output=True,
            timeout=CHILD_SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        raise Unreadable("E_TOO_SLOW", {"seconds": CHILD_SECONDS}) from expired
    if done.returncode != 0:
        raise Unreadable("E_COULD_NOT_READ", {"status": done.returncode})
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise Unreadable(answer["error"], answer["facts"])
    return answer


def _sheets_of_workbook(answer: Mapping[str, Any]) -> list[Sheet]:
    links = answer["links"]
    notes = (Note("warning", "W_EXTERNAL_LINK", {"target": ", ".join(links)}),) if links else ()
    return [
        Sheet(
            name=sheet["name"],
            cells=_cells(sheet["cells"]),
            merged=tuple(_bounds(sheet["merged"])),
            is_hidden=sheet["hidden"],
            notes=notes,
        )
        for sheet in answer["sheets"]
    ]


def _cells(rows: Iterable[list[Any]]) -> dict[tuple[int, int], Cell]:
    return {
        (row, column): Cell(row, column, text, kind == "n", kind == "f", form)
        for row, column, kind, text, form in rows
    }


def _bounds(ranges: Iterable[str]) -> Iterable[tuple[int, int, int, int]]:
    for text in ranges:
        if match := _RANGE.fullmatch(text):
            left, top, right, bottom = match.groups()
            yield int(top), column_number(left), int(bottom), column_number(right)


def _sheet_of_text(data: bytes) -> Sheet:
    found = read_delimited(data)
    cells = {
        (row, column): Cell(row, column, text)
        for row, record in enumerate(found.records, start=1)
        for column, text in enumerate(record, start=1)
        if text
    }
    notes = (Note("ask", "W_ENCODING_GUESSED", found.guess),) if found.guess else ()
    return Sheet(name="", cells=cells, notes=notes)
