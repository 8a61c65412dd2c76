"""The rows of a sheet of statements: when, who, on what, which words, under which consent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from consult.domain.roundtables.importer import words
from consult.domain.roundtables.importer.days import time_of_day
from consult.domain.roundtables.importer.headed import HeadedTable
from consult.domain.roundtables.importer.places import Named, named_target
from consult.domain.roundtables.importer.speaker import Speaker, read_speaker
from consult.kernel.findings import Level
from consult.kernel.text import clean_text, fold_to_compare, is_blank
from consult.machinery.records import heading

REQUIRED = ("about", "kind", "text", "language")
_CLOSED = {"kind": words.KINDS, "language": words.LANGUAGES}


@dataclass(frozen=True)
class StatementLine:
    """One statement as the sheet has it; `at` is local time, None when the sheet says nothing."""

    sheet: str
    row: int
    at: time | None
    speaker: Speaker
    target: Named
    field: str
    kind: str
    language: str
    text: str
    wording: str
    read_back: bool

    @property
    def content(self) -> tuple[str, ...]:
        """What makes it the same statement in another copy of the sheet."""
        target = self.target
        return (
            self.at.isoformat() if self.at else "",
            heading(self.speaker.name),
            heading(self.speaker.organisation),
            f"{target.kind}:{target.number}:{self.field}",
            self.kind,
            self.language,
            fold_to_compare(self.text),
            fold_to_compare(self.wording),
        )


def read_statements(table: HeadedTable) -> Iterator[StatementLine]:
    """Yield the statements without errors; what is wrong with a row is noted in the table."""
    table.check(REQUIRED, codes=("about",))
    if any(finding.stops for finding in table.findings):
        return
    known: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        line = _statement(table, row)
        if line and (same := known.setdefault(line.content, row)) != row:
            table.note(Level.ERROR, "E_SHEET_TWICE", row, "text", other=same)
        elif line:
            yield line
    if not known and not table.findings:
        table.note_all(Level.WARNING, "W_NO_STATEMENTS")


def _statement(table: HeadedTable, row: int) -> StatementLine | None:
    before = len(table.findings)
    text = clean_text(table.text(row, "text"))
    if is_blank(text):
        table.note(Level.ERROR, "E_ROW_REQUIRED", row, "text")
    codes = {name: _code(table, row, name, words_) for name, words_ in _CLOSED.items()}
    target, at = _target(table, row), _time(table, row)
    speaker = read_speaker(table, row, "speaker")
    part = _field(table, row, target)
    if target is None or any(finding.stops for finding in table.findings[before:]):
        return None
    return StatementLine(
        sheet=table.sheet.name,
        row=row,
        at=at,
        speaker=speaker,
        target=target,
        field=part,
        kind=codes["kind"],
        language=codes["language"],
        text=text,
        wording=clean_text(table.text(row, "wording")),
        read_back=heading(table.line(row, "read_back")) in words.YES,
    )


def _code(table: HeadedTable, row: int, name: str, known: dict[str, str]) -> str:
    printed = table.line(row, name)
    code = known.get(heading(printed), "")
    if not printed:
        table.note(Level.ERROR, "E_ROW_REQUIRED", row, name)
    elif not code:
        table.note(Level.ERROR, "E_SHEET_WORD", row, name, value=printed)
    return code


def _target(table: HeadedTable, row: int) -> Named | None:
    printed = table.line(row, "about")
    if not printed:
        table.note(Level.ERROR, "E_ROW_REQUIRED", row, "about")
        return None
    found = named_target(printed)
    if found is None:
        table.note(Level.ERROR, "E_POINT_UNKNOWN", row, "about", value=printed)
    elif found.extra:
        named = ", ".join((found.number, *found.extra))
        table.note(Level.WARNING, "W_POINT_NAMES_SEVERAL_MEASURES", row, "about", measures=named)
    return found


def _field(table: HeadedTable, row: int, target: Named | None) -> str:
    printed = table.line(row, "field")
    if not printed:
        return ""
    code = words.FIELDS.get(heading(printed), "")
    if not code or target is None or target.kind != "measure":
        table.note(Level.ERROR, "E_SHEET_WORD", row, "field", value=printed)
    return code


def _time(table: HeadedTable, row: int) -> time | None:
    printed = table.line(row, "time")
    if not printed:
        table.note(Level.WARNING, "W_TIME_MISSING", row, "time")
        return None
    found = time_of_day(printed)
    if found is None:
        table.note(Level.ERROR, "E_SHEET_TIME", row, "time", value=printed)
    return found
