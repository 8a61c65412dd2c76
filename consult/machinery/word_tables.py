"""Collects the tables of a Word document row by row: columns, merged cells, text around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element as Element

from consult.machinery.sandbox import Room
from consult.machinery.word_numbering import W, attribute, number
from consult.machinery.word_text import TextReader

MOST_COLUMNS = 63
MOST_AROUND = 200
TITLE = 80
CONTINUED = "continue"


@dataclass
class Table:
    """One table: its cells by place, merged cells as [top, left, bottom, right]."""

    before: list[tuple[int, str, bool]]
    last: int = 0
    cells: list[list[Any]] = field(default_factory=list)
    merged: list[list[int]] = field(default_factory=list)
    after: list[tuple[int, str, bool]] = field(default_factory=list)
    held: dict[int, list[int]] = field(default_factory=dict)


class Tables:
    """The tables met so far and the paragraphs between them."""

    def __init__(self, reader: TextReader) -> None:
        self.reader = reader
        self.sheets: list[Table] = []
        self._room = Room()
        self._paragraphs: list[tuple[int, str, bool]] = []

    def begin(self) -> None:
        """A table starts; what was said before it may hold its title."""
        self.sheets.append(Table(self._paragraphs[-MOST_AROUND:]))

    def end(self) -> None:
        """A table ends: cells merged to its last row are complete."""
        self.sheets[-1].held.clear()

    def add_paragraph(self, paragraph: Element) -> None:
        """Keep a paragraph outside of tables, with its place in the document."""
        place = len(self._paragraphs) + 1
        self.reader.place = (-1, place, 1)
        label, said = self.reader.paragraph(paragraph)
        text = " ".join(part for part in (label, said) if part)
        self._room.take(text)
        self._paragraphs.append((place, text, bool(label)))
        for table in self.sheets:
            if len(table.after) < MOST_AROUND:
                table.after.append(self._paragraphs[-1])

    def add_row(self, row: Element) -> None:
        """Read one row; a row that does not exist in this reading is left out."""
        properties = row.find(f"{W}trPr")
        if self.reader.is_gone(properties):
            return
        table = self.sheets[-1]
        table.last += 1
        column = 1 + min(number(attribute(properties, "gridBefore")) or 0, MOST_COLUMNS)
        for cell in _cells_of(row):
            column += self._add_cell(table, column, cell)

    def _add_cell(self, table: Table, column: int, cell: Element) -> int:
        """Read one cell; returns how many columns it takes."""
        properties = cell.find(f"{W}tcPr")
        width = max(1, min(number(attribute(properties, "gridSpan")) or 1, MOST_COLUMNS))
        if _hold(table, column, width, _vertical(properties)):
            return width
        self.reader.place = (len(self.sheets), table.last, column)
        text, counted = self.reader.numbered_block(cell)
        self._room.take(text)
        if text and not self.reader.is_gone(properties):
            kind = "w" if counted else "s"
            table.cells.append([table.last, column, kind, text, "General"])
        return width

    def finished(self, remarks: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
        """Return the tables as sheets, with the comments in their margins."""
        return [self._sheet(place, table, remarks) for place, table in enumerate(self.sheets, 1)]

    def _sheet(
        self, place: int, table: Table, remarks: Mapping[str, Mapping[str, str]]
    ) -> dict[str, Any]:
        around = [*self._around(_before(table)), *self._around(_after(table))]
        title = next((said for _, said, _ in reversed(table.before) if said), "")
        return {
            "name": str(place),
            "title": title[:TITLE],
            "hidden": False,
            "last": table.last,
            "cells": [*table.cells, *around],
            "merged": [area for area in table.merged if area[:2] != area[2:]],
            "remarks": list(self._remarks_of(place, table, remarks)),
        }

    def _around(self, lines: Iterable[tuple[int, str, bool]]) -> Iterator[list[Any]]:
        for row, text, counted in lines:
            self._room.take(text)
            if text:
                yield [row, 1, "w" if counted else "s", text, "General"]

    def _remarks_of(
        self, place: int, table: Table, remarks: Mapping[str, Mapping[str, str]]
    ) -> Iterator[dict[str, Any]]:
        marks = self.reader.marks
        for name, remark in remarks.items():
            sheet, row, column = marks.places.get(name, (-1, 0, 1))
            if sheet == -1:
                row = _row_of(table, row)
            elif sheet != place:
                continue
            passage = "".join(marks.passages.get(name, ()))
            self._room.take(passage + remark["text"])
            yield {**remark, "passage": passage, "row": row, "column": column}


def _hold(table: Table, column: int, width: int, vertical: str) -> bool:
    """Note merged cells; True when the cell only continues the one above (P-3)."""
    if vertical == CONTINUED and column in table.held:
        table.held[column][2] = table.last
        return True
    area = [table.last, column, table.last, column + width - 1]
    table.merged.append(area)
    for taken in range(column, column + width):
        table.held.pop(taken, None)
    if vertical == "restart":
        table.held[column] = area
    return False


def _vertical(properties: Element | None) -> str:
    mark = properties.find(f"{W}vMerge") if properties is not None else None
    return "" if mark is None else mark.get(f"{W}val", CONTINUED)


def _cells_of(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml"}:
            yield from _cells_of(child)


def _before(table: Table) -> Iterator[tuple[int, str, bool]]:
    for row, (_, text, counted) in enumerate(table.before, start=1 - len(table.before)):
        yield row, text, counted


def _after(table: Table) -> Iterator[tuple[int, str, bool]]:
    for row, (_, text, counted) in enumerate(table.after, start=table.last + 1):
        yield row, text, counted


def _row_of(table: Table, place: int) -> int:
    """Return the row of a paragraph outside the table, by its place in the document."""
    rows = zip((*_before(table), *_after(table)), (*table.before, *table.after), strict=True)
    return next((row for (row, _, _), (known, _, _) in rows if known == place), 0)
