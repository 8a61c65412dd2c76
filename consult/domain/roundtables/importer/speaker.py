"""Who stands in a row and whether they may be named: name, organisation, consent (D-13)."""

from __future__ import annotations

from dataclasses import dataclass

from consult.domain.roundtables.importer import words
from consult.domain.roundtables.importer.headed import HeadedTable
from consult.kernel.findings import Level
from consult.machinery.records import heading

WITH_NAME = frozenset({"named", "withheld_public"})
"""Levels at which the name of a speaker is written down."""


@dataclass(frozen=True)
class Speaker:
    """Name, organisation and the level of consent; both names are empty when it is anonymous."""

    name: str = ""
    organisation: str = ""
    level: str = "anonymous"
    is_individual: bool = False


def read_speaker(table: HeadedTable, row: int, name_column: str) -> Speaker:
    """Return who stands in a row. Without consent neither name nor organisation is read.

    No word about consent counts as none, with a warning; a name that the sheet withholds is
    withheld whatever the consent says.
    """
    level = _consent(table, row)
    if level == "anonymous":
        return Speaker()
    name = _unless_withheld(table.line(row, name_column))
    organisation = _unless_withheld(table.line(row, "organisation"))
    is_individual = heading(organisation) in words.INDIVIDUAL
    organisation = "" if is_individual else organisation
    if level == "named" and not name:
        level = "org_only" if organisation else "anonymous"
        if not _withholds(table, row, name_column):
            table.note(Level.ERROR, "E_ROW_REQUIRED", row, name_column)
    if level == "org_only" and not organisation:
        level = "anonymous"
        table.note(Level.WARNING, "W_NO_ORGANISATION_TO_SHOW", row, "consent")
    kept = name if level in WITH_NAME else ""
    return Speaker(kept, organisation, level, is_individual and level in WITH_NAME)


def _consent(table: HeadedTable, row: int) -> str:
    printed = table.line(row, "consent")
    if not printed:
        if "consent" in table.columns:
            table.note(Level.WARNING, "W_CONSENT_MISSING", row, "consent")
        elif not any(found.code == "W_CONSENT_COLUMN_MISSING" for found in table.findings):
            table.note_all(Level.WARNING, "W_CONSENT_COLUMN_MISSING")
        return "anonymous"
    level = words.CONSENT.get(heading(printed))
    if level is None:
        table.note(Level.ERROR, "E_SHEET_CONSENT", row, "consent", value=printed)
    return level or "anonymous"


def _unless_withheld(text: str) -> str:
    return "" if heading(text) in words.WITHHELD else text


def _withholds(table: HeadedTable, row: int, name_column: str) -> bool:
    return heading(table.line(row, name_column)) in words.WITHHELD
