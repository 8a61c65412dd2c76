"""Restoring a backup into an empty installation, and proving that one can be restored."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from consult.config import Settings
from consult.machinery import postgres
from consult.machinery.backup import archive, dump
from consult.machinery.backup.making import counts_of, head_of
from consult.machinery.backup.refusals import BackupBroken, NotEmpty
from consult.machinery.files import place_in


@dataclass(frozen=True)
class Restored:
    """What a restore brought back: the manifest, and head and counts as they are now."""

    manifest: dict[str, Any]
    head: dict[str, Any]
    counts: dict[str, int]
    files: int

    @property
    def is_same(self) -> bool:
        """Whether the log's head and every count are those of the archive's moment."""
        wanted = self.manifest
        return bool(self.head == wanted["head"] and self.counts == wanted["counts"])


def restore(
    source: Path,
    identities: Sequence[str],
    settings: Settings,
    url: str,
    keys: Path | None = None,
) -> Restored:
    """Put an archive into an empty database and an empty folder of files.

    The whole archive is read and checked first: a broken one, or one for another key, changes
    nothing. `keys` is the archive of keys, when sealed names are to be opened again. Raises
    BackupBroken, KeyUnfit, NotEmpty, ToolsMissing, DumpFailed.
    """
    manifest = _checked(source, identities, "whole")
    if keys is not None:
        _checked(keys, identities, "keys")
    engine = create_engine(url)
    try:
        _refuse_filled(engine, settings)
        files = _fill(source, identities, settings, url, _major(engine))
        if keys is not None:
            pieces = _pieces(archive.read(keys, identities), "keys.dump")
            dump.restore(url, _major(engine), pieces, keys=True)
        return _compared(engine, manifest, files)
    finally:
        engine.dispose()


def prove(source: Path, identities: Sequence[str], keys: Path | None = None) -> Restored:
    """Restore an archive into a server and a folder made for it, compare, and throw them away."""
    with tempfile.TemporaryDirectory(prefix="consult-restore-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        settings = Settings(instance=folder, secret_key="")
        url = postgres.start(folder)
        try:
            return restore(source, identities, settings, url, keys)
        finally:
            postgres.stop(folder)


def _checked(source: Path, identities: Sequence[str], kind: str) -> dict[str, Any]:
    manifest = archive.manifest_of(source, identities)
    if manifest.get("kind") != kind:
        raise BackupBroken(reason="kind", kind=str(manifest.get("kind")))
    return manifest


def _major(engine: Engine) -> int:
    with engine.connect() as connection:
        return dump.server_major(connection)


def _refuse_filled(engine: Engine, settings: Settings) -> None:
    found = "select count(*) from pg_tables where schemaname = current_schema()"
    with engine.connect() as connection:
        if connection.scalar(text(found)):
            raise NotEmpty(what="database")
    if settings.files.is_dir() and any(settings.files.iterdir()):
        raise NotEmpty(what="files")


def _fill(source: Path, identities: Sequence[str], settings: Settings, url: str, major: int) -> int:
    files: set[str] = set()

    def database() -> Iterator[bytes]:
        for name, data in archive.read(source, identities):
            if name.startswith("database.dump."):
                yield data
            elif name.startswith("files/"):
                files.add(_put(settings, name.removeprefix("files/"), data))

    try:
        dump.restore(url, major, database())
    except BaseException:
        shutil.rmtree(settings.files, ignore_errors=True)
        raise
    return len(files)


def _put(settings: Settings, name: str, data: bytes) -> str:
    """Append one part to its file; returns the file's id."""
    identity = name.partition(".")[0]
    path = place_in(settings.files, uuid.UUID(hex=identity))
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    with path.open("ab") as file:
        file.write(data)
    return identity


def _pieces(parts: Iterator[tuple[str, bytes]], wanted: str) -> Iterator[bytes]:
    return (data for name, data in parts if name.startswith(f"{wanted}."))


def _compared(engine: Engine, manifest: dict[str, Any], files: int) -> Restored:
    with engine.connect() as connection:
        return Restored(manifest, head_of(connection), counts_of(connection), files)
