"""Rows of a table with named columns, whatever their order: what importers of lists start from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from consult.kernel.findings import Finding, Level
from consult.kernel.text import clean_line, fold_to_compare
from consult.machinery.tables import Cell, Sheet, Unreadable, cell_name, read_table_file


@dataclass(frozen=True)
class Columns:
    """Names that a table must and may have; codes are columns that a number would falsify (P-6).

    `headings` are other ways to print a name, folded as `heading` does; `numeric` names the finding
    of a code column whose finding is not E_NUMERIC_CODE.
    """

    required: Collection[str]
    optional: Collection[str] = ()
    codes: Collection[str] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    numeric: Mapping[str, str] = field(default_factory=dict)

    def name(self, printed: str) -> str:
        """Return the name that a printed heading means; an unknown heading stays as it is."""
        plain = clean_line(printed).lower()
        return plain if self.knows(plain) else self.headings.get(heading(printed), plain)

    def knows(self, name: str) -> bool:
        """Return whether the table may have a column of this name."""
        return name in self.required or name in self.optional


def heading(printed: str) -> str:
    """Return the form in which headings are compared: folded, without punctuation."""
    letters = (char if char.isalnum() or char == "№" else " " for char in fold_to_compare(printed))
    return " ".join("".join(letters).split())


@dataclass(frozen=True)
class Record:
    """One row: its number in the file and the text of each known column, "" when empty."""

    row: int
    values: Mapping[str, str]
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass
class Records:
    """The rows of a file and what was noticed; without rows when a finding stops the import."""

    file: str
    sheet: str = ""
    rows: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: Collection[str] = ()

    def note(
        self, level: Level, code: str, record: Record, column: str = "", **facts: object
    ) -> None:
        """Add a finding about a row or one of its cells."""
        cells = (record.cells[column],) if column in record.cells else ()
        named = {"field": column, **facts} if column else facts
        self.findings.append(Finding(level, code, self.file, self.sheet, cells, record.row, named))


def read_records(
    data: bytes, filename: str, columns: Columns, accepted: Collection[str] = ()
) -> Records:
    """Return the rows of the first filled sheet of an XLSX, DOCX or CSV file.

    The first filled row names the columns. Unknown columns are reported and left out; a missing
    or doubled column, a formula or a number in a code column stops. accepted holds the codes of
    questions that were answered with yes.
    """
    try:
        sheets = read_table_file(data, filename, accepted)
    except Unreadable as refused:
        return Records(filename, findings=[unreadable_finding(refused, filename)])
    sheet = next((sheet for sheet in sheets if sheet.cells and not sheet.is_hidden), None)
    if sheet is None:
        return Records(filename, findings=[Finding(Level.ERROR, "E_EMPTY", filename)])
    return _records(filename, sheet, columns, accepted)


def unreadable_finding(refused: Unreadable, filename: str) -> Finding:
    """The finding that says why a file was refused."""
    return Finding(Level.ERROR, refused.code, filename, facts=refused.facts)


def note_findings(sheet: Sheet, filename: str, accepted: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what concerns the file as a whole; an answered question becomes information."""
    for note in sheet.notes:
        level = Level.INFORMATION if note.code in accepted else Level(note.level)
        yield Finding(level, note.code, filename, sheet.name, facts=note.facts)


def _records(filename: str, sheet: Sheet, columns: Columns, accepted: Collection[str]) -> Records:
    top = min((row for row in sheet.by_row if not sheet.is_around(row)), default=1)
    names = {column: columns.name(cell.text) for column, cell in sheet.row(top).items()}
    found = Records(filename, sheet.name, findings=list(note_findings(sheet, filename, accepted)))
    found.findings.extend(_heading_findings(found, top, list(names.values()), columns))
    known = {column: name for column, name in names.items() if columns.knows(name)}
    found.columns = tuple(known.values())
    bodies = {row: sheet.row(row) for row in sheet.by_row if row > top and not sheet.is_around(row)}
    found.findings.extend(_cell_findings(found, list(bodies.values()), known, columns))
    if not any(finding.level == Level.ERROR for finding in found.findings):
        found.rows = [_record(row, cells, known) for row, cells in bodies.items()]
        found.rows = [record for record in found.rows if any(record.values.values())]
    if not bodies:
        found.findings.append(Finding(Level.ERROR, "E_NO_ROWS", filename, sheet.name))
    return found


def _heading_findings(
    found: Records, row: int, names: Sequence[str], columns: Columns
) -> Iterator[Finding]:
    def heading(level: Level, code: str, **facts: object) -> Finding:
        return Finding(level, code, found.file, found.sheet, row=row, facts=facts)

    for name in columns.required:
        if name not in names:
            yield heading(Level.ERROR, "E_COLUMN_MISSING", field=name)
    for name in dict.fromkeys(names):
        if names.count(name) > 1 and columns.knows(name):
            yield heading(Level.ERROR, "E_COLUMN_TWICE", field=name)
    if unknown := [name for name in names if name and not columns.knows(name)]:
        yield heading(Level.WARNING, "W_COLUMN_UNKNOWN", columns=", ".join(unknown))


def _cell_findings(
    found: Records,
    bodies: Sequence[Mapping[int, Cell]],
    known: Mapping[int, str],
    columns: Columns,
) -> Iterator[Finding]:
    cells = [cell for row in bodies for column, cell in row.items() if column in known]
    formulas = [cell.name for cell in cells if cell.is_formula]
    numbers: dict[str, list[str]] = {}
    for cell in cells:
        if cell.is_numeric and (name := known[cell.column]) in columns.codes:
            numbers.setdefault(columns.numeric.get(name, "E_NUMERIC_CODE"), []).append(cell.name)
    if formulas:
        yield Finding(Level.ERROR, "E_FORMULA_CELL", found.file, found.sheet, tuple(formulas))
    for code, names in numbers.items():
        yield Finding(Level.ERROR, code, found.file, found.sheet, tuple(names))


def _record(row: int, cells: Mapping[int, Cell], known: Mapping[int, str]) -> Record:
    values = {name: cells[column].text for column, name in known.items() if column in cells}
    places = {name: cell_name(row, column) for column, name in known.items()}
    return Record(row, values, places)
