"""Writing minutes and having them checked: draft, words, links to those present, corrections."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from consult.domain.consultations.queries import working_calendar
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.roundtables import minutes_notices
from consult.domain.roundtables.desk_models import Minutes, MinutesChecker, MinutesCorrection
from consult.domain.roundtables.minutes_queries import (
    Present,
    checkers_of,
    minutes_for_change,
    minutes_of,
)
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of, move_table
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.rules import CHECK_DAYS
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, ConsultError, Missing, WrongState
from consult.kernel.localised import LANGUAGES
from consult.kernel.references import digest, new_secret
from consult.kernel.text import clean_line, clean_text
from consult.machinery import audit

WORDS = ("chair", "secretary", "opening", "course", "decisions")
"""What people write; statements, attendance and agenda are printed from the record."""
OPEN = frozenset({"draft", "checking"})
"""States in which the words can still be changed."""
MOST_CORRECTIONS = 50
"""Corrections that one link may hand in."""


class CheckOver(ConsultError):
    """The time for corrections is over; facts: until (the last moment, or None)."""

    code = "minutes_check_over"
    status = 409


class TooManyCorrections(ConsultError):
    """One link handed in as many corrections as are taken; facts: most."""

    code = "minutes_too_many_corrections"


def draft_minutes(table: RoundTable, *, by: Actor) -> Minutes:
    """Begin the minutes of a meeting that was held; those that are there are returned.

    The meeting goes to minutes_draft. Raises WrongState for a meeting that was not held.
    """
    standing = minutes_of(table.id)
    if standing is not None:
        return standing
    if table.state == "held":
        move_table(table, "minutes_draft", by=by)
    if table.state != "minutes_draft":
        raise WrongState(state=table.state, wanted="minutes_draft")
    made = Minutes(round_table_id=table.id, made_by=by.name or by.audit_name, made_by_id=by.user_id)
    db.session.add(made)
    db.session.flush()
    _note("minutes.drafted", made, table, by)
    return made


def write_minutes(
    table: RoundTable, words: Mapping[str, Any], *, by: Actor, row_version: int | None = None
) -> Minutes:
    """Write the words of the draft; `words` are some of WORDS.

    Also while it is checked, so that corrections can be taken. Raises WrongState once the minutes
    are approved, Conflict when somebody else wrote meanwhile.
    """
    minutes = _held(table)
    if minutes.state not in OPEN:
        raise WrongState(state=minutes.state, wanted="draft")
    if row_version is not None and row_version != minutes.row_version:
        raise Conflict(theirs={name: getattr(minutes, name) for name in WORDS})
    changed = sorted(name for name, value in words.items() if getattr(minutes, name) != value)
    for name in changed:
        setattr(minutes, name, words[name])
    db.session.flush()
    _note("minutes.written", minutes, table, by, changed=changed)
    return minutes


def send_for_checking(
    table: RoundTable, people: Sequence[Present], *, by: Actor, days: int = CHECK_DAYS
) -> Sequence[MinutesChecker]:
    """Send the draft to those present, each with a link of their own; returns the new links.

    `days` are working days of Kazakhstan; the check ends with the last of them. Sent again, it
    reaches only those who have no link yet, and the last day moves only to a later one. Without
    anybody to ask the period runs all the same. Raises WrongState, Missing (days).
    """
    minutes = _held(table)
    if minutes.state not in OPEN:
        raise WrongState(state=minutes.state, wanted="checking")
    if days < 1:
        raise Missing(missing=["days"])
    until = last_moment(table, days)
    minutes.check_until = max(until, minutes.check_until or until)
    minutes.state, minutes.sent_at = "checking", minutes.sent_at or now()
    known = {row.contact_email.lower() for row in checkers_of(minutes.id)}
    fresh = {one.contact_email.lower(): one for one in people}
    whole = whole_table(table.id)
    made = [_ask(minutes, whole, one) for key, one in fresh.items() if key not in known]
    _note("minutes.sent", minutes, table, by, letters=len(made), days=days)
    return made


def note_checked_on_paper(table: RoundTable, *, by: Actor) -> Minutes:
    """Note that those present checked the draft outside the service, so nobody is written to.

    Only for the service's own commands; raises WrongState.
    """
    minutes = _held(table)
    if minutes.state != "draft" or not by.is_system:
        raise WrongState(state=minutes.state, wanted="checking")
    minutes.state, minutes.sent_at = "checking", now()
    _note("minutes.checked_on_paper", minutes, table, by)
    return minutes


def last_moment(table: RoundTable, days: int, start: date | None = None) -> datetime:
    """Return the end of the last of so many working days after a day, today unless told."""
    start = start or day_of(now(), table.zone)
    last = working_calendar().add(start, days)
    return datetime.combine(last, time(23, 59, 59), ZoneInfo(table.zone))


def _ask(minutes: Minutes, table: RoundTable, one: Present) -> MinutesChecker:
    secret = new_secret()
    checker = MinutesChecker(
        minutes_id=minutes.id,
        token_hash=digest(secret),
        name=clean_line(one.name),
        contact_email=clean_line(one.contact_email),
        language=one.language if one.language in LANGUAGES else "ru",
    )
    db.session.add(checker)
    db.session.flush()
    minutes_notices.draft_to_check(table, minutes, checker, secret)
    return checker


def agree(table: RoundTable, checker: MinutesChecker) -> MinutesChecker:
    """Note that somebody present agrees with the draft; raises CheckOver."""
    minutes = _checked_now(table)
    if checker.agreed_at is None:
        checker.agreed_at = now()
        _note("minutes.agreed", minutes, table, None)
    return checker


def correct(
    table: RoundTable,
    checker: MinutesChecker,
    text: str,
    *,
    language: str,
    comment_code: str = "",
) -> MinutesCorrection:
    """Keep what somebody present says is wrong; it takes back an agreement given before.

    Raises CheckOver, Missing (text), TooManyCorrections.
    """
    minutes = _checked_now(table)
    if not clean_text(text):
        raise Missing(missing=["text"])
    counted = select(MinutesCorrection.id).where(MinutesCorrection.checker_id == checker.id)
    if len(db.session.scalars(counted).all()) >= MOST_CORRECTIONS:
        raise TooManyCorrections(most=MOST_CORRECTIONS)
    made = MinutesCorrection(
        minutes_id=minutes.id,
        checker_id=checker.id,
        comment_code=comment_code,
        text=clean_text(text),
        language=language,
    )
    checker.agreed_at = None
    db.session.add(made)
    db.session.flush()
    _note("minutes.corrected", minutes, table, None)
    return made


def decide_correction(
    table: RoundTable, correction: MinutesCorrection, state: str, *, answer: str, by: Actor
) -> MinutesCorrection:
    """Take or decline a correction, with an answer; it can be decided anew until the approval.

    The answer to a correction that is taken is printed as a note under its proposal. Raises
    WrongState, Missing (answer).
    """
    minutes = _held(table)
    if minutes.state not in OPEN or state not in {"taken", "declined"}:
        raise WrongState(state=minutes.state, wanted="checking")
    if not clean_text(answer):
        raise Missing(missing=["answer"])
    correction.state, correction.answer = state, clean_text(answer)
    correction.decided_by, correction.decided_at = by.name or by.audit_name, now()
    _note("minutes.correction_decided", minutes, table, by, decision=state)
    return correction


def _checked_now(table: RoundTable) -> Minutes:
    minutes = _held(table)
    until = minutes.check_until
    if minutes.state != "checking" or until is None or now() > until:
        raise CheckOver(until=until)
    return minutes


def _held(table: RoundTable) -> Minutes:
    minutes = minutes_of(table.id)
    if minutes is None:
        raise WrongState(state=table.state, wanted="minutes_draft")
    return minutes_for_change(minutes.id)


def _note(
    action: str, minutes: Minutes, table: RoundTable, by: Actor | None, **facts: object
) -> None:
    audit.record(action, minutes, by=by or VISITOR, consultation_id=table.consultation_id, **facts)
