"""Reading the workbook of one meeting: who came, by name or by numbers, and what was said."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from consult.domain.roundtables.importer import days, words
from consult.domain.roundtables.importer.attending import (
    AttendanceTable,
    CountLine,
    PersonLine,
    read_attendance,
)
from consult.domain.roundtables.importer.headed import SEARCHED_ROWS, HeadedTable, find_table
from consult.domain.roundtables.importer.speaking import StatementLine, read_statements
from consult.kernel.findings import Finding, Level
from consult.machinery.records import note_findings, unreadable_finding
from consult.machinery.tables import Sheet, Unreadable, read_table_file

_ATTENDANCE = ({"name", "consent"}, {"name", "region"}, {"name", "organisation"})
_NUMBERS = {"category", "count"}
_STATEMENTS = ({"text", "about"}, {"text", "speaker"}, {"text", "kind"})


@dataclass(frozen=True)
class MeetingSheet:
    """What the workbook of a meeting holds; without a kind nobody's attendance is there.

    `attendance` is named, numbers or "". `announced` are numbers from the lines above the tables:
    invited, registered, attended.
    """

    name: str
    sha256: str
    title: str = ""
    day: date | None = None
    attendance: str = ""
    announced: dict[str, int] = field(default_factory=dict)
    people: Sequence[PersonLine] = ()
    counts: Sequence[CountLine] = ()
    statements: Sequence[StatementLine] = ()
    findings: Sequence[Finding] = ()

    @property
    def stops(self) -> bool:
        """Whether a finding stops the import."""
        return any(finding.stops for finding in self.findings)

    @property
    def listed(self) -> int:
        """How many people the attendance holds."""
        if self.attendance == "numbers":
            return sum(line.count for line in self.counts)
        return len(self.people)


def read_meeting(
    data: bytes,
    filename: str,
    *,
    day: date,
    announced: int | None = None,
    accepted: Collection[str] = (),
) -> MeetingSheet:
    """Return the attendance and the statements of a meeting's workbook (XLSX, or tables in DOCX).

    Sheets are known by their headings in Kazakh, Russian or English, in any order; the row of
    headings may stand anywhere in the first rows. `day` is the local day of the meeting, on which
    names of regions must be valid (I-24). `announced` is the number of people who came as the
    calendar has it, where the sheet says nothing. Where consent was not given, name and
    organisation are not read (D-12, D-13). A sheet of another day asks, unless W_OTHER_DAY is in
    `accepted`.
    """
    digest = hashlib.sha256(data).hexdigest()
    try:
        sheets = [one for one in read_table_file(data, filename, accepted) if not one.is_hidden]
    except Unreadable as refused:
        return MeetingSheet(filename, digest, findings=(unreadable_finding(refused, filename),))
    spoken = _statement_table(filename, sheets)
    present = _attendance_table(filename, sheets, spoken)
    tables = [table for table in (present, spoken) if table]
    if not tables:
        missing = Finding(
            Level.ERROR, "E_NO_MEETING_TABLE", filename, facts={"rows": SEARCHED_ROWS}
        )
        return MeetingSheet(filename, digest, findings=(missing,))
    lines = [line for table in tables for line in table.lines_above]
    numbers = words.announced_in(lines)
    attendance = read_attendance(present, day) if present else AttendanceTable()
    statements = list(read_statements(spoken)) if spoken else []
    sheet = MeetingSheet(
        name=filename,
        sha256=digest,
        title=lines[0] if lines else "",
        day=days.day_in(lines),
        attendance=attendance.kind,
        announced=numbers,
        people=attendance.people,
        counts=attendance.counts,
        statements=statements,
    )
    found = [
        *note_findings(sheets[0], filename, accepted),
        *(finding for table in tables for finding in table.findings),
        *_missing_tables(filename, present, spoken),
        *_other_day(sheet, day, accepted),
        *_sums(sheet, present, numbers.get("attended", announced)),
    ]
    return MeetingSheet(**{**sheet.__dict__, "findings": tuple(found)})


def _statement_table(filename: str, sheets: Sequence[Sheet]) -> HeadedTable | None:
    found = (find_table(filename, one, words.STATEMENT_HEADINGS, _STATEMENTS) for one in sheets)
    return next((table for table in found if table), None)


def _attendance_table(
    filename: str, sheets: Sequence[Sheet], spoken: HeadedTable | None
) -> HeadedTable | None:
    others = [sheet for sheet in sheets if spoken is None or sheet is not spoken.sheet]
    needed = (*_ATTENDANCE, _NUMBERS)
    found = (find_table(filename, one, words.ATTENDANCE_HEADINGS, needed) for one in others)
    return next((table for table in found if table), None)


def _missing_tables(
    filename: str, present: HeadedTable | None, spoken: HeadedTable | None
) -> Iterator[Finding]:
    if present is None:
        yield Finding(Level.WARNING, "W_NO_ATTENDANCE", filename)
    if spoken is None:
        yield Finding(Level.WARNING, "W_NO_STATEMENTS", filename)


def _other_day(sheet: MeetingSheet, day: date, accepted: Collection[str]) -> Iterator[Finding]:
    if sheet.day is None or sheet.day == day:
        return
    level = Level.INFORMATION if "W_OTHER_DAY" in accepted else Level.ASK
    facts = {"found": sheet.day.isoformat(), "day": day.isoformat()}
    yield Finding(level, "W_OTHER_DAY", sheet.name, facts=facts)


def _sums(
    sheet: MeetingSheet, present: HeadedTable | None, announced: int | None
) -> Iterator[Finding]:
    if present is None:
        return
    name = present.sheet.name
    if sheet.attendance == "numbers" and sheet.counts:
        facts = {"categories": len(sheet.counts), "sum": sheet.listed}
        yield Finding(Level.INFORMATION, "I_ATTENDANCE_NUMBERS_ONLY", sheet.name, name, facts=facts)
    if announced is not None and sheet.listed and announced != sheet.listed:
        facts = {"announced": announced, "listed": sheet.listed}
        yield Finding(Level.WARNING, "W_ATTENDANCE_MISMATCH", sheet.name, name, facts=facts)
