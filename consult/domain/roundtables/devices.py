"""Devices of the capture desk: let in with a network, known by a token, revoked when lost."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.people.actors import Actor
from consult.domain.roundtables.desk_models import Device
from consult.domain.roundtables.models import RoundTable
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import ConsultError, Missing, NotFound
from consult.kernel.references import digest, new_secret
from consult.kernel.text import clean_line
from consult.machinery import audit

NAME_LIMIT = 80


class UnknownDevice(ConsultError):
    """No device of this meeting holds the token."""

    code = "unknown_device"
    status = 401


class DeviceRevoked(ConsultError):
    """The device, or the person who opened the desk on it, may hand in nothing any more."""

    code = "device_revoked"
    status = 403


def enrol_device(table: RoundTable, name: str, *, by: Actor) -> tuple[Device, str]:
    """Let a browser in to the desk of a meeting; returns its row and the token it keeps.

    Only a hash of the token is stored. Raises Missing without a name or without an account.
    """
    shown = clean_line(name)[:NAME_LIMIT]
    if not shown or by.user_id is None:
        raise Missing(missing=["name"])
    token = new_secret()
    device = Device(
        round_table_id=table.id, user_id=by.user_id, token_hash=digest(token), name=shown
    )
    db.session.add(device)
    db.session.flush()
    _note("desk.opened", table, by, device_id=device.id)
    return device, token


def device_by_token(table: RoundTable, token: str) -> Device:
    """Return the device of a meeting that holds the token; raises UnknownDevice, DeviceRevoked."""
    statement = select(Device).where(Device.token_hash == digest(token))
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if not token or found is None or found.round_table_id != table.id:
        raise UnknownDevice
    if found.revoked_at is not None:
        raise DeviceRevoked
    return found


def note_seen(device: Device, held: int) -> None:
    """Remember that a device was here, and how many statements it still holds."""
    device.seen_at, device.held = now(), held


def note_wiped(table: RoundTable, device: Device, *, by: Actor) -> None:
    """Remember that the data on a device were wiped; it hands in nothing any more."""
    device.seen_at = device.wiped_at = device.revoked_at = now()
    device.held, device.revoked_by = 0, by.name
    _note("desk.wiped", table, by, device_id=device.id)


def revoke_device(table: RoundTable, device_id: uuid.UUID, *, by: Actor) -> Device:
    """Take nothing more from a device; raises NotFound when it is none of this meeting."""
    device = _device(table, device_id)
    if device.revoked_at is None:
        device.revoked_at, device.revoked_by = now(), by.name
    _note("desk.revoked", table, by, device_id=device.id)
    return device


def readmit_device(table: RoundTable, device_id: uuid.UUID, *, by: Actor) -> Device:
    """Let a revoked device in again, so that what it holds can be handed in."""
    device = _device(table, device_id)
    device.revoked_at, device.revoked_by = None, ""
    _note("desk.readmitted", table, by, device_id=device.id)
    return device


def _device(table: RoundTable, device_id: uuid.UUID) -> Device:
    statement = (
        select(Device)
        .where(Device.id == device_id, Device.round_table_id == table.id)
        .options(joinedload(Device.table))
        .with_for_update(of=Device)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def _note(action: str, table: RoundTable, by: Actor, **facts: object) -> None:
    audit.record(action, table, by=by, consultation_id=table.consultation_id, **facts)
