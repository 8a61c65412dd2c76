"""Reading a work sheet that came back: whose it is, its rows, and what is wrong with them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consult.domain.responses.rules import OFFERED, REASONS_LIMIT, REJECTION_GROUNDS
from consult.domain.responses.worksheet.seal import fingerprint, is_sealed, written_in
from consult.domain.responses.worksheet.sheet import (
    ANSWER,
    CODES,
    COLUMNS,
    FORMAT_VERSION,
    HIDDEN,
    LINES,
    LOCKED,
    About,
    SheetFile,
    TypedRow,
    canonical,
)
from consult.domain.responses.worksheet.writing import ABOUT
from consult.kernel.findings import Finding, Level, blocked
from consult.kernel.localised import LANGUAGES
from consult.kernel.text import clean_line, fold_to_compare
from consult.machinery.records import note_findings, unreadable_finding
from consult.machinery.tables import Cell, Sheet, Unreadable, cell_name, read_table_file

CLOSED = {"disposition": OFFERED, "ground": REJECTION_GROUNDS}
LINE_LIMIT = 500
VERSION = re.compile(r"[1-9][0-9]{0,3}")
Vocabulary = Mapping[str, Mapping[str, str]]
"""disposition and ground -> words or code, folded -> code; see `vocabulary`."""


def vocabulary(words: Sequence[Mapping[str, str]]) -> Vocabulary:
    """Return what may be typed for results and grounds: codes, and words in all languages."""
    return {
        name: {
            fold_to_compare(text): code
            for code in codes
            for text in (code, *_forms([spoken[f"{name}.{code}"] for spoken in words]))
        }
        for name, codes in CLOSED.items()
    }


def _forms(words: Sequence[str]) -> list[str]:
    """Return the words, and without what stands in brackets: «Отклонено (не принято)»."""
    return [*words, *(text.partition(" (")[0] for text in words)]


def read_worksheet(data: bytes, filename: str, known: Vocabulary, key: bytes) -> SheetFile:
    """Return the rows of a work sheet in canonical form; nothing is compared with the database.

    A file that is not a work sheet stops; a row that was added, copied, or whose locked cells or
    hidden cells were changed is refused and named, the others are read (X-04).
    """
    try:
        sheets = read_table_file(data, filename)
    except Unreadable as refused:
        return SheetFile(findings=(unreadable_finding(refused, filename),))
    return read_sheets(sheets, filename, known, key)


def read_sheets(sheets: Sequence[Sheet], filename: str, known: Vocabulary, key: bytes) -> SheetFile:
    """Return the same from sheets that are read already."""
    about, exported = _about(sheets)
    found = next((place for sheet in sheets if (place := _place(sheet))), None)
    if about is None or found is None:
        return SheetFile(findings=(Finding(Level.ERROR, "E_WORK_NOT_A_SHEET", filename),))
    if about.version != FORMAT_VERSION or about.language not in LANGUAGES:
        return SheetFile(findings=(Finding(Level.ERROR, "E_WORK_FORMAT", filename),))
    notes = tuple(note_findings(found.sheet, filename))
    if blocked(notes):
        return SheetFile(findings=notes)
    reader = _Reader(filename, about, known, key, found)
    rows = list(reader.rows())
    gone = [code for code in exported if code not in reader.seen]
    return SheetFile(about, rows, tuple(reader.refused), tuple(gone))


@dataclass(frozen=True)
class _Place:
    """Where the table stands: its sheet, the row of codes, and the column of each code."""

    sheet: Sheet
    top: int
    columns: Mapping[str, int]


def _about(sheets: Sequence[Sheet]) -> tuple[About | None, list[str]]:
    for sheet in sheets:
        pairs = [
            (_text(cells.get(1)), _text(cells.get(2)))
            for _row, cells in sorted(sheet.by_row.items())
        ]
        facts = dict(pairs)
        if all(name in facts for name in ABOUT):
            named = {name: facts[name] for name in ABOUT}
            return About(**named), [code for kind, code in pairs if kind == "row"]
    return None, []


def _place(sheet: Sheet) -> _Place | None:
    for row in [number for number in sorted(sheet.by_row) if number > 0][:5]:
        names = {_text(cell): column for column, cell in sheet.row(row).items()}
        if set(COLUMNS) <= names.keys():
            return _Place(sheet, row, names)
    return None


def _text(cell: Cell | None) -> str:
    return clean_line(cell.text) if cell else ""


class _Refused(Exception):
    """A row that is not taken; args: code, column or "", facts."""


class _Reader:
    def __init__(
        self, filename: str, about: About, known: Vocabulary, key: bytes, place: _Place
    ) -> None:
        self._filename, self._about, self._known, self._key = filename, about, known, key
        self._place = place
        self.refused: list[Finding] = []
        self.seen: dict[str, int] = {}

    def rows(self) -> Iterator[TypedRow]:
        sheet = self._place.sheet
        for number in sorted(sheet.by_row):
            if number <= self._place.top or self._is_heading(number):
                continue
            cells = {name: sheet.row(number).get(self._place.columns[name]) for name in COLUMNS}
            if not any(_text(cell) for cell in cells.values()):
                continue
            try:
                yield self._row(number, cells)
            except _Refused as refused:
                self._note(number, *refused.args)

    def _is_heading(self, number: int) -> bool:
        column = self._place.columns["checksum"]
        return _text(self._place.sheet.row(number).get(column)) == "checksum"

    def _row(self, number: int, cells: Mapping[str, Cell | None]) -> TypedRow:
        code = _text(cells["comment_code"])
        if not code:
            raise _Refused("E_WORK_ROW_ADDED", "", {})
        if code in self.seen:
            facts = {"comment": code, "row": self.seen[code]}
            raise _Refused("E_WORK_ROW_TWICE", "", facts)
        self.seen[code] = number
        self._check(code, cells)
        answer = self._answer(code, cells)
        written = written_in(_text(cells["checksum"]))
        version = int(_text(cells["row_version"]))
        return TypedRow(number, code, version, answer, fingerprint(answer) != written)

    def _check(self, code: str, cells: Mapping[str, Cell | None]) -> None:
        locked = [_text(cells[name]) for name in LOCKED]
        version, checksum = (_text(cells[name]) for name in HIDDEN[1:])
        if not is_sealed(self._key, self._about, code, version, locked, checksum):
            raise _Refused("E_WORK_LOCKED", "", {"comment": code})
        for name in (*ANSWER, *HIDDEN):
            cell = cells[name]
            if cell is not None and cell.is_formula:
                raise _Refused("E_WORK_FORMULA", name, {"comment": code})
            if cell is not None and cell.is_numeric and name in CODES:
                raise _Refused("E_WORK_NUMBER", name, {"comment": code, "value": cell.text})

    def _answer(self, code: str, cells: Mapping[str, Cell | None]) -> dict[str, str]:
        typed = {name: cell.text if (cell := cells[name]) else "" for name in ANSWER}
        answer = canonical(typed)
        for name in CLOSED:
            answer[name] = self._code(code, name, answer[name])
        version = answer["promised_version"]
        if version and not VERSION.fullmatch(version):
            facts = {"comment": code, "value": version}
            raise _Refused("E_WORK_VERSION", "promised_version", facts)
        for name, text in answer.items():
            most = REASONS_LIMIT if name in LINES else LINE_LIMIT
            if len(text) > most:
                raise _Refused("E_WORK_TOO_LONG", name, {"comment": code, "most": most})
        return answer

    def _code(self, comment: str, name: str, typed: str) -> str:
        if not typed:
            return ""
        found = self._known[name].get(fold_to_compare(typed))
        if found is None:
            raise _Refused("E_WORK_WORD", name, {"comment": comment, "value": typed})
        return found

    def _note(self, row: int, code: str, column: str, facts: Mapping[str, object]) -> None:
        place = self._place
        cells = (cell_name(row, place.columns[column]),) if column else ()
        named = {**facts, "column": column} if column else dict(facts)
        sheet = place.sheet.name
        self.refused.append(Finding(Level.ERROR, code, self._filename, sheet, cells, row, named))
