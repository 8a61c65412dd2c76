"""What is done to round tables: planned, changed, brought from state to state, cancelled."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.regions import PLACES, existed_on, is_place
from consult.domain.roundtables.models import AgendaItem, RoundTable, RoundTableBody
from consult.domain.roundtables.queries import table_for_change
from consult.domain.roundtables.refusals import EndsBeforeStart, NoSuchRegion, NotBegun
from consult.domain.roundtables.registering import fill_up
from consult.domain.roundtables.rules import BEFORE, PLACE_FACTS, TOLD_FACTS, may_follow
from consult.domain.roundtables.telling import queue_news
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Missing, WrongState
from consult.kernel.localised import LocalisedText
from consult.kernel.references import random_reference
from consult.machinery import audit

EVENT_CODE = 6
"""Letters of an event code: short enough to type from a wall, and it opens nothing private."""


@dataclass(frozen=True)
class Agendum:
    """One item of an agenda: a section of the plan by its number, or words of its own."""

    section_number: str = ""
    title: LocalisedText = field(default_factory=LocalisedText)
    at: time | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Holders:
    """Who holds a meeting and who is a partner, in the order of naming."""

    organisers: Sequence[uuid.UUID]
    partners: Sequence[uuid.UUID] = ()


def plan_table(
    consultation: Consultation,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    holders: Holders,
    agenda: Sequence[Agendum] = (),
) -> RoundTable:
    """Put a meeting into the calendar; `facts` are columns of RoundTable.

    It needs a title, a region that existed on its day, a beginning and an end, and at least one
    organiser (D-11, I-24). Raises Missing, NoSuchRegion, EndsBeforeStart.
    """
    _refuse(facts, holders)
    table = RoundTable(
        consultation_id=consultation.id, event_code=random_reference(EVENT_CODE), **facts
    )
    db.session.add(table)
    db.session.flush()
    _set_holders(table, holders)
    _set_agenda(table, agenda)
    _note("round_table.planned", table, by)
    return table


def change_table(
    table: RoundTable,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    holders: Holders,
    agenda: Sequence[Agendum] | None = None,
    expected: int | None = None,
) -> RoundTable:
    """Change a meeting that is not cancelled; raises as plan_table, WrongState and Conflict.

    The agenda stays where none is given; `expected` is the row version that the writer saw.

    While it is ahead, those concerned are told of another place or time, and free places are given
    to those who wait.
    """
    held = table_for_change(table.id)
    if held.state in {"cancelled", "minutes_published"}:
        raise WrongState(state=held.state, wanted="planned")
    if expected is not None and expected != held.row_version:
        raise Conflict(expected=expected, now=held.row_version)
    _refuse({**_facts_of(held), **facts}, holders)
    changed = sorted(name for name, value in facts.items() if getattr(held, name) != value)
    for name in changed:
        setattr(held, name, facts[name])
    _set_holders(held, holders)
    if agenda is not None:
        _set_agenda(held, agenda)
    _note("round_table.changed", held, by, changed=changed)
    if held.state in BEFORE and TOLD_FACTS & set(changed):
        queue_news(held, "changed")
    if PLACE_FACTS & set(changed):
        fill_up(held)
    return held


def set_agenda(table: RoundTable, agenda: Sequence[Agendum], *, by: Actor) -> None:
    """Write the agenda anew, in this order; raises WrongState for a cancelled meeting."""
    held = table_for_change(table.id)
    if held.state in {"cancelled", "minutes_published"}:
        raise WrongState(state=held.state, wanted="planned")
    _set_agenda(held, agenda)
    _note("round_table.changed", held, by, changed=["agenda"])


def move_table(table: RoundTable, state: str, *, by: Actor) -> RoundTable:
    """Take the next step of a meeting's life.

    Raises WrongState for a step out of order, NotBegun when it is to be held before it begins.
    """
    held = table_for_change(table.id)
    if state == "cancelled" or not may_follow(held.state, state):
        raise WrongState(state=held.state, wanted=state)
    if state == "held" and now() < held.starts_at:
        raise NotBegun(starts_at=held.starts_at, zone=held.zone)
    held.state = state
    _note("round_table.moved", held, by, state=state)
    return held


def cancel_table(table: RoundTable, *, because: LocalisedText, by: Actor) -> RoundTable:
    """Cancel a meeting that did not take place yet and tell everybody; the reason is public."""
    held = table_for_change(table.id)
    if not may_follow(held.state, "cancelled"):
        raise WrongState(state=held.state, wanted="cancelled")
    if not because:
        raise Missing(missing=["reason"])
    held.state, held.cancelled_because = "cancelled", because
    queue_news(held, "cancelled")
    _note("round_table.cancelled", held, by)
    return held


def _facts_of(table: RoundTable) -> dict[str, Any]:
    names = ("title", "region_code", "starts_at", "ends_at", "zone", "level")
    return {name: getattr(table, name) for name in names}


def _refuse(facts: Mapping[str, Any], holders: Holders) -> None:
    wanted = ("title", "region_code", "starts_at", "ends_at")
    missing = [name for name in wanted if not facts.get(name)]
    if not holders.organisers:
        missing.append("organisers")
    if missing:
        raise Missing(missing=missing)
    if facts["ends_at"] <= facts["starts_at"]:
        raise EndsBeforeStart
    day = day_of(facts["starts_at"], facts.get("zone", "Asia/Almaty"))
    code = facts["region_code"]
    if code in PLACES or not is_place(code) or not existed_on(code, day):
        raise NoSuchRegion(region=code, day=day)


def day_of(starts_at: datetime, zone: str) -> date:
    """Return the local day of a meeting: the day on which its region's name must be valid."""
    return starts_at.astimezone(ZoneInfo(zone)).date()


def _set_holders(table: RoundTable, holders: Holders) -> None:
    db.session.execute(delete(RoundTableBody).where(RoundTableBody.round_table_id == table.id))
    for part, ids in (("organiser", holders.organisers), ("partner", holders.partners)):
        for position, organisation_id in enumerate(dict.fromkeys(ids)):
            db.session.add(
                RoundTableBody(
                    round_table_id=table.id,
                    organisation_id=organisation_id,
                    part=part,
                    position=position,
                )
            )
    db.session.flush()


def _set_agenda(table: RoundTable, agenda: Sequence[Agendum]) -> None:
    db.session.execute(delete(AgendaItem).where(AgendaItem.round_table_id == table.id))
    for position, item in enumerate(agenda, start=1):
        db.session.add(
            AgendaItem(
                round_table_id=table.id,
                position=position,
                section_number=item.section_number,
                title=item.title,
                at=item.at,
                minutes=item.minutes,
            )
        )
    db.session.flush()
    db.session.expire(table, ["holders", "agenda"])


def _note(action: str, table: RoundTable, by: Actor, **facts: object) -> None:
    audit.record(action, table, by=by, consultation_id=table.consultation_id, **facts)
