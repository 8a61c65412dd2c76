"""Reading for the capture desk: its devices, its photos, who is expected, whose meetings."""

import uuid
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.people.models import User
from consult.domain.roundtables.desk_models import Device, Photo
from consult.domain.roundtables.models import Registration, RoundTable
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound


class DeviceLine(NamedTuple):
    """A device and the person who opened the desk on it."""

    device: Device
    person: str


class PhotoLine(NamedTuple):
    """A photo and the device that took it, if it still has a name."""

    photo: Photo
    device: str


def devices_of(table_id: uuid.UUID) -> Sequence[DeviceLine]:
    """Return the devices of a meeting, the one opened first at the top; one query."""
    statement = (
        select(Device, User.name)
        .join(User, User.id == Device.user_id)
        .where(Device.round_table_id == table_id)
        .order_by(Device.opened_at, Device.id)
    )
    return [DeviceLine(*row) for row in db.session.execute(statement)]


def photos_of(table_id: uuid.UUID) -> Sequence[PhotoLine]:
    """Return the photos of a meeting in the order in which they were taken; one query."""
    statement = (
        select(Photo, Device.name)
        .outerjoin(Device, Device.id == Photo.device_id)
        .where(Photo.round_table_id == table_id)
        .options(joinedload(Photo.file))
        .order_by(Photo.taken_at, Photo.id)
    )
    return [PhotoLine(row[0], row[1] or "") for row in db.session.execute(statement)]


def photo_of(table: RoundTable, photo_id: uuid.UUID) -> Photo:
    """Return one photo of a meeting with its file; raises NotFound."""
    statement = (
        select(Photo)
        .where(Photo.id == photo_id, Photo.round_table_id == table.id)
        .options(joinedload(Photo.file))
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def expected_people(table_id: uuid.UUID) -> Sequence[Registration]:
    """Return those registered who agreed to be named, by name; one query."""
    statement = (
        select(Registration)
        .where(
            Registration.round_table_id == table_id,
            Registration.state == "registered",
            Registration.may_be_named.is_(True),
        )
        .options(joinedload(Registration.organisation))
    )
    return db.session.scalars(statement.order_by(Registration.name, Registration.id)).all()


def tables_in(consultation_ids: Collection[uuid.UUID]) -> Sequence[RoundTable]:
    """Return the meetings of some consultations that are not cancelled: to come, then past."""
    statement = (
        select(RoundTable)
        .where(RoundTable.consultation_id.in_(consultation_ids), RoundTable.state != "cancelled")
        .options(joinedload(RoundTable.consultation), selectinload(RoundTable.holders))
    )
    order = (RoundTable.ends_at < now(), RoundTable.starts_at, RoundTable.id)
    return db.session.scalars(statement.order_by(*order)).all()
