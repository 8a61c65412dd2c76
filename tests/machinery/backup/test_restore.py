"""A backup brings back one moment of database and files, or nothing at all."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from consult.app import create_app
from consult.domain.people.actors import system
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit, files, postgres
from consult.machinery.backup import archive, dump, making
from consult.machinery.backup.models import BackupRun
from consult.machinery.files import StoredFile
from tests.conftest import make_settings
from tests.factories.comments import make_comment
from tests.factories.consultations import make_consultation, make_plan

pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]
WORDS = "Canary words of a comment that must come back."


@dataclass
class Place:
    """A live installation with a comment and a file, a key, and a folder for archives."""

    app: Flask
    tmp: Path
    stored: StoredFile

    @property
    def key(self) -> Path:
        return self.tmp / "backup.key"

    @property
    def folder(self) -> Path:
        return self.tmp / "archives"

    def run(self, *words: str) -> Result:
        return self.app.test_cli_runner().invoke(args=[str(word) for word in words])

    def backup(self, *more: str) -> Path:
        recipient = self.key.read_text().split("public key: ")[1].splitlines()[0]
        done = self.run("backup", str(self.folder), "--recipient", recipient, *more)
        assert done.exit_code == 0, done.output
        return max(path for path in self.folder.iterdir() if "keys" not in path.name)


@pytest.fixture
def place(own_database: str, tmp_path: Path) -> Iterator[Place]:
    """A live installation on a database of its own."""
    app = create_app(make_settings(own_database, tmp_path / "live"))
    archive.make_identity(tmp_path / "backup.key")
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        make_comment(consultation, text=WORDS)
        stored = files.store(b"%PDF-1.7 " * 100, name="a.pdf", media_type="x", purpose="test")
        audit.record("test.happened", stored, by=system("test"))
        db.session.commit()
        db.session.refresh(stored)
        db.session.expunge(stored)
        db.session.remove()
        yield Place(app, tmp_path, stored)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def empty(own_database: str) -> Iterator[str]:
    """An empty database on the same server."""
    url = make_url(own_database)
    name = f"{url.database}_new"
    admin = create_engine(url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} encoding 'UTF8' template template0"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


def restore(place: Place, empty: str, source: Path, *more: str) -> Result:
    """Run `consult restore` in a new installation, in a thread that knows no other app."""
    app = create_app(make_settings(empty, place.tmp / "new"))
    words = ["restore", str(source), "--identity", str(place.key), *more]
    with ThreadPoolExecutor(1) as thread:
        done: Result = thread.submit(app.test_cli_runner().invoke, args=words).result()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return done


def is_empty(url: str) -> bool:
    """Whether no table stands in a database."""
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.scalar(text("select count(*) from pg_tables where schemaname='public'"))
    engine.dispose()
    return count == 0


def test_backup_restores_words_files_and_an_unbroken_log(place: Place, empty: str) -> None:
    done = restore(place, empty, place.backup())
    assert done.exit_code == 0, done.output
    app = create_app(make_settings(empty, place.tmp / "new"))
    with app.app_context():
        assert db.session.scalar(text("select text from comments")) == WORDS
        again = db.session.scalars(select(StoredFile)).one()
        assert files.read(again) == b"%PDF-1.7 " * 100
        assert again.path.stat().st_mode & 0o777 == 0o600
        assert audit.verify()[2] is None
        kinds = select(BackupRun.kind, BackupRun.ok)
        assert [tuple(row) for row in db.session.execute(kinds)] == [("restored", True)]
        tallies = db.session.scalar(text("select sum(count) from comment_tallies"))
        assert tallies == 1
        db.session.remove()
        db.engine.dispose()


def test_what_is_written_while_the_backup_runs_is_left_out_whole(
    place: Place, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, path = dump.dump, place.stored.path

    def meanwhile(url: str, major: int, snapshot: str, *, keys: bool) -> Iterator[bytes]:
        if not keys:
            path.unlink()
            with create_engine(url).begin() as connection:
                connection.execute(text("update comments set text = 'later'"))
        return plain(url, major, snapshot, keys=keys)

    monkeypatch.setattr(dump, "dump", meanwhile)
    done = restore(place, empty, place.backup())
    assert done.exit_code == 0, done.output
    engine = create_engine(empty)
    with engine.connect() as connection:
        assert connection.scalar(text("select text from comments")) == WORDS
    engine.dispose()
    assert (place.tmp / "new" / "files").exists()


@pytest.mark.parametrize("damage", ["cut", "flipped", "key", "keys archive"])
def test_broken_archive_restores_nothing(place: Place, empty: str, damage: str) -> None:
    source = place.backup()
    data = bytearray(source.read_bytes())
    if damage == "cut":
        source.write_bytes(bytes(data[:-20]))
    elif damage == "flipped":
        data[len(data) // 2] ^= 1
        source.write_bytes(bytes(data))
    elif damage == "key":
        place.key.unlink()
        archive.make_identity(place.key)
    else:
        source = source.with_name(source.name.replace(".backup", "-keys.backup"))
    done = restore(place, empty, source)
    assert done.exit_code != 0
    assert is_empty(empty)
    assert not list((place.tmp / "new").rglob("files/*/*"))


def test_filled_installation_is_not_restored_over(place: Place) -> None:
    source = place.backup()
    done = place.run("restore", str(source), "--identity", str(place.key))
    assert done.exit_code != 0
    assert db.session.scalar(text("select text from comments")) == WORDS


def test_missing_file_is_told_and_the_rest_is_kept(place: Place) -> None:
    place.stored.path.unlink()
    recipient = place.key.read_text().split("public key: ")[1].splitlines()[0]
    done = place.run("backup", str(place.folder), "--recipient", recipient)
    assert done.exit_code == 1
    run = db.session.scalars(select(BackupRun).where(BackupRun.kind == "made")).one()
    assert run.reason == "files_missing:1"


def test_failed_dump_is_kept_as_failed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "FORGOTTEN", ("sessions", "--no-such-option"))
    monkeypatch.setattr(dump, "KEYS", ("a(b",))
    recipient = place.key.read_text().split("public key: ")[1].splitlines()[0]
    done = place.run("backup", str(place.folder), "--recipient", recipient)
    assert done.exit_code != 0
    assert list(place.folder.iterdir()) == []
    run = db.session.scalars(select(BackupRun)).one()
    assert (run.ok, run.kind) == (False, "made")


def test_head_noted_elsewhere_shows_that_the_archive_is_older(place: Place, empty: str) -> None:
    source = place.backup()
    head = making.head_of(db.session.connection())
    done = restore(place, empty, source, "--head", f"{head['seq']}:{head['hash']}")
    assert done.exit_code == 2
    assert "ends 1 events before" in done.output


@pytest.mark.parametrize("head", ["812", "812:nothing", "first:5f0c", ""])
def test_head_that_is_none_is_refused_before_anything_is_read(place: Place, head: str) -> None:
    done = place.run("restore", str(place.key), "--identity", str(place.key), "--head", head)
    assert done.exit_code == 1
    assert "SEQ:HASH" in done.output


def test_check_restores_into_a_place_of_its_own(place: Place) -> None:
    source = place.backup()
    done = place.run("backup-check", str(source), "--identity", str(place.key))
    assert done.exit_code == 0, done.output
    run = db.session.scalars(select(BackupRun).where(BackupRun.kind == "checked")).one()
    assert run.ok
    assert not postgres.stop(place.tmp / "nowhere")


def test_archives_that_have_run_out_are_deleted_those_of_keys_first(place: Place) -> None:
    source = place.backup()
    moment = now() + making.KEYS_KEPT
    keys = source.with_name(source.name.replace(".backup", "-keys.backup"))
    assert making.forget_old(place.folder, moment) == [keys.name]
    assert making.forget_old(place.folder, now() + making.KEPT) == [source.name]
