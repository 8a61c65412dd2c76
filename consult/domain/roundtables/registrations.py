"""Reading registrations: who comes, who waits, how many places are left."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.roundtables.models import Registration, RoundTable
from consult.domain.roundtables.rules import BEFORE
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page, cut, decode_moment, sliced
from consult.kernel.references import digest

SIZE = 50


@dataclass(frozen=True)
class Places:
    """How many of a meeting's registrations stand in which state; `chairs` take a counted place."""

    registered: int = 0
    waiting: int = 0
    chairs: int = 0


NOBODY = Places()


def closes_at(table: RoundTable) -> datetime:
    """Return when registration ends: at the set time, at the latest with the beginning."""
    return min(table.registration_closes_at or table.starts_at, table.starts_at)


def takes_registrations(table: RoundTable, at: datetime) -> bool:
    """Whether people may register at an instant."""
    return table.state in BEFORE and at < closes_at(table)


def places_of(table_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Places]:
    """Return the counts of several meetings; one query."""
    registered = Registration.state == "registered"
    chair = and_(registered, or_(RoundTable.format != "hybrid", Registration.online.is_(False)))
    statement = (
        select(
            Registration.round_table_id,
            func.count().filter(registered),
            func.count().filter(Registration.state == "waiting"),
            func.count().filter(chair),
        )
        .join(RoundTable, RoundTable.id == Registration.round_table_id)
        .where(Registration.round_table_id.in_(table_ids))
        .group_by(Registration.round_table_id)
    )
    return {row[0]: Places(*row[1:]) for row in db.session.execute(statement)}


def live_registration(table_id: uuid.UUID, email: str) -> Registration | None:
    """Return the registration of an address that was not withdrawn."""
    statement = select(Registration).where(
        Registration.round_table_id == table_id,
        Registration.contact_email == email,
        Registration.state != "withdrawn",
    )
    return db.session.scalar(statement)


def registration_by_secret(table_id: uuid.UUID, secret: str) -> Registration:
    """Return the registration that a link opens; raises NotFound."""
    statement = select(Registration).where(
        Registration.round_table_id == table_id, Registration.token_hash == digest(secret)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def registration_of(table_id: uuid.UUID, registration_id: uuid.UUID) -> Registration:
    """Return a registration for this meeting; raises NotFound."""
    found = db.session.get(Registration, registration_id)
    if found is None or found.round_table_id != table_id:
        raise NotFound
    return found


def page_of(
    table_id: uuid.UUID, state: str = "", cursor: str | None = None, size: int = SIZE
) -> Page[Registration]:
    """Return a page of registrations in the order of coming in; one query."""
    order = (Registration.created_at, Registration.id)
    place = decode_moment(cursor) if cursor else None
    rows = db.session.scalars(sliced(_of(table_id, state), order, place, size=size)).all()
    return cut(rows, size=size, key=lambda row: (row.created_at.isoformat(), row.id), cursor=cursor)


def all_of(table_id: uuid.UUID) -> Sequence[Registration]:
    """Return every registration that was not withdrawn, for lists and letters."""
    statement = _of(table_id, "").where(Registration.state != "withdrawn")
    return db.session.scalars(statement.order_by(Registration.created_at, Registration.id)).all()


def _of(table_id: uuid.UUID, state: str) -> Select[Registration]:
    statement = select(Registration).where(Registration.round_table_id == table_id)
    if state:
        statement = statement.where(Registration.state == state)
    return statement.options(joinedload(Registration.organisation))
