"""Making a backup: the database as of one moment and the files that it names."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, select, text

from consult.kernel.clock import now
from consult.kernel.database import db, snapshot
from consult.machinery import health
from consult.machinery.audit import AuditEvent
from consult.machinery.backup import archive, dump
from consult.machinery.backup.models import BackupRun
from consult.machinery.files import StoredFile, path_of

FORMAT = 1
ENDING = ".backup"
KEPT = timedelta(days=35)
KEYS_KEPT = timedelta(days=7)
COUNTED = ("consultations", "submissions", "comments", "responses", "audit_events", "stored_files")


@dataclass(frozen=True)
class Made:
    """An archive that is on the disk: what it holds, and files that rows name and nobody finds."""

    path: Path
    sha256: str
    manifest: dict[str, Any]

    @property
    def missing(self) -> list[str]:
        """Ids of files that were gone when the backup was made."""
        found: list[str] = self.manifest.get("missing", [])
        return found


def make(folder: Path, recipients: Sequence[str]) -> tuple[Made, Made]:
    """Write the archive of database and files, and that of the keys, into a folder.

    Both hold the same moment. The archives open only with a key that is not on this machine.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    stem = f"consult-{now():%Y%m%dT%H%M%SZ}"
    with snapshot() as connection, _held_files(connection) as (held, missing):
        point = _Point(connection)

        def whole(parts: archive.Parts) -> dict[str, Any]:
            parts.add_stream("database.dump", point.dump(keys=False))
            for identity, path in held:
                parts.add_file(f"files/{identity.hex}", path)
            return {**point.facts("whole"), "missing": missing}

        def keys(parts: archive.Parts) -> dict[str, Any]:
            parts.add_stream("keys.dump", point.dump(keys=True))
            return point.facts("keys")

        one = _write(folder / f"{stem}{ENDING}", recipients, whole)
        two = _write(folder / f"{stem}-keys{ENDING}", recipients, keys)
    return one, two


def note_made(made: Made, kind: str) -> None:
    """Keep what was made in the table of runs; the caller commits."""
    db.session.add(
        BackupRun(
            kind=kind,
            archive=made.path.name,
            ok=True,
            reason=f"files_missing:{len(made.missing)}" if made.missing else "",
            size=made.path.stat().st_size,
            sha256=made.sha256,
            head_seq=made.manifest["head"]["seq"],
            head_hash=made.manifest["head"]["hash"],
        )
    )


def note_failed(kind: str, reason: str) -> None:
    """Keep that a run failed; the caller commits."""
    db.session.add(BackupRun(kind=kind, archive="", ok=False, reason=reason))


def forget_old(folder: Path, moment: datetime) -> list[str]:
    """Delete archives older than 35 days, those of keys older than 7; returns their names."""
    gone = []
    for path in sorted(folder.glob(f"consult-*{ENDING}")):
        kept = KEYS_KEPT if path.stem.endswith("-keys") else KEPT
        if path.stat().st_mtime < (moment - kept).timestamp():
            path.unlink()
            gone.append(path.name)
    return gone


class _Point:
    """One moment of the database: its dumps and the facts that must be found again."""

    def __init__(self, connection: Connection) -> None:
        self._name = str(connection.scalar(text("select pg_export_snapshot()")))
        self._major = dump.server_major(connection)
        self._url = str(current_app.config["SQLALCHEMY_DATABASE_URI"])
        self._facts = {
            "format": FORMAT,
            "at": now().isoformat(),
            "postgres": self._major,
            "revision": health.schema_revision(),
            "head": head_of(connection),
            "counts": counts_of(connection),
        }

    def dump(self, *, keys: bool) -> Iterator[bytes]:
        """Yield the dump as of this moment."""
        return dump.dump(self._url, self._major, self._name, keys=keys)

    def facts(self, kind: str) -> dict[str, Any]:
        """Return what the manifest says of this moment."""
        return {**self._facts, "kind": kind}


def head_of(connection: Connection) -> dict[str, Any]:
    """Return {seq, hash} of the last event of the log; seq 0 when there is none."""
    last = connection.execute(
        select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    ).first()
    return {"seq": last.seq, "hash": last.hash.hex()} if last else {"seq": 0, "hash": ""}


def counts_of(connection: Connection) -> dict[str, int]:
    """Return the number of rows of the tables that matter most."""
    return {
        table: int(connection.scalar(text(f"select count(*) from {table}")) or 0)  # noqa: S608  ours
        for table in COUNTED
    }


@contextmanager
def _held_files(
    connection: Connection,
) -> Iterator[tuple[list[tuple[uuid.UUID, Path]], list[str]]]:
    """Link the files of this moment into a folder of their own, so that nobody deletes them."""
    files: Path = current_app.config["SETTINGS"].files
    files.mkdir(parents=True, exist_ok=True, mode=0o700)
    staging = Path(tempfile.mkdtemp(prefix="backup-", dir=files.parent))
    held, missing = [], []
    try:
        for identity in connection.scalars(select(StoredFile.id).order_by(StoredFile.id)):
            place = staging / identity.hex
            try:
                _link(path_of(identity), place)
            except FileNotFoundError:
                missing.append(str(identity))
            else:
                held.append((identity, place))
        yield held, missing
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _link(source: Path, place: Path) -> None:
    try:
        os.link(source, place)
    except FileNotFoundError:
        raise
    except OSError:  # a storage without links
        shutil.copyfile(source, place)


def _write(target: Path, recipients: Sequence[str], fill: Any) -> Made:
    manifest = archive.write(target, recipients, fill)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Made(target, digest, manifest)
