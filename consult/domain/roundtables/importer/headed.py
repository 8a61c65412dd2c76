"""A table below a row of headings that was found by meaning: its cells, lines above, findings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from consult.kernel.findings import Finding, Level
from consult.kernel.text import clean_line, is_blank
from consult.machinery.records import heading
from consult.machinery.tables import Sheet, cell_name

SEARCHED_ROWS = 15
KNOWN_HEADINGS = 2
FIELD = "meeting."
"""What stands before the name of a column in a finding, so that it is called in words."""
_TOTALS = frozenset({"итого", "всего", "барлығы", "жиыны", "total"})


@dataclass
class HeadedTable:
    """The table of one sheet; `columns` holds the column of each known heading."""

    file: str
    sheet: Sheet
    top: int
    columns: Mapping[str, int]
    findings: list[Finding] = field(default_factory=list)

    @property
    def lines_above(self) -> list[str]:
        """The filled lines above the headings, from the top."""
        rows = sorted(row for row in self.sheet.by_row if row < self.top)
        return [clean_line(cell.text) for row in rows for cell in self.sheet.row(row).values()]

    @property
    def rows(self) -> Iterator[int]:
        """The rows in which more than a number stands, sums below the table excepted."""
        for row in range(self.top + 1, self.sheet.rows.stop):
            filled = [self.text(row, name) for name in self.columns]
            if any(heading(text) in _TOTALS for text in filled):
                continue
            others = (self.text(row, name) for name in self.columns if name != "number")
            if any(not is_blank(text) for text in others):
                yield row

    def text(self, row: int, name: str) -> str:
        """What a cell shows; "" for an empty cell, a formula and a column that is not there."""
        cell = self.sheet.row(row).get(self.columns.get(name, 0))
        return "" if cell is None or cell.is_formula else cell.text

    def line(self, row: int, name: str) -> str:
        """What a cell shows as one clean line."""
        return clean_line(self.text(row, name))

    def note(self, level: Level, code: str, row: int, name: str, **facts: object) -> None:
        """Add a finding about a cell."""
        column = self.columns.get(name)
        cells = (cell_name(row, column),) if column else ()
        named = {"field": f"{FIELD}{name}", **facts}
        self.findings.append(Finding(level, code, self.file, self.sheet.name, cells, row, named))

    def note_all(self, level: Level, code: str, row: int | None = None, **facts: object) -> None:
        """Add a finding about the whole table or one row of it."""
        self.findings.append(Finding(level, code, self.file, self.sheet.name, (), row, facts))

    def check(self, required: Collection[str], codes: Collection[str] = ()) -> None:
        """Note columns that are missing, formulas, and numbers where codes must be text (P-6)."""
        for name in required:
            if name not in self.columns:
                self.note_all(Level.ERROR, "E_COLUMN_MISSING", row=self.top, field=f"{FIELD}{name}")
        below = [
            cell
            for row in range(self.top + 1, self.sheet.rows.stop)
            for cell in self.sheet.row(row).values()
            if cell.column in self.columns.values()
        ]
        in_codes = {self.columns[name] for name in codes if name in self.columns}
        for code, cells in (
            ("E_FORMULA_CELL", [cell.name for cell in below if cell.is_formula]),
            (
                "E_NUMERIC_CODE",
                [cell.name for cell in below if cell.is_numeric and cell.column in in_codes],
            ),
        ):
            if cells:
                found = Finding(Level.ERROR, code, self.file, self.sheet.name, tuple(cells))
                self.findings.append(found)


def find_table(
    file: str, sheet: Sheet, headings: Mapping[str, str], needed: Collection[Collection[str]]
) -> HeadedTable | None:
    """Return the table whose headings are known and hold all of one of the needed sets."""
    for row in range(1, SEARCHED_ROWS + 1):
        columns: dict[str, int] = {}
        for column, cell in sheet.row(row).items():
            if name := headings.get(heading(cell.text)):
                columns.setdefault(name, column)
        if len(columns) >= KNOWN_HEADINGS and any(set(one) <= set(columns) for one in needed):
            return HeadedTable(file, sheet, row, columns)
    return None
