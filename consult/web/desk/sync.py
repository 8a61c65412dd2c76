"""Handing in: statements and attendance in small batches, photos one by one, each thing once."""

import json
import uuid
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from flask import jsonify, request
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.roundtables.attendance import (
    CountedElsewhere,
    Recorded,
    record_attendees,
    record_counts,
)
from consult.domain.roundtables.devices import note_seen, note_wiped
from consult.domain.roundtables.photos import SIZE, Shot, take_photo
from consult.domain.submissions.heard import heard_by_others, target_of
from consult.domain.submissions.said import Origin, Taken
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.errors import WrongState
from consult.kernel.text import clean_line
from consult.web.desk import blueprint
from consult.web.desk.answering import for_programs
from consult.web.desk.finding import Asking, asking
from consult.web.desk.package import package_of
from consult.web.desk.reading import EARLIEST, Handed, Unreadable, read_handed
from consult.web.guard import needs
from consult.web.sentences import sentence
from consult.web.submission_words import flaw_sentence
from consult.web.throttle import Limit, use

HANDING_IN = Limit("desk-sync", 1200, 3600)
CAPTION = 300


@blueprint.get("/desk/<string:slug>/<string:ref>/package")
@for_programs
@needs(Permission.ANYONE, find=asking)
def package(who: Asking) -> Any:
    """Give what the device takes along into the room."""
    note_seen(who.device, who.device.held)
    return jsonify(package_of(who.table))


@blueprint.post("/desk/<string:slug>/<string:ref>/sync")
@for_programs
@needs(Permission.ANYONE, find=asking)
def sync(who: Asking) -> Any:
    """Take what is handed in; tell of each thing what became of it, and what others wrote down."""
    use(HANDING_IN, str(who.device.id))
    handed = read_handed(who)
    taken = _statements(who, handed)
    attendees, refused = _attendees(who, handed)
    note_seen(who.device, handed.held)
    return jsonify(
        statements=[_outcome(one) for one in taken],
        attendees=[{"key": row.key, "outcome": row.outcome} for row in attendees],
        attendance_says=refused,
        counts_says=_counts(who, handed),
        others=_others(who) if request.args.get("others") else None,
    )


def _statements(who: Asking, handed: Handed) -> list[Taken]:
    if not handed.statements:
        return []
    origin = Origin(
        "desk",
        device_id=who.device.id,
        late_too=handed.late,
        handed_in_at=now(),
        one_part_each=True,
    )
    return take_statements(who.table, handed.statements, by=who.by, origin=origin)


def _attendees(who: Asking, handed: Handed) -> tuple[list[Recorded], str]:
    """Write down who came; returns also the sentence that says why nothing of it is taken."""
    if not handed.attendees:
        return [], ""
    try:
        rows = record_attendees(who.table, handed.attendees, by=who.by, device_id=who.device.id)
    except WrongState:
        return [], _("The minutes of this meeting are published, so its attendance stands.")
    return rows, ""


def _counts(who: Asking, handed: Handed) -> str:
    """Write down numbers by category; returns the sentence that says why they are not taken."""
    if handed.counts is None:
        return ""
    try:
        record_counts(who.table, handed.counts, by=who.by, device_id=who.device.id)
    except WrongState:
        return _("The minutes of this meeting are published, so its attendance stands.")
    except CountedElsewhere as refused:
        return sentence(refused)
    return ""


def _outcome(one: Taken) -> dict[str, Any]:
    return {
        "key": str(one.key),
        "outcome": one.outcome,
        "code": one.code,
        "late": one.late,
        "reason": one.reason,
        "says": _says(one),
    }


def _says(one: Taken) -> str:
    """Return why a statement needs a look; nothing for one that was taken."""
    sentences = {
        "closed": _("The consultation is closed. Hand this in late: it is marked as late."),
        "foreign": _("Another device wrote this statement, so its words stand."),
        "decided": _("This statement was moderated already, so its words stand."),
    }
    parts = [sentences[one.reason]] if one.reason else []
    return " ".join([*parts, *(flaw_sentence(flaw) for flaw in one.flaws)])


def _others(who: Asking) -> list[dict[str, Any]]:
    return [
        {
            "key": str(row.statement.key),
            "said_at": row.statement.said_at.isoformat(),
            "target": target_of(row.statement.comment).code,
            "kind": row.statement.comment.kind,
            "language": row.statement.comment.language,
            "text": row.statement.comment.text,
            "code": row.statement.comment.code,
            "device": row.device,
        }
        for row in heard_by_others(who.table.id, who.device.id)
    ]


@blueprint.post("/desk/<string:slug>/<string:ref>/photos/<uuid:key>")
@for_programs
@needs(Permission.ANYONE, find=asking)
def photo(who: Asking, key: uuid.UUID) -> Any:
    """Take one photo; its facts come in a header, so that no log of addresses holds them."""
    use(HANDING_IN, str(who.device.id))
    request.max_content_length = SIZE
    shot = _shot(key, unquote(request.headers.get("Consult-Photo", "")))
    outcome = take_photo(
        who.table, shot, request.get_data(cache=False), by=who.by, device_id=who.device.id
    )
    return jsonify(key=str(key), outcome=outcome)


def _shot(key: uuid.UUID, facts: str) -> Shot:
    try:
        told = json.loads(facts)
        taken_at = datetime.fromisoformat(told["taken_at"])
        caption = clean_line(str(told.get("caption", "")))[:CAPTION]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable(where="Consult-Photo") from error
    if taken_at.tzinfo is None or taken_at < EARLIEST:
        raise Unreadable(where="Consult-Photo")
    return Shot(key, min(taken_at, now()), caption)


@blueprint.post("/desk/<string:slug>/<string:ref>/wiped")
@for_programs
@needs(Permission.ANYONE, find=asking)
def wiped(who: Asking) -> Any:
    """Note that the device holds nothing any more; its token opens nothing from now on."""
    note_wiped(who.table, who.device, by=who.by)
    return jsonify(outcome="wiped")
