"""The register of recommendations as a plan needs it: paragraphs and positions (I-21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consult.domain.plans.importer.reading import FilePlan
from consult.kernel.findings import Finding, Level
from consult.machinery.tables import Unreadable, cell_name, read_table_file

_UNSUPPORTED = {"noted": "W_REF_NOTED", "pending": "W_REF_NOTED", "not_applicable": "W_REF_NOTED"}


def read_positions(data: bytes, filename: str) -> dict[str, str]:
    """Return position by paragraph from a table with the columns `paragraph` and `position`.

    Raises Unreadable: the codes of the table reader, E_COLUMN_MISSING, or E_NUMERIC_PARAGRAPH
    because 95.1 and 95.10 are the same number.
    """
    sheet = next((sheet for sheet in read_table_file(data, filename) if sheet.cells), None)
    heads = {cell.text.strip(): column for column, cell in sheet.row(1).items()} if sheet else {}
    for name in ("paragraph", "position"):
        if name not in heads:
            raise Unreadable("E_COLUMN_MISSING", {"field": name, "row": 1})
    rows = [cells for number, cells in sheet.by_row.items() if number > 1] if sheet else []
    cells = [row[heads["paragraph"]] for row in rows if heads["paragraph"] in row]
    if numeric := [cell.name for cell in cells if cell.is_numeric]:
        raise Unreadable("E_NUMERIC_PARAGRAPH", {"cells": ", ".join(numeric)})
    return {
        row[heads["paragraph"]].text.strip(): row[heads["position"]].text.strip()
        if heads["position"] in row
        else ""
        for row in rows
        if heads["paragraph"] in row
    }


def register_findings(plans: Sequence[FilePlan], positions: Mapping[str, str]) -> Iterator[Finding]:
    """Yield references that the register lacks or that were only noted; positions by paragraph."""
    for plan in plans:
        for measure in plan.measures:
            for number in measure.references.numbers:
                code = (
                    _UNSUPPORTED.get(positions[number]) if number in positions else "W_REF_UNKNOWN"
                )
                if code:
                    cells = (cell_name(measure.raw.row, plan.mapping["recommendation"]),)
                    facts = {"measure": measure.number, "reference": number}
                    yield Finding(
                        Level.WARNING, code, plan.name, plan.sheet, cells, measure.raw.row, facts
                    )


def uncovered(plan: FilePlan, positions: Mapping[str, str]) -> tuple[str, ...]:
    """Return the supported recommendations that no measure names, in the register's order."""
    named = {number for measure in plan.measures for number in measure.references.numbers}
    return tuple(
        number
        for number, position in positions.items()
        if position == "supported" and number not in named
    )
