"""What papers with text consist of: headings, paragraphs, lists, facts, tables and charts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from consult.domain.reports.exporters.grid import Cell, Grid
from consult.domain.reports.exporters.tables import Printed


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (a part or an annex) to 3; `fresh` begins a page."""

    text: str
    level: Literal[1, 2, 3] = 1
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs one after the other."""

    paras: Cell


@dataclass(frozen=True, slots=True)
class Points:
    """A list with a dot before each item; an item may have several paragraphs."""

    items: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and a value, one under the other."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of statistics; without its chart when `drawn` is false."""

    table: Printed
    drawn: bool = True


@dataclass(frozen=True, slots=True)
class Cards:
    """The comments with their answers: a table in Word, one card a comment in PDF."""

    grid: Grid


@dataclass(frozen=True, slots=True)
class Signatures:
    """The last lines: who prepared the paper, and who signs it."""

    lines: tuple[str, ...]
    signature: str = ""


Block = Heading | Text | Points | Facts | Figures | Cards | Grid | Signatures


@dataclass(frozen=True, slots=True)
class Booklet:
    """A paper with text: its first page, its table of contents, and its blocks anew each time.

    `heavy` says that it holds every comment, so that its PDF may need several volumes; `upright`
    that its pages stand upright, as letters do.
    """

    title: str
    subtitle: str
    number: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    contents: tuple[str, ...]
    blocks: Callable[[], Iterator[Block]]
    address: str = ""
    heavy: bool = False
    upright: bool = False
