"""Photos of flip-charts: taken in once each, cleaned of metadata, for the organisers only."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.domain.people.actors import Actor
from consult.domain.roundtables.desk_models import Photo
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_for_change
from consult.kernel.database import db
from consult.kernel.errors import ConsultError
from consult.machinery import audit, files
from consult.machinery.cleaning.segments import without_metadata

PURPOSE = "photo"
SIZE = 1024 * 1024
"""The most bytes of one photo; the desk makes it smaller than half of that."""
MOST = 200
"""The most photos of one meeting."""


class PhotoRefused(ConsultError):
    """A photo is not taken; facts: reason (too_big, too_many or foreign)."""

    code = "photo_refused"


@dataclass(frozen=True)
class Shot:
    """One photo as it was taken; `key` is the same each time it is sent."""

    key: uuid.UUID
    taken_at: datetime
    caption: str = ""
    statement_key: uuid.UUID | None = None


def take_photo(
    table: RoundTable, shot: Shot, data: bytes, *, by: Actor, device_id: uuid.UUID
) -> str:
    """Store a photo once; returns new or same. Raises PhotoRefused, NotAPicture."""
    if len(data) > SIZE:
        raise PhotoRefused(reason="too_big")
    held = table_for_change(table.id)
    standing = db.session.scalars(select(Photo).where(Photo.round_table_id == held.id)).all()
    same = next((photo for photo in standing if photo.key == shot.key), None)
    if same is not None:
        if same.device_id != device_id:
            raise PhotoRefused(reason="foreign")
        return "same"
    if len(standing) >= MOST:
        raise PhotoRefused(reason="too_many")
    name = f"photo-{len(standing) + 1:03d}.jpg"
    stored = files.store(
        without_metadata(data), name=name, media_type="image/jpeg", purpose=PURPOSE
    )
    db.session.add(
        Photo(
            round_table_id=held.id,
            key=shot.key,
            statement_key=shot.statement_key,
            caption=shot.caption,
            taken_at=shot.taken_at,
            file_id=stored.id,
            device_id=device_id,
        )
    )
    db.session.flush()
    audit.record("photo.taken", held, by=by, consultation_id=held.consultation_id, key=shot.key)
    return "new"
