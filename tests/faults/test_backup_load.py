"""Backups made while people write hold everything acknowledged before they began (F-9)."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from consult.app import create_app
from consult.config import Settings
from consult.kernel import database
from consult.kernel.database import db
from consult.machinery.backup import archive, making, restoring
from consult.machinery.backup.refusals import BackupBroken, KeyUnfit
from tests.conftest import make_settings
from tests.faults.reckoning import NO_HARM, Reckoning, reckon
from tests.faults.rig import Rig
from tests.faults.writers import Burst, Noted

BACKUPS = 4
EACH = 6
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


@dataclass
class Taken:
    """An archive, and what was acknowledged before it was begun."""

    path: Path
    before: list[Noted]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """The key that opens the archives."""
    path = tmp_path / "backup.key"
    archive.make_identity(path)
    return path


def recipient_of(key: Path) -> str:
    """For whom archives are made that this key opens."""
    return key.read_text().split("public key: ")[1].splitlines()[0]


def back_up(rig: Rig, burst: Burst, key: Path, folder: Path) -> Taken:
    """Let people write on, note what they saw acknowledged, and make a backup."""
    burst.wait_for(EACH)
    before = list(burst.noted)
    with rig.app.app_context():
        made, _keys = making.make(folder, [recipient_of(key)])
        db.session.remove()
    return Taken(made.path, before)


@contextmanager
def empty_database(url: str) -> Iterator[str]:
    """Give an empty database on the same server."""
    name = f"restored_{os.getpid()}_{os.urandom(3).hex()}"
    admin = create_engine(make_url(url).set(database="template1"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name} encoding 'UTF8' template template0"))
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


def restored(rig: Rig, taken: Taken, key: Path, folder: Path) -> Reckoning:
    """Restore an archive into an empty place and compare it with what was acknowledged."""
    with empty_database(rig.service.database_url) as url:
        settings: Settings = make_settings(url, folder)
        done = restoring.restore(taken.path, archive.identities_in(key), settings, url)
        assert done.is_same
        app = create_app(settings)
        burst = Burst(rig.service.url, rig.slug, noted=taken.before)
        found = reckon(app, burst, f"F-9 {taken.path.name}")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    return found


def test_backups_under_load_hold_all_that_was_acknowledged_before(
    rig: Rig, key: Path, tmp_path: Path
) -> None:
    rig.service.start_web()
    burst = rig.burst(writers=4)
    burst.begin()
    taken = [back_up(rig, burst, key, tmp_path / str(place)) for place in range(BACKUPS)]
    burst.end()
    rig.service.kill()
    for place, one in enumerate(taken):
        found = restored(rig, one, key, tmp_path / f"new-{place}")
        assert found.acked >= EACH
        assert found.harm == NO_HARM


def test_broken_archives_of_a_backup_under_load_are_refused(
    rig: Rig, key: Path, tmp_path: Path
) -> None:
    rig.service.start_web()
    burst = rig.burst(writers=2)
    burst.begin()
    taken = back_up(rig, burst, key, tmp_path / "made")
    burst.end()
    other = tmp_path / "other.key"
    archive.make_identity(other)
    cut = tmp_path / "cut.backup"
    cut.write_bytes(taken.path.read_bytes()[:-1000])
    settings = make_settings("postgresql://", tmp_path / "new")
    for path, identity, refusal in ((cut, key, BackupBroken), (taken.path, other, KeyUnfit)):
        with empty_database(rig.service.database_url) as url, pytest.raises(refusal):
            restoring.restore(path, archive.identities_in(identity), settings, url)


def test_a_backup_of_an_earlier_moment_is_caught(
    rig: Rig, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.service.start_web()
    with ExitStack() as stack:
        with rig.app.app_context():
            earlier = stack.enter_context(database.snapshot())
            earlier.execute(text("select count(*) from submissions"))
        burst = rig.burst(writers=2)
        burst.begin()
        burst.wait_for(2)

        @contextmanager
        def of_before() -> Iterator[object]:
            yield earlier

        monkeypatch.setattr(making, "snapshot", of_before)
        taken = back_up(rig, burst, key, tmp_path / "made")
        burst.end()
    rig.service.kill()
    assert restored(rig, taken, key, tmp_path / "new").lost == len(taken.before)
