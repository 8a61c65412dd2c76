"""What statistics consist of: frozen tables, cross tables and rates in codes and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from consult.kernel.localised import LocalisedText

SMALLEST_BASE: Final = 5
"""Below this number no percentage is computed, only the count is printed."""


@dataclass(frozen=True, slots=True)
class StatRow:
    """One line: a code, its comments and, where asked, submissions; percent of all comments."""

    code: str
    comments: int
    percent: float | None = None
    submissions: int | None = None
    subtotal: bool = False


@dataclass(frozen=True, slots=True)
class StatTable:
    """A table of counts; `multiple` says that a comment may stand in several rows."""

    code: str
    axis: str
    rows: tuple[StatRow, ...]
    comments: int
    submissions: int | None = None
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class CrossRow:
    """One line of a cross table: a count for each column, their sum and its percent."""

    code: str
    counts: tuple[int, ...]
    comments: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Outcomes against another axis; `totals` and `percents` belong to the columns."""

    code: str
    axis: str
    columns: tuple[str, ...]
    rows: tuple[CrossRow, ...]
    totals: tuple[int, ...]
    percents: tuple[float | None, ...]
    comments: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with both its numbers."""

    code: str
    part: int
    base: int
    percent: float | None


@dataclass(frozen=True, slots=True)
class Timeliness:
    """T9: answers by the due date; medians in working days, None without answers."""

    in_time: Rate
    later: Rate
    unanswered: Rate
    median_from_close: float | None
    median_from_receipt: float | None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything counted in one report for one audience; `unanswered` are codes of comments."""

    comments: int
    submissions: int
    tables: tuple[StatTable, ...]
    outcomes: StatTable
    crosses: tuple[CrossTable, ...]
    timeliness: Timeliness
    rates: tuple[Rate, ...]
    measures_without_comment: tuple[str, ...]
    body_names: dict[str, LocalisedText]
    unanswered: tuple[str, ...] = ()

    def table(self, code: str) -> StatTable:
        """The table with that code; StopIteration when there is none."""
        return next(table for table in self.tables if table.code == code)


def percent(part: int, base: int) -> float | None:
    """The share in percent with one decimal, half up; None when either number is below five."""
    if base < SMALLEST_BASE or part < SMALLEST_BASE:
        return None
    return (part * 2000 + base) // (2 * base) / 10


def rate(code: str, part: int, base: int) -> Rate:
    """A share with its numbers; the percentage is there when the base is large enough."""
    return Rate(code, part, base, percent(part, base))
