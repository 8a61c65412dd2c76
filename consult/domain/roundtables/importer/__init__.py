"""Reading the calendar of round tables and the workbook of one: bytes in, rows and findings out."""

from consult.domain.roundtables.importer.attending import CountLine, PersonLine
from consult.domain.roundtables.importer.calendar import CalendarFile, CalendarRow, read_calendar
from consult.domain.roundtables.importer.meeting import MeetingSheet, read_meeting
from consult.domain.roundtables.importer.speaking import StatementLine

__all__ = [
    "CalendarFile",
    "CalendarRow",
    "CountLine",
    "MeetingSheet",
    "PersonLine",
    "StatementLine",
    "read_calendar",
    "read_meeting",
]
