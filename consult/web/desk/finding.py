"""Finding what the desk's addresses name: the meeting, and the device that asks."""

from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, request

from consult.access import Permission, permits
from consult.domain.people.actors import Actor
from consult.domain.people.queries import actor_and_user
from consult.domain.roundtables.desk_models import Device
from consult.domain.roundtables.devices import DeviceRevoked, UnknownDevice, device_by_token
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.kernel.errors import ConsultError, NotFound

HEADER = "Consult-Device"
"""The header that carries a device's token."""


class CookiesRefused(ConsultError):
    """A request that is known by its token came with a session: another site may have sent it."""

    code = "cookies_refused"
    status = 400


@dataclass(frozen=True)
class Asking:
    """A device that asks, its meeting, and the person who opened the desk on it."""

    table: RoundTable
    device: Device
    by: Actor


def table_of(slug: str, ref: str) -> RoundTable:
    """Return the meeting that an address names; raises NotFound."""
    return table_by_reference(slug, ref)


def asking(slug: str, ref: str, **values: Any) -> tuple[Any, ...]:
    """Return (Asking, other values of the address) by the device's token, never by the session.

    Raises CookiesRefused, UnknownDevice also where there is no meeting, so that meetings that are
    not public yet cannot be guessed, and DeviceRevoked also when the person may not facilitate here
    any more.
    """
    if cast("Any", current_app.session_interface).cookie in request.cookies:
        raise CookiesRefused
    try:
        table = table_by_reference(slug, ref)
    except NotFound:
        raise UnknownDevice from None
    device = device_by_token(table, request.headers.get(HEADER, ""))
    found = actor_and_user(device.user_id)
    if found is None or not permits(found[1], Permission.FACILITATE, table):
        raise DeviceRevoked
    return (Asking(table, device, found[1]), *values.values())
