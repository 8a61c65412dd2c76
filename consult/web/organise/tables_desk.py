"""The capture desk seen by the organiser: its devices, what was written down, the photos."""

import uuid
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission, permits
from consult.domain.roundtables.desk_models import Photo
from consult.domain.roundtables.desk_queries import devices_of, photo_of, photos_of
from consult.domain.roundtables.devices import readmit_device, revoke_device
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.heard import page_of_statements
from consult.domain.submissions.levels import view_author
from consult.web.downloads import give
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.tables import ONE, table_by_address
from consult.web.submission_words import target_words

TONES = {"received": "waiting", "published": "good", "published_redacted": "good"}


def _device(slug: str, ref: str, device_id: uuid.UUID) -> tuple[RoundTable, uuid.UUID]:
    return table_by_address(slug, ref), device_id


def _photo(slug: str, ref: str, photo_id: uuid.UUID) -> tuple[RoundTable, Photo]:
    table = table_by_address(slug, ref)
    return table, photo_of(table, photo_id)


@blueprint.get(f"{ONE}/devices")
@needs(Permission.ORGANISE, find=table_by_address)
def tables_devices(table: RoundTable) -> Any:
    """List the devices on which the desk was opened, with what they still hold."""
    return render_template(
        "organise/tables/devices.html",
        consultation=table.consultation,
        table=table,
        lines=devices_of(table.id),
    )


@blueprint.post(f"{ONE}/devices/<uuid:device_id>/revoke")
@needs(Permission.ORGANISE, find=_device)
def tables_device_revoke(table: RoundTable, device_id: uuid.UUID) -> Any:
    """Take nothing more from a device, for example one that is lost."""
    device = revoke_device(table, device_id, by=actor())
    flash(_("%(name)s is revoked. It may hand in nothing any more.", name=device.name), "success")
    return _back("tables_devices", table)


@blueprint.post(f"{ONE}/devices/<uuid:device_id>/readmit")
@needs(Permission.ORGANISE, find=_device)
def tables_device_readmit(table: RoundTable, device_id: uuid.UUID) -> Any:
    """Let a revoked device in again."""
    device = readmit_device(table, device_id, by=actor())
    flash(_("%(name)s may hand in again.", name=device.name), "success")
    return _back("tables_devices", table)


def _back(name: str, table: RoundTable) -> Any:
    slug, ref = table.consultation.slug, table.reference
    return redirect(url_for(f"organise.{name}", slug=slug, ref=ref))


@blueprint.get(f"{ONE}/statements")
@needs(Permission.READ_STAFF, find=table_by_address)
def tables_statements(table: RoundTable) -> Any:
    """List what was said, in the order of the meeting, and the photos of flip-charts."""
    page = page_of_statements(table.id, request.args.get("cursor"))
    place: dict[str, Any] = {"slug": table.consultation.slug, "ref": table.reference}
    return render_template(
        "organise/tables/statements.html",
        consultation=table.consultation,
        table=table,
        page=page,
        photos=photos_of(table.id),
        place=place,
        author=lambda submission: view_author(submission, "staff"),
        target_words=target_words,
        TONES=TONES,
        may_change=permits(actor(), Permission.ORGANISE, table),
        previous_url=_turn(place, page.previous),
        next_url=_turn(place, page.next),
    )


def _turn(place: dict[str, Any], cursor: str | None) -> str:
    return url_for("organise.tables_statements", cursor=cursor, **place) if cursor else ""


@blueprint.get(f"{ONE}/photos/<uuid:photo_id>")
@needs(Permission.READ_STAFF, find=_photo)
def tables_photo(table: RoundTable, photo: Photo) -> Response:  # noqa: ARG001
    """Give one photo as a file; photos are never public."""
    return give(photo.file)
