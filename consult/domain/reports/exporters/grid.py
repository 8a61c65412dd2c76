"""Tables that every format can print: columns, rows of cells, titles over the full width."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from consult.domain.reports.exporters.cover import Cover
from consult.domain.reports.exporters.wording import Para

Cell = list[Para]
WIDTH: Final = 267
"""Millimetres of a table: A4 across less the margins of 20 and 10."""
UPRIGHT: Final = 180
"""The same on an upright page."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and its width in millimetres; `small` prints in smaller letters."""

    head: str
    width: float
    small: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A title over the full width, such as a section of the plan."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells; `code` names the comment in the notes when its text had to be altered."""

    cells: tuple[Cell, ...]
    code: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """One table; `lines` gives its rows anew each time, so that memory stays flat.

    The headings are repeated on every page. `empty` is the sentence printed when there is no row.
    """

    title: str
    columns: tuple[Column, ...]
    lines: Callable[[], Iterator[Band | Line]]
    empty: str = ""

    @property
    def widths(self) -> tuple[float, ...]:
        """Widths of the columns in millimetres."""
        return tuple(column.width for column in self.columns)

    @property
    def heads(self) -> tuple[str, ...]:
        """The headings of the columns."""
        return tuple(column.head for column in self.columns)

    def printed(self) -> Iterator[Band | Line]:
        """The rows, or the sentence that there is none."""
        count = 0
        for count, line in enumerate(self.lines(), 1):  # noqa: B007  only whether there is one
            yield line
        if not count and self.empty:
            yield Band(self.empty)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of tables: its cover, the tables one after the other, and lines to sign on."""

    cover: Cover
    grids: tuple[Grid, ...]
    signatures: tuple[str, ...] = ()


def plain(cell: Iterable[Para]) -> str:
    """The cell as text, one paragraph a line."""
    return "\n".join(para.text for para in cell)
