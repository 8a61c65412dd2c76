"""Whether bytes and rows agree: files without a row are removed, rows without a file reported."""

import shutil
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, db
from consult.machinery.files import StoredFile, path_of

ORPHAN_AGE = timedelta(hours=24)
"""A file may stand without a row for the time of one request; a day leaves room for all of them."""
KEPT = timedelta(days=30)


class StorageCheck(Model):
    """One look at the storage: orphans that were removed, rows whose bytes are not there."""

    __tablename__ = "storage_checks"

    checked_at: Mapped[datetime] = mapped_column(
        primary_key=True, server_default=func.clock_timestamp()
    )
    files: Mapped[int]
    removed: Mapped[int]
    missing: Mapped[int]


def reconcile(moment: datetime) -> StorageCheck:
    """Remove files older than a day that no row names; count rows without a file (REQ 79, 133)."""
    before = moment - ORPHAN_AGE
    removed = _remove_orphans(before) + _remove_work_folders(before)
    rows = list(db.session.scalars(select(StoredFile.id)))
    check = StorageCheck(
        checked_at=moment, files=len(rows), removed=removed, missing=len(_missing(rows))
    )
    db.session.execute(delete(StorageCheck).where(StorageCheck.checked_at < moment - KEPT))
    db.session.add(check)
    db.session.flush()
    return check


def last_check() -> StorageCheck | None:
    """Return the newest look at the storage; None when there was none yet."""
    newest = select(StorageCheck).order_by(StorageCheck.checked_at.desc()).limit(1)
    return db.session.scalar(newest)


def missing_files() -> list[uuid.UUID]:
    """Return the rows whose bytes are not there; it must be none."""
    return _missing(list(db.session.scalars(select(StoredFile.id).order_by(StoredFile.id))))


def _missing(rows: list[uuid.UUID]) -> list[uuid.UUID]:
    return [identity for identity in rows if not path_of(identity).is_file()]


def _remove_orphans(before: datetime) -> int:
    found = {path: _identity(path) for path in _old_files(before)}
    named = {identity for identity in found.values() if identity is not None}
    known = set(db.session.scalars(select(StoredFile.id).where(StoredFile.id.in_(named))))
    orphans = [path for path, identity in found.items() if identity and identity not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _remove_work_folders(before: datetime) -> int:
    """Remove what a killed process left of files in the making: folders named with a dot first."""
    folder: Path = current_app.config["SETTINGS"].files
    left = [path for path in folder.glob(".*/") if path.is_dir() and _written_at(path) < before]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _old_files(before: datetime) -> list[Path]:
    folder: Path = current_app.config["SETTINGS"].files
    return [path for path in folder.glob("[0-9a-f][0-9a-f]/*") if _written_at(path) < before]


def _identity(path: Path) -> uuid.UUID | None:
    """Return the id that a file's name says; None for a name that is not of ours."""
    try:
        return uuid.UUID(hex=path.name)
    except ValueError:
        return None
