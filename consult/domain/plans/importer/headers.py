"""Finding the table in a sheet: the heading row, its depth and what each column means (P-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.domain.plans.importer.fields import field_of
from consult.machinery.tables import Cell, Sheet

SEARCHED_ROWS = 15
KNOWN_HEADINGS = 3


@dataclass(frozen=True)
class Header:
    """A found heading: its rows, the column of each field and the first row of the body."""

    top: int
    bottom: int
    columns: Mapping[str, int]
    column_number_row: int | None = None

    @property
    def body(self) -> int:
        """The first row below the headings and the row of column numbers."""
        return (self.column_number_row or self.bottom) + 1


def find_header(sheet: Sheet) -> Header | None:
    """Return the first row of the first 15 with three known headings or more, else None."""
    for row in range(1, SEARCHED_ROWS + 1):
        columns = _fields_of_row(sheet.row(row))
        if len(columns) >= KNOWN_HEADINGS:
            return _completed(sheet, row, columns)
    return None


def repeats(sheet: Sheet, row: int, header: Header) -> bool:
    """True when a body row repeats the headings, as on a new printed page."""
    found = _fields_of_row(sheet.row(row))
    return len(found) >= KNOWN_HEADINGS and all(
        header.columns.get(name) == column for name, column in found.items()
    )


def header_cells(sheet: Sheet, header: Header) -> list[Cell]:
    """The cells of the heading rows, in order."""
    return [
        cell for row in range(header.top, header.bottom + 1) for cell in sheet.row(row).values()
    ]


def _fields_of_row(cells: Mapping[int, Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, cell in cells.items():
        name = None if cell.is_numeric or cell.is_formula else field_of(cell.text)
        if name:
            found.setdefault(name, column)
    return found


def _completed(sheet: Sheet, top: int, columns: dict[str, int]) -> Header:
    bottom, merged = top, dict(columns)
    below = _fields_of_row(sheet.row(top + 1))
    spans = any(first == top and last > top for first, _, last, _ in sheet.merged)
    if below and (spans or not _starts_body(sheet, top + 1, columns)):
        bottom = top + 1
        merged |= below
    numbers = bottom + 1 if _is_column_numbers(sheet.row(bottom + 1)) else None
    return Header(top, bottom, merged, numbers)


def _starts_body(sheet: Sheet, row: int, columns: Mapping[str, int]) -> bool:
    filled = sheet.row(row)
    return any(columns.get(name) in filled for name in ("number", "measure"))


def _is_column_numbers(cells: Mapping[int, Cell]) -> bool:
    texts = [cells[column].text.strip() for column in sorted(cells)]
    return len(texts) >= KNOWN_HEADINGS and texts == [
        str(place) for place in range(1, len(texts) + 1)
    ]
