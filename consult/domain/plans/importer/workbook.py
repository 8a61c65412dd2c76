"""From the bytes of one file to the sheet and the headings of its plan (P-1, P-13, P-14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from consult.domain.plans.importer.fields import REQUIRED, field_of
from consult.domain.plans.importer.headers import SEARCHED_ROWS, Header, find_header
from consult.domain.plans.importer.parsed import SourceFile
from consult.domain.plans.importer.rows import section_parts, split_number
from consult.kernel.findings import Finding, Level
from consult.machinery.tables import Sheet, Unreadable, cell_name, read_table_file


@dataclass
class Opened:
    """A file with the sheet chosen and its headings; both None when the findings say why."""

    sheet: Sheet | None = None
    header: Header | None = None
    findings: list[Finding] = field(default_factory=list)


def open_file(source: SourceFile) -> Opened:
    """Read a file and find its plan table; refusals are findings, never exceptions."""
    try:
        sheets = read_table_file(source.data, source.name, source.accepted)
    except Unreadable as unreadable:
        return Opened(
            findings=[Finding(Level.ERROR, unreadable.code, source.name, facts=unreadable.facts)]
        )
    findings = list(_notes(source, sheets))
    filled = [sheet for sheet in sheets if sheet.cells and (source.sheet in (None, sheet.name))]
    if not filled:
        return Opened(
            findings=[Finding(Level.ERROR, "E_EMPTY", source.name, facts={"sheets": len(sheets)})]
        )
    opened = _chosen(source, [sheet for sheet in filled if not sheet.is_hidden] or filled)
    return replace(opened, findings=findings + opened.findings)


def _notes(source: SourceFile, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    notes = {note.code: note for sheet in sheets for note in sheet.notes}
    notes.pop("W_EXTERNAL_LINK", None)
    for note in notes.values():
        level = Level.INFORMATION if note.code in source.accepted else Level(note.level)
        yield Finding(level, note.code, source.name, facts=note.facts)


def _chosen(source: SourceFile, sheets: Sequence[Sheet]) -> Opened:
    if source.mapping:
        return _by_hand(source, sheets[0])
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet))]
    if not found:
        return Opened(findings=[_no_header(source, sheets)])
    sheet, header = found[0]
    missing = [name for name in REQUIRED if name not in header.columns]
    if len(found) > 1:
        facts: dict[str, Any] = {"tables": "; ".join(sheet.label for sheet, _ in found)}
        return Opened(findings=[Finding(Level.ASK, "E_SEVERAL_TABLES", source.name, facts=facts)])
    if missing:
        facts = {"field": missing[0], "row": header.top}
        return Opened(findings=[_column_missing(source, sheet, facts, row=header.top)])
    return Opened(sheet, header)


def _column_missing(
    source: SourceFile, sheet: Sheet, facts: dict[str, Any], *, row: int | None = None
) -> Finding:
    return Finding(Level.ERROR, "E_COLUMN_MISSING", source.name, sheet.name, row=row, facts=facts)


def _by_hand(source: SourceFile, sheet: Sheet) -> Opened:
    columns = {name: column for name, column in (source.mapping or {}).items() if column > 0}
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        return Opened(findings=[_column_missing(source, sheet, {"field": missing[0]})])
    found = find_header(sheet)
    if found:
        return Opened(sheet, replace(found, columns=columns))
    top = _row_before_measures(sheet, columns["number"])
    return Opened(sheet, Header(top, top, columns))


def _row_before_measures(sheet: Sheet, number_column: int) -> int:
    rows = (
        row
        for row, cells in sheet.by_row.items()
        if number_column in cells and split_number(cells[number_column].text)
    )
    first = min(rows, default=1) - 1
    above = list(sheet.row(first).values())
    return first - 1 if len(above) == 1 and section_parts(above[0].text) else first


def _no_header(source: SourceFile, sheets: Sequence[Sheet]) -> Finding:
    for sheet in sheets:
        if cells := _numeric_paragraphs(sheet):
            return Finding(
                Level.ERROR,
                "E_NUMERIC_PARAGRAPH",
                source.name,
                sheet.name,
                tuple(cells),
            )
    facts = {"rows": SEARCHED_ROWS}
    return Finding(Level.ERROR, "E_NO_HEADER", source.name, sheets[0].name, facts=facts)


def _numeric_paragraphs(sheet: Sheet) -> list[str]:
    for row in range(1, SEARCHED_ROWS + 1):
        headed = [
            column
            for column, cell in sheet.row(row).items()
            if field_of(cell.text) == "recommendation"
        ]
        found = [
            cell_name(below, column)
            for column in headed
            for below, cells in sheet.by_row.items()
            if below > row and column in cells and cells[column].is_numeric
        ]
        if found:
            return found
    return []
