"""Uploads that wait to be imported: stored once, read again, forgotten when nobody comes back."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.text import clean_line
from consult.machinery import files
from consult.machinery.files import StoredFile

KEPT = timedelta(days=31)
MEDIA_TYPE = "application/octet-stream"
NAME_LENGTH = 200
WAITS = "_staged"


def keep(data: bytes, name: str, purpose: str) -> StoredFile:
    """Store an upload that is to be imported for a purpose."""
    name = clean_line(name)[:NAME_LENGTH]
    stored = files.store(data, name=name, media_type=MEDIA_TYPE, purpose=purpose + WAITS)
    db.session.flush()
    return stored


def find(file_id: uuid.UUID, purpose: str) -> StoredFile:
    """Return an upload that waits for this purpose; raises NotFound when it is none."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or stored.purpose != purpose + WAITS:
        raise NotFound
    return stored


def settle(file_id: uuid.UUID, purpose: str) -> None:
    """Keep an upload for good: it was imported and is the source of what it held."""
    find(file_id, purpose).purpose = purpose


def forget(file_id: uuid.UUID, purpose: str) -> None:
    """Delete an upload that is not to be kept, although it was imported."""
    files.forget(find(file_id, purpose))


def purge(before: datetime) -> int:
    """Delete uploads that have waited for over thirty days; returns how many."""
    unused = select(StoredFile).where(
        StoredFile.purpose.endswith(WAITS, autoescape=True),
        StoredFile.created_at < before - KEPT,
    )
    gone = db.session.scalars(unused).all()
    for file in gone:
        files.forget(file)
    return len(gone)
