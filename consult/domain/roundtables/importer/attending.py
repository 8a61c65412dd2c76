"""The rows of an attendance sheet: people with their consent, or numbers by category (D-12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from consult.domain.roundtables.importer import words
from consult.domain.roundtables.importer.headed import HeadedTable
from consult.domain.roundtables.importer.places import named_region
from consult.domain.roundtables.importer.speaker import read_speaker
from consult.kernel.findings import Level
from consult.kernel.text import is_blank
from consult.machinery.records import heading

_CLOSED = {"kind": words.ORGANISATION_KINDS, "language": words.LANGUAGES}


@dataclass(frozen=True)
class PersonLine:
    """Somebody who came. Without consent name and organisation are empty: they are not read."""

    row: int
    name: str
    organisation: str
    kind: str
    region_code: str
    language: str
    may_be_named: bool


@dataclass(frozen=True)
class CountLine:
    """How many people of a category came."""

    row: int
    category: str
    count: int


@dataclass(frozen=True)
class AttendanceTable:
    """The attendance of a sheet: kind is named or numbers, "" when there is none."""

    kind: str = ""
    people: Sequence[PersonLine] = ()
    counts: Sequence[CountLine] = ()


def read_attendance(table: HeadedTable, day: date) -> AttendanceTable:
    """Return who came; what is wrong with a row is noted in the table."""
    if {"category", "count"} <= set(table.columns):
        table.check({"category", "count"})
        return AttendanceTable("numbers", counts=list(_counts(table)))
    table.check({"name"})
    return AttendanceTable("named", people=list(_people(table, day)))


def _counts(table: HeadedTable) -> Iterator[CountLine]:
    known: dict[str, int] = {}
    for row in table.rows:
        category, typed = table.line(row, "category"), table.line(row, "count")
        if is_blank(category):
            table.note(Level.ERROR, "E_ROW_REQUIRED", row, "category")
        elif not typed.isdecimal():
            table.note(Level.ERROR, "E_SHEET_COUNT", row, "count", value=typed)
        elif (same := known.setdefault(heading(category), row)) != row:
            table.note(Level.ERROR, "E_SHEET_TWICE", row, "category", other=same)
        else:
            yield CountLine(row, category, int(typed))


def _people(table: HeadedTable, day: date) -> Iterator[PersonLine]:
    known: dict[tuple[str, str], int] = {}
    for row in table.rows:
        before = len(table.findings)
        person = _person(table, row, day)
        who = (heading(person.name), heading(person.organisation))
        if person.name and (same := known.setdefault(who, row)) != row:
            table.note(Level.ERROR, "E_SHEET_TWICE", row, "name", other=same)
        if not any(finding.stops for finding in table.findings[before:]):
            yield person


def _person(table: HeadedTable, row: int, day: date) -> PersonLine:
    who = read_speaker(table, row, "name")
    found = {name: _code(table, row, name) for name in _CLOSED}
    if who.is_individual:
        found["kind"] = "individual"
    printed = table.line(row, "region")
    region = named_region(printed, day)
    if region is None:
        facts = {"value": printed, "day": day.isoformat()}
        table.note(Level.ERROR, "E_SHEET_REGION", row, "region", **facts)
    return PersonLine(
        row=row,
        name=who.name,
        organisation=who.organisation,
        kind=found["kind"],
        region_code=region or "unknown",
        language=found["language"],
        may_be_named=who.level not in ("anonymous", "withheld_public"),
    )


def _code(table: HeadedTable, row: int, name: str) -> str:
    printed = table.line(row, name)
    code = _CLOSED[name].get(heading(printed), "")
    if printed and not code:
        table.note(Level.ERROR, "E_SHEET_WORD", row, name, value=printed)
    return code
