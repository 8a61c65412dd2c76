"""Tables out of uploaded XLSX, DOCX and CSV files: plain sheets of cells, read safely."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from consult.machinery.archives import Unreadable, looks_binary, office_kind
from consult.machinery.children import ChildFailed, ask
from consult.machinery.delimited import read_delimited

__all__ = [
    "Cell",
    "Note",
    "Remark",
    "Sheet",
    "Unreadable",
    "cell_name",
    "column_letters",
    "column_number",
    "read_table_file",
]

WORKBOOKS, DOCUMENTS = "consult.machinery.table_child", "consult.machinery.word_child"
TRACKED = {"accept": "I_CHANGES_ACCEPTED", "reject": "I_CHANGES_REJECTED"}
_TEXT_ENDINGS = (".csv", ".tsv", ".txt")
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell: row and column from 1; text is what the cell shows, a formula as typed.

    Paragraphs before a Word table stand in rows up to 0. `is_counted` says that Word itself counts
    the number at the beginning of the text (P-4).
    """

    row: int
    column: int
    text: str
    is_numeric: bool = False
    is_formula: bool = False
    number_format: str = "General"
    is_counted: bool = False

    @property
    def name(self) -> str:
        """The cell's address, such as B7; ¶ for a paragraph before a Word table."""
        return cell_name(self.row, self.column) if self.row > 0 else "¶"


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the file as a whole, such as a guessed encoding: level, code and facts."""

    level: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment in the margin of a Word document and its cell; `at` as Word wrote it."""

    author: str
    at: str
    text: str
    passage: str
    row: int
    column: int


@dataclass(frozen=True)
class Sheet:
    """One table sheet: filled cells by (row, column); merged holds (top, left, bottom, right).

    A table of a Word document is a sheet as well: `title` is the paragraph before it, rows outside
    `inside` are the paragraphs around it.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    notes: tuple[Note, ...] = ()
    title: str = ""
    inside: range | None = None
    remarks: tuple[Remark, ...] = ()

    def is_around(self, row: int) -> bool:
        """True for a paragraph before or after the table of a Word document."""
        return self.inside is not None and row not in self.inside

    @property
    def label(self) -> str:
        """How the sheet is called where it is chosen: its name and the words before it."""
        return f"{self.name}: {self.title}" if self.title else self.name

    @property
    def rows(self) -> range:
        """The numbers of the table's own rows, filled or not."""
        return self.inside or range(1, self.last_row + 1)

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


def read_table_file(data: bytes, filename: str, accepted: Collection[str] = ()) -> list[Sheet]:
    """Return the sheets of an XLSX or CSV file or the tables of a Word document.

    Hidden sheets are marked, not dropped. Tracked changes of a document are accepted, with a note
    that asks, unless `accepted` holds one of the two answers in TRACKED (P-5).

    CSV may be UTF-8 (with or without a mark), UTF-16 or, with a note that asks, windows-1251;
    separated by commas, semicolons or tabs. Raises Unreadable with a code for everything else.
    """
    if filename.lower().endswith(_TEXT_ENDINGS) and not looks_binary(data):
        return [_sheet_of_text(data)]
    kind = office_kind(data)
    if kind == "docx":
        answers = [way for way, code in TRACKED.items() if code in accepted]
        return _sheets_of_document(_ask_child(data, DOCUMENTS, *answers), answers)
    return _sheets_of_workbook(_ask_child(data, WORKBOOKS))


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


def _ask_child(data: bytes, child: str, *errand: str) -> dict[str, Any]:
    try:
        answer = ask(child, data, *errand)
    except ChildFailed as failed:
        raise Unreadable(failed.code, failed.facts) from failed
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


def _sheets_of_document(answer: Mapping[str, Any], answers: Collection[str]) -> list[Sheet]:
    notes = tuple(_notes_of_document(answer, answers))
    return [
        Sheet(
            name=sheet["name"],
            cells=_cells(sheet["cells"]),
            merged=tuple((area[0], area[1], area[2], area[3]) for area in sheet["merged"]),
            notes=notes,
            title=sheet["title"],
            inside=range(1, sheet["last"] + 1),
            remarks=tuple(Remark(**remark) for remark in sheet["remarks"]),
        )
        for sheet in answer["sheets"]
    ]


def _notes_of_document(answer: Mapping[str, Any], answers: Collection[str]) -> Iterator[Note]:
    if any(answer["revisions"].values()):
        facts = {**answer["revisions"], "authors": ", ".join(answer["authors"])}
        codes = [TRACKED[way] for way in answers]
        level = "information" if codes else "ask"
        yield Note(level, next(iter(codes), "E_TRACKED_CHANGES"), facts)
    if answer["hidden"]:
        yield Note("warning", "W_HIDDEN_TEXT", {"count": answer["hidden"]})
    if answer["links"]:
        yield Note("warning", "W_OUTSIDE_PART", {"target": ", ".join(answer["links"])})


def _cells(rows: Iterable[list[Any]]) -> dict[tuple[int, int], Cell]:
    return {
        (row, column): Cell(row, column, text, kind == "n", kind == "f", form, kind == "w")
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
