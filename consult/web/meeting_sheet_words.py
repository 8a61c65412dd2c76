"""What each finding about a calendar or a sheet of a round table says, and its columns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _

from consult.web.filters import long_date

MEETING_SENTENCES: dict[str, Callable[..., str]] = {
    "E_NO_MEETING_TABLE": lambda **f: _(
        "No sheet holds attendance or statements in the first %(rows)s rows; "
        "use the template of the meeting.",
        rows=f["rows"],
    ),
    "W_NO_ATTENDANCE": lambda **_f: _(
        "The file holds no attendance; add it on the page of the attendance."
    ),
    "W_NO_STATEMENTS": lambda **_f: _("The file holds no statements; check that this is right."),
    "W_OTHER_DAY": lambda **f: _(
        "The sheet is of %(found)s, the meeting of %(day)s; choose the right meeting, "
        "or confirm that this is the right one.",
        found=_day(f["found"]),
        day=_day(f["day"]),
    ),
    "W_ATTENDANCE_MISMATCH": lambda **f: _(
        "%(announced)s people were announced as present, %(listed)s are listed; "
        "check the list, both numbers are kept.",
        announced=f["announced"],
        listed=f["listed"],
    ),
    "I_ATTENDANCE_NUMBERS_ONLY": lambda **f: _(
        "The attendance is given as numbers only: %(categories)s categories, "
        "%(sum)s people together.",
        categories=f["categories"],
        sum=f["sum"],
    ),
    "E_SHEET_COUNT": lambda **f: _(
        "“%(value)s” is not a number of people; write it like 9.", value=f["value"]
    ),
    "E_SHEET_TWICE": lambda **f: _(
        "The row repeats row %(other)s; remove one of the two.", other=f["other"]
    ),
    "E_SHEET_REGION": lambda **f: _(
        "No region was called “%(value)s” on %(day)s; write its name of that day, "
        "or its code like KZ-55.",
        value=f["value"],
        day=_day(f["day"]),
    ),
    "E_SHEET_WORD": lambda **f: _(
        "“%(value)s” is not known in the field “%(field)s”; choose a word from the template.",
        value=f["value"],
        field=f["field"],
    ),
    "E_SHEET_CONSENT": lambda **f: _(
        "“%(value)s” does not say whether the person may be named; write yes or no.",
        value=f["value"],
    ),
    "W_CONSENT_MISSING": lambda **_f: _(
        "Consent is not stated, so name and organisation are left out; write yes or no."
    ),
    "W_CONSENT_COLUMN_MISSING": lambda **_f: _(
        "The sheet has no column about consent, so all names and organisations are left out; "
        "add the column."
    ),
    "W_NO_ORGANISATION_TO_SHOW": lambda **_f: _(
        "Only the organisation may be named, but none is given; the row is kept without a name."
    ),
    "E_SHEET_TIME": lambda **f: _(
        "“%(value)s” is not a time of day; write it like 10:35.", value=f["value"]
    ),
    "W_TIME_MISSING": lambda **_f: _(
        "The time is missing; the end of the meeting stands in its place."
    ),
    "W_TIME_OUTSIDE": lambda **f: _(
        "At %(value)s the meeting was not going on; check the time.", value=f["value"]
    ),
    "W_ORGANISATION_NOT_IN_REGISTER": lambda **f: _(
        "“%(value)s” is not in the register of organisations; it is kept as it is written.",
        value=f["value"],
    ),
    "E_SHEET_CHANGED": lambda **f: _(
        "At %(value)s another statement was imported before from this meeting; "
        "correct that comment by hand, or give this row its own time.",
        value=f["value"],
    ),
    "W_STATEMENTS_THERE": lambda **f: _(
        "%(count)s statements of this meeting came another way; check that none is here twice.",
        count=f["count"],
    ),
    "W_ATTENDANCE_THERE": lambda **f: _(
        "%(count)s people of this meeting were written down another way; "
        "check that none is here twice.",
        count=f["count"],
    ),
    "W_SPEAKER_FLAW": lambda **_f: _("The author is not complete; check name and organisation."),
    "E_CALENDAR_TIMES": lambda **_f: _(
        "The meeting ends before it begins; check the day and both times."
    ),
    "E_CALENDAR_ZONE": lambda **f: _(
        "“%(value)s” is not a time zone; write it like Asia/Almaty.", value=f["value"]
    ),
    "E_CALENDAR_REGION": lambda **f: _(
        "The region %(value)s did not exist on %(day)s; check the region and the day.",
        value=f["value"],
        day=_day(f["day"]),
    ),
    "W_CALENDAR_REGION_NAME": lambda **f: _(
        "On that day the region was called “%(name)s”, not “%(value)s”; its own name is kept.",
        name=f["name"],
        value=f["value"],
    ),
    "W_CALENDAR_STANDS": lambda **f: _(
        "The meeting %(value)s differs, but its minutes are published or it is cancelled; "
        "it stays as it is.",
        value=f["value"],
    ),
}


def _day(iso: str) -> str:
    return long_date(date.fromisoformat(iso))


def column_names() -> dict[str, str]:
    """Return the columns of a meeting's sheet in words, by their code."""
    return {
        "meeting.name": _("Participant"),
        "meeting.organisation": _("Organisation"),
        "meeting.kind": _("Kind"),
        "meeting.region": _("Region"),
        "meeting.language": _("Language"),
        "meeting.consent": _("Consent to be named"),
        "meeting.category": _("Category of participants"),
        "meeting.count": _("Number of people"),
        "meeting.time": _("Time"),
        "meeting.speaker": _("Speaker"),
        "meeting.about": _("Measure"),
        "meeting.field": _("Part of the measure"),
        "meeting.text": _("Statement"),
        "meeting.wording": _("Proposed wording"),
        "meeting.read_back": _("Read back"),
    }
