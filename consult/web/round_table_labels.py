"""Names of the codes of round tables: levels, formats, states, minutes, decisions."""

from typing import Any

from flask_babel import lazy_gettext as _l

ROUND_TABLE_LABELS: dict[str, dict[str, Any]] = {
    "table_level": {
        "regional": _l("Regional round table"),
        "national": _l("National round table"),
    },
    "table_format": {
        "in_person": _l("In person"),
        "online": _l("Online"),
        "hybrid": _l("In person and online"),
    },
    "table_part": {
        "organiser": _l("Organiser"),
        "partner": _l("Partner"),
    },
    "table_state": {
        "planned": _l("Planned"),
        "invitations_sent": _l("Invitations sent"),
        "held": _l("Held"),
        "minutes_draft": _l("Minutes in preparation"),
        "minutes_published": _l("Minutes published"),
        "cancelled": _l("Cancelled"),
    },
    "interpretation": {
        "kk-ru": _l("from Kazakh into Russian"),
        "kk-en": _l("from Kazakh into English"),
        "ru-kk": _l("from Russian into Kazakh"),
        "ru-en": _l("from Russian into English"),
        "en-kk": _l("from English into Kazakh"),
        "en-ru": _l("from English into Russian"),
    },
    "attendance_kind": {
        "named": _l("List with names"),
        "numbers": _l("Numbers only"),
    },
    "registration_state": {
        "registered": _l("Registered"),
        "waiting": _l("On the waiting list"),
        "withdrawn": _l("Withdrawn"),
    },
    "minutes_state": {
        "draft": _l("Draft"),
        "checking": _l("With those present for checking"),
        "approved": _l("Approved"),
        "published": _l("Published"),
    },
    "correction_state": {
        "open": _l("Open"),
        "taken": _l("Taken"),
        "declined": _l("Declined"),
    },
    "statement_source": {
        "desk": _l("Written down at the capture desk"),
        "sheet": _l("Taken from a workbook"),
        "paper": _l("Typed in from a paper form"),
        "room": _l("Written by its author in the room"),
    },
    "agenda_state": {
        "undecided": _l("Not decided yet"),
        "decided": _l("Decided"),
        "open": _l("Decided, waits for the body"),
    },
    "meeting_decision": {
        "stands": _l("The answer stands"),
        "changed": _l("The answer is to be changed"),
        "returned": _l("Goes back to the bodies"),
    },
}
