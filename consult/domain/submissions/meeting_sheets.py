"""Taking in the workbook of a meeting: attendance and statements, all rows or none, once each."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.people.naming import name_key, organisations_by_name
from consult.domain.roundtables.importer import MeetingSheet, StatementLine
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.sheet_attendance import (
    AttendanceTaken,
    attendance_changes,
    other_rows,
    take_attendance,
)
from consult.domain.submissions.importer import text_doubts
from consult.domain.submissions.points import About, Point, Target, flaws_of_point
from consult.domain.submissions.said import Origin, Said
from consult.domain.submissions.statement_models import Statement
from consult.domain.submissions.statements import take_statements
from consult.domain.submissions.targets import Places, places_of
from consult.kernel.database import db
from consult.kernel.errors import ConsultError
from consult.kernel.findings import Finding, Level, blocked

SOURCE = "sheet"
NOTHING = AttendanceTaken()


class SheetRefused(ConsultError):
    """A statement that was looked through was refused when it was taken; facts: reason, key."""

    code = "sheet_refused"


@dataclass(frozen=True)
class SheetOutcome:
    """What came of a sheet, or would: `new` and `unchanged` statements, `codes` of new comments.

    Nothing is written when a finding stops.
    """

    findings: Sequence[Finding] = ()
    new: int = 0
    unchanged: int = 0
    codes: Sequence[str] = ()
    attendance: AttendanceTaken = NOTHING

    @property
    def stopped(self) -> bool:
        """Whether a finding stops the import."""
        return blocked(self.findings)


@dataclass(frozen=True)
class Line:
    """A statement of the sheet as it is to be registered, beside its row."""

    line: StatementLine
    said: Said


def import_sheet(
    table: RoundTable,
    sheet: MeetingSheet,
    *,
    by: Actor,
    number: int | None = None,
    dry: bool = False,
) -> SheetOutcome:
    """Put the attendance of a sheet into the record and register its statements.

    Statements count as received at the end of the meeting, whose registration number they share;
    `number` is one that the file's owner gave, kept when free. Rows are known again by what they
    say, so that a second import changes nothing. Nothing is written with `dry` or when one row is
    wrong. The announced numbers are kept where the calendar has none. Raises NotEntered when the
    consultation takes nothing from elsewhere, WrongState when the meeting is cancelled.
    """
    register = organisations_by_name()
    lines = [Line(one, _said(table, one, register)) for one in sheet.statements]
    known = _standing(table.id)
    fresh = [one for one in lines if one.said.key not in known]
    places = places_of(table.consultation_id)
    findings = [
        *sheet.findings,
        *_row_findings(sheet, lines, places, table),
        *_changed(sheet, lines, fresh, known, table),
        *_other_ways(sheet, table, known),
    ]
    if blocked(findings):
        return SheetOutcome(findings)
    unchanged = len(lines) - len(fresh)
    if dry:
        changes = attendance_changes(table, sheet)
        return SheetOutcome(findings, len(fresh), unchanged, attendance=changes)
    _keep_announced(table, sheet)
    attendance = take_attendance(table, sheet, by=by, register=register)
    codes = _take(table, [one.said for one in lines], sheet, by, number)
    return SheetOutcome(findings, len(fresh), unchanged, codes, attendance)


def _take(
    table: RoundTable, said: Sequence[Said], sheet: MeetingSheet, by: Actor, number: int | None
) -> list[str]:
    if not said:
        return []
    origin = Origin(SOURCE, name=sheet.name, sha256=sheet.sha256, number=number)
    taken = take_statements(table, said, by=by, origin=origin)
    for one in taken:
        if one.outcome == "refused":
            raise SheetRefused(reason=one.reason, key=str(one.key))
    return [one.code for one in taken if one.outcome == "new"]


def _said(table: RoundTable, line: StatementLine, register: Mapping[str, Organisation]) -> Said:
    target = Target(line.target.kind, line.target.number)
    if line.field:
        target = Target("field", line.target.number, line.field)
    point = Point(target, line.kind, line.language, line.text, line.wording)
    return Said(
        key=uuid.uuid5(table.id, "\x1f".join(line.content)),
        point=point,
        about=_about(table, line, register),
        said_at=_moment(table, line),
        read_back=line.read_back,
        received_at=table.ends_at,
    )


def _about(table: RoundTable, line: StatementLine, register: Mapping[str, Organisation]) -> About:
    speaker = line.speaker
    known = register.get(name_key(speaker.organisation)) if speaker.organisation else None
    return About(
        author_kind="organisation" if speaker.organisation else "individual",
        level=speaker.level,
        author_name=speaker.name,
        organisation_id=known.id if known else None,
        organisation_name=speaker.organisation,
        region_code=table.region_code,
        language=line.language,
    )


def _moment(table: RoundTable, line: StatementLine) -> datetime:
    """The moment in the room: a time of the meeting's day in its own zone, else its end."""
    if line.at is None:
        return table.ends_at
    zone = ZoneInfo(table.zone)
    return datetime.combine(table.starts_at.astimezone(zone).date(), line.at, zone)


