"""Reading what a device hands in: JSON into statements and attendance, or one clear refusal."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request

from consult.domain.people.queries import organisations
from consult.domain.roundtables.attendance import AttendeeRow, CategoryCount
from consult.domain.roundtables.desk_queries import expected_people
from consult.domain.submissions.points import About, read_point
from consult.domain.submissions.rules import NAME_LENGTH, TEXT_LIMIT_BYTES
from consult.domain.submissions.said import Said
from consult.kernel.clock import now
from consult.kernel.errors import ConsultError
from consult.kernel.text import clean_line
from consult.web.desk.answering import sent_json
from consult.web.desk.finding import Asking
from consult.web.desk.levels import OFFERED, WITHHELD
from consult.web.desk.pages import CAME_FROM

BODY = 4 * 1024 * 1024
"""The most bytes of one hand-in: ten statements with all their words."""
STATEMENTS = 10
ATTENDEES = 200
PEOPLE = 100_000
REVISIONS = 1_000_000
SKEW = timedelta(minutes=15)
"""A device's clock may be ahead by this much; what it calls later was said now."""

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""Where a clock begins that lost its power; an earlier moment is no moment of a device."""


class Unreadable(ConsultError):
    """What was sent is not what a desk sends; facts: where, the place in it."""

    code = "unreadable"
    status = 400


@dataclass(frozen=True)
class Handed:
    """What one hand-in holds; `held` is how many statements stay on the device after it."""

    statements: list[Said] = field(default_factory=list)
    attendees: list[AttendeeRow] = field(default_factory=list)
    counts: list[CategoryCount] | None = None
    held: int = 0
    late: bool = False


def read_handed(asking: Asking) -> Handed:
    """Return what the request holds; raises Unreadable with the place of the first fault."""
    request.max_content_length = BODY
    sent = sent_json()
    if not isinstance(sent, dict):
        raise Unreadable(where="body")
    said = _list(sent, "statements", STATEMENTS)
    people = _list(sent, "attendees", ATTENDEES)
    known = _known(asking, [*said, *people])
    counts = _list(sent, "counts", len(CAME_FROM)) if sent.get("counts") is not None else None
    return Handed(
        [_said(one, f"statements[{n}]", known) for n, one in enumerate(said)],
        [_attendee(one, f"attendees[{n}]", known) for n, one in enumerate(people)],
        None if counts is None else [_count(one, f"counts[{n}]") for n, one in enumerate(counts)],
        _number(sent, "held", "body", REVISIONS),
        _flag(sent, "late", "body"),
    )


@dataclass(frozen=True)
class Known:
    """Ids that a device may name: organisations of the register, people who registered."""

    organisations: frozenset[uuid.UUID] = frozenset()
    registrations: frozenset[uuid.UUID] = frozenset()
    now: datetime | None = None


def _known(asking: Asking, rows: list[Any]) -> Known:
    """Read the register only when something names an id of it."""
    named = {name for row in rows if isinstance(row, dict) for name in row if row[name]}
    bodies = organisations() if "organisation_id" in named else ()
    expected = expected_people(asking.table.id) if "registration_id" in named else ()
    return Known(frozenset(b.id for b in bodies), frozenset(p.id for p in expected), now())


def _said(raw: Any, where: str, known: Known) -> Said:
    row = _row(raw, where)
    typed = {
        name: _text(row, name, where, TEXT_LIMIT_BYTES)
        for name in ("target", "kind", "language", "text", "proposed_wording")
    }
    return Said(
        key=_key(row, where),
        point=read_point(typed),
        about=_about(row, where, known),
        said_at=_moment(row, where, known),
        read_back=_flag(row, "read_back", where),
        revision=_number(row, "revision", where, REVISIONS) or 1,
    )


def _about(row: Mapping[str, Any], where: str, known: Known) -> About:
    """Who spoke. Of a speaker whose name is withheld nothing is taken, whatever was sent."""
    level = _text(row, "level", where)
    if level == WITHHELD:
        return About("individual", WITHHELD)
    name, body = _line(row, "author_name", where), _line(row, "organisation_name", where)
    body_id = _id(row, "organisation_id", where, known.organisations)
    return About(
        author_kind="individual" if name or not (body or body_id) else "organisation",
        level=level if level in OFFERED else "",
        author_name=name,
        organisation_id=body_id,
        organisation_name="" if body_id else body,
    )


def _attendee(raw: Any, where: str, known: Known) -> AttendeeRow:
    row = _row(raw, where)
    body_id = _id(row, "organisation_id", where, known.organisations)
    kind = _text(row, "kind", where)
    return AttendeeRow(
        key=str(_key(row, where)),
        name=_line(row, "name", where),
        organisation_id=body_id,
        organisation_name="" if body_id else _line(row, "organisation_name", where),
        kind=kind if kind in CAME_FROM else "",
        may_be_named=_flag(row, "may_be_named", where),
        registration_id=_id(row, "registration_id", where, known.registrations),
        revision=_number(row, "revision", where, REVISIONS) or 1,
        left_out=_flag(row, "left_out", where),
    )


def _count(raw: Any, where: str) -> CategoryCount:
    row = _row(raw, where)
    category = _text(row, "category", where)
    if category not in CAME_FROM:
        raise Unreadable(where=f"{where}.category")
    return CategoryCount(category, _number(row, "count", where, PEOPLE))


def _row(raw: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise Unreadable(where=where)
    return raw


def _list(sent: Mapping[str, Any], name: str, most: int) -> list[Any]:
    value = sent.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise Unreadable(where=name)
    return value


def _text(row: Mapping[str, Any], name: str, where: str, most: int = NAME_LENGTH) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise Unreadable(where=f"{where}.{name}")
    return value


def _line(row: Mapping[str, Any], name: str, where: str) -> str:
    return clean_line(_text(row, name, where))


def _flag(row: Mapping[str, Any], name: str, where: str) -> bool:
    value = row.get(name, False)
    if not isinstance(value, bool):
        raise Unreadable(where=f"{where}.{name}")
    return value


def _number(row: Mapping[str, Any], name: str, where: str, most: int) -> int:
    value = row.get(name, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Unreadable(where=f"{where}.{name}")
    return value


def _uuid(text: str, where: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Unreadable(where=where) from error


def _key(row: Mapping[str, Any], where: str) -> uuid.UUID:
    return _uuid(_text(row, "key", where), f"{where}.key")


def _id(
    row: Mapping[str, Any], name: str, where: str, known: frozenset[uuid.UUID]
) -> uuid.UUID | None:
    """Return an id that we know; one that is gone from the register meanwhile is left out."""
    text = _text(row, name, where)
    identity = _uuid(text, f"{where}.{name}") if text else None
    return identity if identity in known else None


def _moment(row: Mapping[str, Any], where: str, known: Known) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(row, "said_at", where))
    except ValueError as error:
        raise Unreadable(where=f"{where}.said_at") from error
    if moment.tzinfo is None or moment < EARLIEST:
        raise Unreadable(where=f"{where}.said_at")
    ahead = known.now is not None and known.now < moment <= known.now + SKEW
    return known.now if ahead and known.now else moment
