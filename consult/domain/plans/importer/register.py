"""The register of recommendations as a plan needs it: paragraphs and positions (I-21)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consult.domain.plans.importer.reading import FilePlan
from consult.domain.recommendations.importer import RegisterFile, read_register
from consult.domain.recommendations.rules import MECHANISMS
from consult.kernel.findings import Finding, Level
from consult.machinery.tables import Unreadable, cell_name

_UNSUPPORTED = {"noted": "W_REF_NOTED", "pending": "W_REF_NOTED", "not_applicable": "W_REF_NOTED"}


def read_positions(data: bytes, filename: str) -> dict[str, str]:
    """Return position by paragraph from a list of recommendations.

    Raises Unreadable: the first error of the list, such as E_NUMERIC_PARAGRAPH because 95.1 and
    95.10 are the same number, or E_COLUMN_MISSING.
    """
    read = _read(data, filename)
    if "position" not in read.columns:
        raise Unreadable("E_COLUMN_MISSING", {"field": "position", "row": 1})
    return {row.paragraph: row.position for row in read.rows}


def read_themes(data: bytes, filename: str) -> dict[str, tuple[str, ...]]:
    """Return theme codes by paragraph from a list of recommendations; raises Unreadable."""
    return {row.paragraph: row.themes for row in _read(data, filename).rows if row.themes}


def _read(data: bytes, filename: str) -> RegisterFile:
    """Read a list of which only paragraphs matter, so that its mechanism may stay unsaid."""
    read = read_register(data, filename, mechanism=MECHANISMS[-1], cycle="1")
    wrong = next((one for one in read.findings if one.level == Level.ERROR), None)
    if wrong:
        raise Unreadable(wrong.code, {**wrong.facts, "cells": ", ".join(wrong.cells)})
    return read


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
