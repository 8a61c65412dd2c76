"""An installation with two accounts, made as shipped: the owner migrates, the service serves."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from consult.cli import serve
from consult.config import ROOT
from consult.machinery.backup import archive
from tests.conftest import SECRET
from tests.faults.cluster import Cluster, _run, hand_over

pytestmark = pytest.mark.ci_fault
ACCOUNTS = ROOT / "deploy" / "accounts.sql"
ALLOWED = (
    "The account consult_service may read and add rows; what stays it cannot change.\n"
    "The database is at revision"
)
EVENT = text(
    """insert into audit_events (seq, at, actor, role, action, object_kind, object_id, payload,
      salt, commitment, hash)
    values (1, now(), 'system:test', 'system', 'test', 'x', 'x', '{}', '', '', '')"""
)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """A server of its own on which `deploy/accounts.sql` was run."""
    folder, socket = (Path(tempfile.mkdtemp(prefix=f"consult-{one}-")) for one in ("db", "pg"))
    hand_over(folder)
    hand_over(socket)
    made = Cluster(folder, socket)
    try:
        made.make()
        made.start()
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CONSULT_OWNER_PASSWORD", "it's the owner's")
            environment.setenv("CONSULT_SERVICE_PASSWORD", "of the service")
            psql(made, ACCOUNTS.read_text())
        yield made
    finally:
        if made.runs:
            made.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(socket, ignore_errors=True)


def psql(made: Cluster, words: str) -> None:
    """Let the superuser run a script."""
    here = ("-h", made.socket, "-p", made.port, "-U", "postgres", "-d", "postgres")
    _run("psql", *here, "-q", "-v", "ON_ERROR_STOP=1", feed=words.encode())


def address(made: Cluster, account: str, database: str = "consult") -> str:
    """How an account reaches a database of the server."""
    url = make_url(made.url).set(username=account, database=database)
    return url.render_as_string(hide_password=False)


def consult(
    urls: dict[str, str], instance: Path, *words: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command as an operator would."""
    environment = {
        **os.environ,
        **urls,
        "CONSULT_INSTANCE": str(instance),
        "CONSULT_SECRET_KEY": SECRET,
        "PYTHONWARNINGS": "ignore",
    }
    return subprocess.run(
        [sys.executable, "-m", "consult", *words],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def both(made: Cluster, database: str = "consult") -> dict[str, str]:
    """The settings of migrations and restores."""
    return {
        "DATABASE_URL": address(made, "consult_service", database),
        "CONSULT_OWNER_DATABASE_URL": address(made, "consult_owner", database),
    }


@pytest.fixture(scope="module")
def service(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of the service, after the owner has migrated."""
    alone = {"DATABASE_URL": address(server, "consult_service")}
    instance = tmp_path_factory.mktemp("upgrade") / "not there yet"
    refused = consult(alone, instance, "db", "upgrade")
    assert refused.returncode == 1
    assert "Name the one that owns them in CONSULT_OWNER_DATABASE_URL." in refused.stderr
    for _again in range(2):
        done = consult(both(server), instance, "db", "upgrade")
        assert (done.returncode, done.stdout[: len(ALLOWED)]) == (0, ALLOWED), done.stderr
    return alone


def warnings(urls: dict[str, str], instance: Path) -> list[str]:
    """What `consult check` advises about the account; it passes all the same."""
    done = consult(urls, instance, "check", "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"]) == (0, True)
    found: list[str] = told["warnings"]["database account"]
    return found


def test_service_that_owns_nothing_is_right(service: dict[str, str], tmp_path: Path) -> None:
    assert warnings(service, tmp_path) == []
    assert "database account: ok" in consult(service, tmp_path, "check").stdout
    assert consult(service, tmp_path, "db", "check").returncode == 0


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("account", ["postgres", "consult_owner"])
def test_owner_and_superuser_are_warned_of_and_go_on(
    server: Cluster, tmp_path: Path, account: str
) -> None:
    urls = {"DATABASE_URL": address(server, account)}
    (said,) = warnings(urls, tmp_path)
    assert said.startswith("DATABASE_URL signs in as a superuser or as the owner of the tables")
    told = consult(urls, tmp_path, "check").stdout
    assert "database account: warning: DATABASE_URL signs in as a superuser" in told


def test_owner_named_beside_the_service_is_warned_of(
    server: Cluster, service: dict[str, str], tmp_path: Path
) -> None:
    (said,) = warnings({**service, **both(server)}, tmp_path)
    assert said.startswith("CONSULT_OWNER_DATABASE_URL is set here")


def test_same_account_twice_is_refused(server: Cluster, tmp_path: Path) -> None:
    url = address(server, "consult_owner")
    urls = {"DATABASE_URL": url, "CONSULT_OWNER_DATABASE_URL": url}
    done = consult(urls, tmp_path, "db", "upgrade")
    assert done.returncode == 1
    assert "sign in as the same account" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_events set actor = 'nobody'",
        "delete from audit_events",
        "truncate audit_events",
        "alter table audit_events disable trigger all",
        "set session_replication_role = replica",
        "set role consult_owner",
        "set session authorization consult_owner",
        "set role pg_database_owner",
        "alter role consult_service superuser",
        "grant consult_owner to consult_service",
        "create table mine (id int)",
        "create schema mine",
        "create temporary table mine (id int)",
        "copy audit_events to program 'cat'",
    ],
)
def test_server_refuses_the_service_that_signed_in(service: dict[str, str], statement: str) -> None:
    engine = create_engine(service["DATABASE_URL"])
    with engine.connect() as connection:
        connection.execute(EVENT)
        with pytest.raises(DBAPIError) as caught:
            connection.execute(text(statement))
        assert caught.value.orig.sqlstate == "42501"  # type: ignore[union-attr]
        connection.rollback()
    engine.dispose()


def test_service_makes_backups_and_the_owner_restores_them(
    server: Cluster, service: dict[str, str], tmp_path: Path
) -> None:
    engine = create_engine(service["DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(EVENT)
    engine.dispose()
    key = tmp_path / "backup.key"
    recipient = archive.make_identity(key)
    done = consult(service, tmp_path / "a", "backup", str(tmp_path), "--recipient", recipient)
    assert done.returncode == 0, done.stderr
    source = next(path for path in tmp_path.glob("*.backup") if "keys" not in path.name)
    psql(server, "create database again owner consult_owner template template0")
    words = ("restore", str(source), "--identity", str(key))
    done = consult(both(server, "again"), tmp_path / "b", *words)
    assert done.returncode == 0, done.stderr
    assert "Restored: " in done.stdout
    restored = {"DATABASE_URL": address(server, "consult_service", "again")}
    assert warnings(restored, tmp_path / "b") == []


def test_children_of_the_server_are_not_told_of_the_owner(
    monkeypatch: pytest.MonkeyPatch, server: Cluster, service: dict[str, str], tmp_path: Path
) -> None:
    from consult.app import create_app
    from tests.conftest import make_settings

    monkeypatch.setenv("CONSULT_OWNER_DATABASE_URL", address(server, "consult_owner"))
    app = create_app(make_settings(service["DATABASE_URL"], tmp_path))
    with app.app_context():
        told = serve.environment()
    assert "CONSULT_OWNER_DATABASE_URL" not in told
    assert told["DATABASE_URL"] == service["DATABASE_URL"]
