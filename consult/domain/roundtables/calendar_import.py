"""Putting an imported calendar into the record: each meeting once, known by its own name."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.people.naming import name_key, organisations_by_name
from consult.domain.roundtables.importer import CalendarFile, CalendarRow
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import Agendum, Holders, change_table, plan_table
from consult.domain.roundtables.queries import tables_of
from consult.kernel.database import db
from consult.kernel.findings import Finding, Level, blocked

STANDING = frozenset({"minutes_published", "cancelled"})
"""States in which a meeting is not changed by a calendar any more."""
_COLUMNS = (
    *("level", "title", "region_code", "city", "venue", "format", "starts_at", "ends_at", "zone"),
    *("languages", "interpretation", "accessibility", "invited", "registered", "attended"),
)


@dataclass(frozen=True)
class CalendarOutcome:
    """What came of a calendar, or would: names of its new, changed and unchanged meetings."""

    findings: Sequence[Finding] = ()
    new: Sequence[str] = ()
    changed: Sequence[str] = ()
    unchanged: Sequence[str] = ()

    @property
    def stopped(self) -> bool:
        """Whether a finding stops the import."""
        return blocked(self.findings)


def import_calendar(
    consultation: Consultation,
    file: CalendarFile,
    *,
    by: Actor,
    codes: Mapping[str, str] | None = None,
    dry: bool = False,
) -> CalendarOutcome:
    """Plan the meetings of a calendar, change those that are there; all rows or none.

    A meeting is known by its name in the calendar. `codes` are those of the register by the ids
    that the calendar uses for organisations, where they differ. A meeting whose minutes are
    published, or that is cancelled, stays as it is. The status is not taken: a meeting moves
    through its own steps. Raises as plan_table.
    """
    bodies = _Bodies.all(codes or {})
    findings = [*file.findings, *_unknown(file, bodies)]
    known = {row.source_ref: row for row in tables_of(consultation.id) if row.source_ref}
    fresh = [row for row in file.rows if row.source_ref not in known]
    differing = [row for row in file.rows if _differs(known.get(row.source_ref), row, bodies)]
    kept = [row for row in differing if known[row.source_ref].state in STANDING]
    findings += [_finding(file, "W_CALENDAR_STANDS", row, row.source_ref) for row in kept]
    changing = [row for row in differing if row not in kept]
    touched = {row.source_ref for row in (*fresh, *changing)}
    outcome = CalendarOutcome(
        findings,
        [row.source_ref for row in fresh],
        [row.source_ref for row in changing],
        [row.source_ref for row in file.rows if row.source_ref not in touched],
    )
    if outcome.stopped or dry:
        return outcome
    for row in fresh:
        facts = {"source_ref": row.source_ref, **_facts(row)}
        plan_table(consultation, facts, by=by, holders=bodies.holders(row), agenda=_agenda(row))
    for row in changing:
        table = known[row.source_ref]
        agenda = _agenda(row) if _other_agenda(table, row) else None
        change_table(table, _facts(row), by=by, holders=bodies.holders(row), agenda=agenda)
    return outcome


@dataclass(frozen=True)
class _Bodies:
    """The register by code and by name, and the codes for ids of the calendar's own."""

    by_code: Mapping[str, Organisation]
    by_name: Mapping[str, Organisation]
    codes: Mapping[str, str]

    @classmethod
    def all(cls, codes: Mapping[str, str]) -> "_Bodies":
        rows = db.session.scalars(select(Organisation).where(Organisation.code.is_not(None)))
        return cls({row.code or "": row for row in rows}, organisations_by_name(), codes)

    def find(self, printed: str) -> Organisation | None:
        found = self.by_code.get(self.codes.get(printed, printed))
        return found or self.by_name.get(name_key(printed))

    def ids(self, names: Sequence[str]) -> list[uuid.UUID]:
        found = (self.find(name) for name in names)
        return list(dict.fromkeys(one.id for one in found if one))

    def holders(self, row: CalendarRow) -> Holders:
        """Who holds the meeting; a partner that is an organiser too stands there once."""
        organisers = self.ids(row.organisers)
        partners = self.ids(row.partners)
        return Holders(organisers, [one for one in partners if one not in organisers])


def _unknown(file: CalendarFile, bodies: _Bodies) -> Iterator[Finding]:
    for row in file.rows:
        for name in (*row.organisers, *row.partners):
            if bodies.find(name) is None:
                yield _finding(file, "E_ROW_ORGANISATION", row, name)


def _finding(file: CalendarFile, code: str, row: CalendarRow, value: str) -> Finding:
    level = Level.ERROR if code.startswith("E_") else Level.WARNING
    return Finding(level, code, file.name, row=row.row, facts={"value": value})


def _facts(row: CalendarRow) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in _COLUMNS}
    lists = {name: list(facts[name]) for name in ("languages", "interpretation")}
    kept = {name: value for name, value in {**facts, **lists}.items() if value not in (None, [])}
    return {**kept, "venue": row.venue, "city": row.city, "accessibility": row.accessibility}


def _agenda(row: CalendarRow) -> list[Agendum]:
    return [Agendum(number) for number in row.sections]


def _differs(table: RoundTable | None, row: CalendarRow, bodies: _Bodies) -> bool:
    if table is None:
        return False
    if any(getattr(table, name) != value for name, value in _facts(row).items()):
        return True
    wanted = bodies.holders(row)
    standing = {part: _of(table, part) for part in ("organiser", "partner")}
    if standing != {"organiser": list(wanted.organisers), "partner": list(wanted.partners)}:
        return True
    return _other_agenda(table, row)


def _other_agenda(table: RoundTable, row: CalendarRow) -> bool:
    """Whether the calendar names other sections; items with words of their own do not count."""
    standing = [one.section_number for one in table.agenda if one.section_number]
    return bool(row.sections) and standing != list(row.sections)


def _of(table: RoundTable, part: str) -> list[uuid.UUID]:
    return [one.organisation_id for one in table.holders if one.part == part]
