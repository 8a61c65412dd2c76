"""Stored files: random names, kept outside the web root, checked by content."""

import hashlib
import os
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import BigInteger, event, func
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult.kernel.database import Model, db, key

CHUNK = 64 * 1024
_FORGOTTEN = "forgotten_files"


class StoredFile(Model):
    """A file on the storage; the row and the file are made together, the file first."""

    __tablename__ = "stored_files"

    id: Mapped[key]
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    purpose: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return path_of(self.id)


def path_of(identity: uuid.UUID) -> Path:
    """Return the place of a file: two letters of the id keep folders small."""
    return place_in(current_app.config["SETTINGS"].files, identity)


def place_in(folder: Path, identity: uuid.UUID) -> Path:
    """Return the place of a file in a folder of files."""
    return folder / identity.hex[:2] / identity.hex


def store(data: bytes, *, name: str, media_type: str, purpose: str) -> StoredFile:
    """Write the bytes durably (fsync, mode 0600) and add the row to the session."""
    identity = uuid.uuid4()
    path = path_of(identity)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _keep_entry(path.parent)
    digest = hashlib.sha256(data).hexdigest()
    return _row(identity, name, media_type, len(data), digest, purpose)


def adopt(source: Path, *, name: str, media_type: str, purpose: str) -> StoredFile:
    """Move a finished file into the storage (for exports too large to hold in memory)."""
    identity = uuid.uuid4()
    path = path_of(identity)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    size = source.stat().st_size
    source.replace(path)
    path.chmod(0o600)
    _keep_entry(path.parent)
    return _row(identity, name, media_type, size, digest, purpose)


def _keep_entry(folder: Path) -> None:
    """Write the folder itself to the disk, so that the name of a file survives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def forget(stored: StoredFile) -> None:
    """Delete the row now and the bytes once this is committed: no row ever lacks its file.

    A crash in between leaves bytes without a row, which the reconciler removes.
    """
    path = stored.path
    db.session.delete(stored)
    db.session().info.setdefault(_FORGOTTEN, []).append(path)


@event.listens_for(db.session, "after_commit")
def _unlink(session: Session) -> None:
    if not session.in_nested_transaction():
        for path in session.info.pop(_FORGOTTEN, ()):
            path.unlink(missing_ok=True)


@event.listens_for(db.session, "after_rollback")
def _remember(session: Session) -> None:
    session.info.pop(_FORGOTTEN, None)


def _row(
    identity: uuid.UUID,
    name: str,
    media_type: str,
    size: int,
    sha256: str,
    purpose: str,
) -> StoredFile:
    row = StoredFile(
        id=identity,
        name=name,
        media_type=media_type,
        size=size,
        sha256=sha256,
        purpose=purpose,
    )
    db.session.add(row)
    return row


def read(stored: StoredFile) -> bytes:
    """Return the whole file."""
    return stored.path.read_bytes()


def chunks(stored: StoredFile) -> Iterator[bytes]:
    """Return the file in pieces of 64 KiB; the row may be gone while they are read."""
    return _pieces(stored.path)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece
