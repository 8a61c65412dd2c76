"""What a work sheet holds: its columns, its rows and what was typed into them (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from consult.kernel.findings import Finding, blocked
from consult.kernel.text import clean_line, clean_text

FORMAT_VERSION = "1"
LOCKED = ("number", "measure", "author", "comment")
ANSWER = (
    "disposition",
    "ground",
    "reasons_kk",
    "reasons_ru",
    "reasons_en",
    "part_accepted",
    "change",
    "promised_version",
    "covered_by",
    "passed_to",
    "duplicate_of",
)
HIDDEN = ("comment_code", "row_version", "checksum")
COLUMNS = (*LOCKED, *ANSWER, *HIDDEN)
LINES = frozenset({"reasons_kk", "reasons_ru", "reasons_en", "part_accepted", "change"})
"""Answer columns of several lines; the others are one line."""
CODES = ("covered_by", "duplicate_of", "comment_code")
"""Columns that a number would falsify: 2.1 and 2.10 look the same (P-6)."""
CELL = 32_000
"""Characters a cell may hold here; Excel stops at 32,767."""

Words = Mapping[str, str]
"""code -> words of the sheet in one language."""


@dataclass(frozen=True)
class About:
    """Whose sheet it is: consultation (slug), body (code), language, moment, version of form."""

    consultation: str
    body: str
    language: str
    exported_at: str
    version: str = FORMAT_VERSION


@dataclass(frozen=True)
class WorkRow:
    """A comment of a body: the four locked cells and the answer cells by column code.

    `row_version` is that of the answer, 0 when nobody began; an answer that is approved is not
    open: all of its cells are locked.
    """

    code: str
    row_version: int
    locked: tuple[str, ...]
    answer: Mapping[str, str]
    is_open: bool = True


@dataclass(frozen=True)
class Worksheet:
    """A sheet to be written: rows in the order of the plan, and what the drop-downs offer."""

    about: About
    title: str
    body_name: str
    rows: Sequence[WorkRow]
    measures: Sequence[str] = ()
    versions: Sequence[str] = ()


@dataclass(frozen=True)
class TypedRow:
    """A row as it came back: its number in the file, its code and the answer in canonical form.

    `was_edited` tells whether anything differs from what was written out.
    """

    row: int
    code: str
    row_version: int
    answer: Mapping[str, str]
    was_edited: bool


@dataclass(frozen=True)
class SheetFile:
    """What was read from a sheet. With a stopping `findings` nothing of it is used.

    `refused` are findings about single rows; `deleted` are codes that were written out and did not
    come back.
    """

    about: About | None = None
    rows: Sequence[TypedRow] = ()
    refused: Sequence[Finding] = ()
    deleted: Sequence[str] = ()
    findings: Sequence[Finding] = field(default_factory=tuple)

    @property
    def stopped(self) -> bool:
        """Whether the file was refused as a whole."""
        return self.about is None or blocked(self.findings)


def canonical(answer: Mapping[str, str]) -> dict[str, str]:
    """Return the answer cells in the form in which they are compared and stored."""
    return {name: _clean(name, answer.get(name) or "") for name in ANSWER}


def _clean(name: str, text: str) -> str:
    return clean_text(text) if name in LINES else clean_line(text)