@dataclass(frozen=True)
class _Standing:
    said_at: datetime
    source: str


def _standing(table_id: uuid.UUID) -> dict[uuid.UUID, _Standing]:
    statement = select(Statement.key, Statement.said_at, Statement.source).where(
        Statement.round_table_id == table_id
    )
    return {key: _Standing(at, source) for key, at, source in db.session.execute(statement)}


def _row_findings(
    sheet: MeetingSheet, lines: Sequence[Line], places: Places, table: RoundTable
) -> Iterator[Finding]:
    for one in lines:
        if not places.holds(one.said.point.target):
            number = one.said.point.target.number
            yield _finding(sheet, Level.ERROR, "E_ROW_TARGET", one, value=number)
        for flaw in flaws_of_point(one.said.point):
            if flaw.code == "too_long":
                facts = {"field": f"meeting.{flaw.field}", "limit": flaw.facts["most"]}
                length = len(getattr(one.said.point, flaw.field))
                yield _finding(sheet, Level.ERROR, "E_ROW_TOO_LONG", one, length=length, **facts)
        yield from _doubts(sheet, one, table)


def _doubts(sheet: MeetingSheet, one: Line, table: RoundTable) -> Iterator[Finding]:
    for name, text in (("text", one.line.text), ("proposed_wording", one.line.wording)):
        for code, facts in text_doubts(name, text):
            yield _finding(sheet, Level.WARNING, code, one, **facts)
    about = one.said.about
    if about.organisation_name and about.organisation_id is None:
        value = about.organisation_name
        yield _finding(sheet, Level.WARNING, "W_ORGANISATION_NOT_IN_REGISTER", one, value=value)
    if not table.starts_at <= one.said.said_at <= table.ends_at:
        value = one.line.at.strftime("%H:%M") if one.line.at else ""
        yield _finding(sheet, Level.WARNING, "W_TIME_OUTSIDE", one, value=value)


def _changed(
    sheet: MeetingSheet,
    lines: Sequence[Line],
    fresh: Sequence[Line],
    known: Mapping[uuid.UUID, _Standing],
    table: RoundTable,
) -> Iterator[Finding]:
    """Rows that stand where an earlier sheet had other words: they would come in twice."""
    keys = {one.said.key for one in lines}
    earlier = {
        row.said_at for key, row in known.items() if row.source == SOURCE and key not in keys
    }
    zone = ZoneInfo(table.zone)
    for one in fresh:
        if one.said.said_at in earlier:
            value = one.said.said_at.astimezone(zone).strftime("%H:%M")
            yield _finding(sheet, Level.ERROR, "E_SHEET_CHANGED", one, value=value)


def _other_ways(
    sheet: MeetingSheet, table: RoundTable, known: Mapping[uuid.UUID, _Standing]
) -> Iterator[Finding]:
    statements = sum(row.source != SOURCE for row in known.values())
    people = other_rows(table.id)
    for code, count, there in (
        ("W_STATEMENTS_THERE", statements, sheet.statements),
        ("W_ATTENDANCE_THERE", people, sheet.attendance),
    ):
        if count and there:
            yield Finding(Level.WARNING, code, sheet.name, facts={"count": count})


def _finding(sheet: MeetingSheet, level: Level, code: str, one: Line, **facts: object) -> Finding:
    return Finding(level, code, sheet.name, one.line.sheet, (), one.line.row, facts)


def _keep_announced(table: RoundTable, sheet: MeetingSheet) -> None:
    for name, value in sheet.announced.items():
        if getattr(table, name) is None:
            setattr(table, name, value)


def number_in(consultation: Consultation, reg_no: str) -> int | None:
    """Return the number of a registration number of the consultation, None when it is none."""
    prefix, _slash, digits = reg_no.strip().rpartition("/")
    if prefix != consultation.prefix or not digits.isdecimal() or not int(digits):
        return None
    return int(digits)
