"""Registering for a meeting: places, the waiting list, changing and withdrawing."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from sqlalchemy import select

from consult.domain.people.actors import Actor
from consult.domain.roundtables import notices
from consult.domain.roundtables.models import Registration, RoundTable
from consult.domain.roundtables.place_links import secret_of
from consult.domain.roundtables.queries import table_for_change, whole_table
from consult.domain.roundtables.refusals import AlreadyRegistered, RegistrationClosed
from consult.domain.roundtables.registrations import (
    NOBODY,
    live_registration,
    places_of,
    takes_registrations,
)
from consult.domain.roundtables.rules import BEFORE, needs_chair
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing, WrongState
from consult.kernel.references import digest
from consult.machinery import audit


@dataclass(frozen=True)
class Wish:
    """What somebody says who registers. An address is needed unless staff write it down."""

    name: str
    contact_email: str = ""
    language: str = "ru"
    organisation_name: str = ""
    organisation_id: uuid.UUID | None = None
    needs: str = ""
    online: bool = False
    may_be_named: bool = False


CHANGEABLE = frozenset(field.name for field in fields(Wish)) - {"contact_email"}


def register(table: RoundTable, wish: Wish, *, by: Actor, by_hand: bool = False) -> Registration:
    """Give a place, or one on the waiting list, and write the letter that says which.

    The meeting's row is held meanwhile, so that its last place is given once. An address that has
    a place gets only a letter that says so, unless staff write it down (AlreadyRegistered). Raises
    RegistrationClosed, Missing.
    """
    held = table_for_change(table.id)
    _refuse(held, wish, by_hand=by_hand)
    earlier = live_registration(held.id, folded(wish.contact_email)) if wish.contact_email else None
    if earlier is not None:
        if by_hand:
            raise AlreadyRegistered
        _tell(held.id, earlier, "again")
        return earlier
    made = _made(held, wish, by, by_hand=by_hand)
    _tell(held.id, made, made.state)
    _note("round_table.registered", made, held, by)
    return made


def change_registration(registration: Registration, wish: Wish, *, by: Actor) -> Registration:
    """Change all but the address; raises WrongState after it was withdrawn, RegistrationClosed.

    Who comes to the room instead of joining over the network needs a free place, else waits.
    """
    held = table_for_change(registration.round_table_id)
    _refuse(held, replace(wish, contact_email=registration.contact_email), by_hand=False)
    db.session.refresh(registration, with_for_update=True)
    if registration.state == "withdrawn":
        raise WrongState(state="withdrawn", wanted="registered")
    had_chair = registration.state == "registered" and takes_chair(held, registration)
    for name in CHANGEABLE - {"organisation_id"}:
        setattr(registration, name, getattr(wish, name))
    registration.online = _online(held, wish)
    _seat_again(held, registration, had_chair=had_chair)
    fill_up(held)
    _note("round_table.registration_changed", registration, held, by)
    return registration


def withdraw(registration: Registration, *, by: Actor) -> None:
    """Give a place back; the first of those who wait gets it. Twice is as good as once."""
    held = table_for_change(registration.round_table_id)
    db.session.refresh(registration, with_for_update=True)
    if registration.state == "withdrawn":
        return
    registration.state, registration.withdrawn_at = "withdrawn", now()
    db.session.flush()
    _tell(held.id, registration, "withdrawn")
    fill_up(held)
    _note("round_table.registration_withdrawn", registration, held, by)


def fill_up(held: RoundTable) -> int:
    """Give free places to those who wait, in the order of coming; returns how many moved up.

    `held` is the meeting with its row locked.
    """
    if held.state not in BEFORE or now() >= held.starts_at:
        return 0
    waiting = select(Registration).where(
        Registration.round_table_id == held.id, Registration.state == "waiting"
    )
    left = free_places(held)
    moved = 0
    for one in db.session.scalars(waiting.order_by(Registration.created_at, Registration.id)).all():
        if takes_chair(held, one):
            if left is not None and left <= 0:
                continue
            left = left - 1 if left is not None else None
        one.state = "registered"
        db.session.flush()
        _tell(held.id, one, "moved_up")
        moved += 1
    return moved


def free_places(held: RoundTable) -> int | None:
    """Return how many counted places are left; None where they are not limited."""
    if held.capacity is None:
        return None
    db.session.flush()
    return held.capacity - places_of([held.id]).get(held.id, NOBODY).chairs


def takes_chair(table: RoundTable, registration: Registration) -> bool:
    """Whether this registration takes one of the counted places."""
    return needs_chair(table.format, online=registration.online)


def folded(email: str) -> str:
    """Return an address as it is stored and compared."""
    return email.strip().lower()


def _made(held: RoundTable, wish: Wish, by: Actor, *, by_hand: bool) -> Registration:
    identity = uuid.uuid4()
    online = _online(held, wish)
    left = free_places(held)
    full = left is not None and left <= 0 and needs_chair(held.format, online=online)
    values = {name: getattr(wish, name) for name in CHANGEABLE}
    made = Registration(
        **values | {"online": online},
        id=identity,
        round_table_id=held.id,
        token_hash=digest(secret_of(identity)),
        state="waiting" if full else "registered",
        contact_email=folded(wish.contact_email),
        user_id=None if by_hand else by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _seat_again(held: RoundTable, registration: Registration, *, had_chair: bool) -> None:
    if registration.state != "registered" or had_chair or not takes_chair(held, registration):
        return
    left = free_places(held)
    if left is not None and left < 0:
        registration.state = "waiting"
        db.session.flush()
        _tell(held.id, registration, "waiting")


def _online(held: RoundTable, wish: Wish) -> bool:
    return held.format == "online" or (held.format == "hybrid" and wish.online)


def _refuse(held: RoundTable, wish: Wish, *, by_hand: bool) -> None:
    open_now = held.state in BEFORE if by_hand else takes_registrations(held, now())
    if not open_now:
        raise RegistrationClosed
    _refuse_missing((("name", wish.name), ("contact_email", by_hand or wish.contact_email)))


def _refuse_missing(wanted: Iterable[tuple[str, object]]) -> None:
    missing = [name for name, value in wanted if not value]
    if missing:
        raise Missing(missing=missing)


def _tell(table_id: uuid.UUID, registration: Registration, kind: str) -> None:
    if not registration.contact_email:
        return
    table = whole_table(table_id)
    cause = f"registration:{registration.id}:{kind}:{uuid.uuid4().hex[:12]}"
    notices.tell(table, notices.of_registration(table, registration), kind, cause)


def _note(action: str, registration: Registration, table: RoundTable, by: Actor) -> None:
    audit.record(
        action,
        registration,
        by=by,
        consultation_id=table.consultation_id,
        state=registration.state,
        table=table.reference,
    )
