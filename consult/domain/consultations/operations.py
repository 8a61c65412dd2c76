"""What happens to a consultation: it is announced, opened, extended, closed, cancelled."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from consult.domain.consultations import queries
from consult.domain.consultations.checklist import NotReady, require_ready
from consult.domain.consultations.editing import create, edit, locked_row, set_organisers
from consult.domain.consultations.models import Consultation, ConsultationChange
from consult.domain.consultations.refusals import (
    EarlierClosing,
    NotOverYet,
    OpensInThePast,
    ReasonMissing,
)
from consult.domain.consultations.rules import RESPONSE_WEEKS, deadline, local_day, may_become
from consult.domain.people.actors import Actor
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import WrongState
from consult.kernel.localised import LocalisedText
from consult.machinery import audit, jobs

__all__ = [
    "advance",
    "cancel",
    "close",
    "create",
    "decide",
    "edit",
    "extend",
    "open_consultation",
    "recall",
    "reopen",
    "schedule",
    "set_organisers",
    "start_answering",
    "tick",
]
NO_REASON = LocalisedText()


def schedule(
    consultation: Consultation,
    *,
    by: Actor,
    accepted: Collection[str] = (),
    invite: bool = False,
) -> Consultation:
    """Announce the consultation: it is public and opens by itself at its hour.

    `invite` writes to the organisations of the register at the opening (B-08). Raises NotReady with
    the list of what is missing, OpensInThePast when the hour has gone.
    """
    locked = locked_row(consultation)
    _require_step(locked, "scheduled")
    require_ready(locked, accepted)
    if locked.opens_at is None or locked.opens_at <= now():
        raise OpensInThePast(opens_at=locked.opens_at)
    facts = {"invite": True} if invite else {}
    _move(locked, "scheduled", "scheduled", by=by, accepted=accepted, facts=facts)
    return locked


def recall(consultation: Consultation, *, by: Actor) -> Consultation:
    """Take an announcement back before the opening, to change what is fixed by it."""
    locked = locked_row(consultation)
    _require_step(locked, "draft")
    _move(locked, "draft", "recalled", by=by, announced=False)
    return locked


def open_consultation(
    consultation: Consultation,
    *,
    by: Actor,
    accepted: Collection[str] = (),
    invite: bool = False,
    historical: bool = False,
) -> Consultation:
    """Open for comments from this moment; `invite` writes to the organisations of the register.

    `historical` (commands only) keeps the opening in the past and writes to nobody.
    Raises NotReady with the list of what is missing.
    """
    locked = locked_row(consultation)
    _require_step(locked, "open")
    past = historical and by.is_system
    with db.session.no_autoflush:
        planned = locked.opens_at
        locked.opens_at = planned if past else now()
        try:
            require_ready(locked, accepted, historical=past)
        except NotReady:
            locked.opens_at = planned
            raise
    _open(locked, by=by, accepted=accepted, invite=invite, announced=not past)
    return locked


def extend(
    consultation: Consultation, closes_at: datetime, *, reason: LocalisedText, by: Actor
) -> Consultation:
    """Move the closing later, never earlier (I-17); everybody who took part is told.

    Raises EarlierClosing, ReasonMissing, WrongState when comments are not taken now.
    """
    locked = locked_row(consultation)
    if not queries.is_open(locked):
        raise WrongState(state=queries.state_now(locked), wanted="open")
    if locked.closes_at is None or closes_at <= locked.closes_at:
        raise EarlierClosing(closes_at=locked.closes_at)
    _require_reason(reason)
    before, locked.closes_at = locked.closes_at, closes_at
    _move(locked, "open", "extended", by=by, reason=reason, facts=_moved(before, closes_at))
    return locked


def close(consultation: Consultation, *, by: Actor) -> Consultation:
    """End the taking of comments once the closing has passed by the database's clock.

    Raises NotOverYet before it: a discussion is never shortened (I-17).
    """
    locked = locked_row(consultation)
    _require_state(locked, "open")
    if locked.closes_at is None or now() < deadline(locked.closes_at):
        raise NotOverYet(closes_at=locked.closes_at, zone=locked.zone)
    locked.closed_at = locked.closes_at
    if locked.response_due_on is None:
        last = local_day(locked.closes_at, locked.zone)
        locked.response_due_on = last + timedelta(weeks=RESPONSE_WEEKS)
    recent = now() - locked.closes_at < timedelta(days=2)
    _move(locked, "closed", "closed", by=by, at=locked.closes_at, announced=recent)
    return locked


def start_answering(consultation: Consultation, *, by: Actor) -> Consultation:
    """Hand the comments to the bodies that answer them."""
    return advance(consultation, "answering", by=by)


def advance(consultation: Consultation, wanted: str, *, by: Actor) -> Consultation:
    """Take the next step after closing; raises WrongState for a step out of order."""
    locked = locked_row(consultation)
    _require_step(locked, wanted)
    _move(locked, wanted, wanted, by=by, announced=False)
    return locked


def decide(consultation: Consultation, *, at: datetime, by: Actor) -> Consultation:
    """Say that the plan was decided on; `at` is the day of the act, which lies in the past."""
    locked = locked_row(consultation)
    _require_step(locked, "decision_made")
    _move(locked, "decision_made", "decision_made", by=by, at=at, announced=False)
    return locked


def cancel(consultation: Consultation, *, reason: LocalisedText, by: Actor) -> Consultation:
    """Stop an announced or open consultation for a reason that everybody may read."""
    locked = locked_row(consultation)
    _require_step(locked, "cancelled")
    _require_reason(reason)
    _move(locked, "cancelled", "cancelled", by=by, reason=reason)
    return locked


def reopen(
    consultation: Consultation, closes_at: datetime, *, reason: LocalisedText, by: Actor
) -> Consultation:
    """Take comments again after closing, for a public reason and until a later closing."""
    locked = locked_row(consultation)
    _require_state(locked, "closed")
    _require_reason(reason)
    if closes_at <= now() or (locked.closes_at and closes_at <= locked.closes_at):
        raise EarlierClosing(closes_at=locked.closes_at)
    before, locked.closes_at, locked.closed_at = locked.closes_at, closes_at, None
    _move(locked, "open", "reopened", by=by, reason=reason, facts=_moved(before, closes_at))
    return locked


def tick(*, by: Actor) -> tuple[int, int]:
    """Open and close what is due by the database's clock; returns how many of each. For the worker.

    A consultation that ended while nobody ran this is opened and closed in one go.
    """
    opened = closed = 0
    for consultation in queries.due():
        if consultation.state == "scheduled":
            _open(consultation, by=by, invite=_invites(consultation))
            opened += 1
        if consultation.closes_at and now() >= deadline(consultation.closes_at):
            close(consultation, by=by)
            closed += 1
    return opened, closed


def _invites(consultation: Consultation) -> bool:
    """Return whether the announcement asked for letters to the register at the opening."""
    announced = [one for one in queries.changes_of(consultation.id) if one.kind == "scheduled"]
    return bool(announced and announced[-1].facts.get("invite"))


def _open(
    consultation: Consultation,
    *,
    by: Actor,
    accepted: Collection[str] = (),
    invite: bool = False,
    announced: bool = True,
) -> None:
    consultation.first_closes_at = consultation.closes_at
    _move(
        consultation,
        "open",
        "opened",
        by=by,
        at=consultation.opens_at,
        announced=announced,
        accepted=accepted,
        invite=invite,
    )


def _move(  # noqa: PLR0913  the facts of one change
    consultation: Consultation,
    state: str,
    kind: str,
    *,
    by: Actor,
    reason: LocalisedText = NO_REASON,
    at: datetime | None = None,
    announced: bool = True,
    invite: bool = False,
    accepted: Collection[str] = (),
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write the new state, the public fact of it, the letters about it and the log."""
    before, consultation.state = consultation.state, state
    told = {**(facts or {}), **({"accepted": sorted(accepted)} if accepted else {})}
    change = ConsultationChange(
        id=uuid.uuid4(),
        consultation_id=consultation.id,
        kind=kind,
        at=at or now(),
        facts=told,
        reason=reason,
    )
    db.session.add(change)
    db.session.flush()
    if announced:
        jobs.defer("announce_change", queue="letters", change_id=str(change.id), invite=invite)
    audit.record(
        f"consultation.{kind}",
        consultation,
        by=by,
        consultation_id=consultation.id,
        state_before=before,
        state_after=state,
        **told,
    )


def _moved(before: datetime | None, closes_at: datetime) -> dict[str, str]:
    instants = {"before": before, "closes_at": closes_at}
    return {name: value.isoformat() for name, value in instants.items() if value}


def _require_state(consultation: Consultation, *wanted: str) -> None:
    if consultation.state not in wanted:
        raise WrongState(state=consultation.state, wanted=wanted[0])


def _require_step(consultation: Consultation, wanted: str) -> None:
    reopening = wanted == "open" and consultation.state == "closed"
    if reopening or not may_become(consultation.state, wanted):
        raise WrongState(state=consultation.state, wanted=wanted)


def _require_reason(reason: LocalisedText) -> None:
    if not reason:
        raise ReasonMissing
