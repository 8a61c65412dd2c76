"""kill -9 at each step of storing and deleting a file: no row ever lacks its bytes (REQ 79)."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.app import create_app
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import files, storage
from consult.machinery.files import StoredFile
from tests.conftest import make_settings

pytestmark = pytest.mark.committed


def die(*_anything: object, **_more: object) -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def store() -> StoredFile:
    return files.store(b"words", name="a.txt", media_type="text/plain", purpose="test")


def before_the_row() -> None:
    files._row = die  # type: ignore[assignment]
    store()


def before_the_commit() -> None:
    store()
    db.session.flush()
    die()


def after_the_commit() -> None:
    store()
    db.session.commit()
    die()


def before_the_deletion_is_committed() -> None:
    stored = store()
    db.session.commit()
    files.forget(stored)
    db.session.flush()
    die()


def before_the_bytes_are_deleted() -> None:
    stored = store()
    db.session.commit()
    Path.unlink = die  # type: ignore[method-assign,assignment]
    files.forget(stored)
    db.session.commit()


def bytes_first() -> None:
    """The wrong build: deletes the bytes, then the row."""
    stored = store()
    db.session.commit()
    stored.path.unlink()
    db.session.delete(stored)
    db.session.flush()
    die()


@pytest.fixture
def real_app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app that has not spoken with its database yet, so that it can be forked."""
    app = create_app(make_settings(own_database, tmp_path))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def killed_in(app: Flask, step: Callable[[], None]) -> None:
    """Let a process of its own take this step and die in it."""
    child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                step()
        except Exception:  # noqa: BLE001  the child may not go on with the parent's tests
            traceback.print_exc()
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def on_the_disk(app: Flask) -> set[str]:
    folder: Path = app.config["SETTINGS"].files
    return {path.name for path in folder.glob("*/*")}


def test_no_row_lacks_its_file_and_orphans_go_after_a_day(real_app: Flask) -> None:
    steps = (
        before_the_row,
        before_the_commit,
        after_the_commit,
        before_the_deletion_is_committed,
        before_the_bytes_are_deleted,
    )
    for step in steps:
        killed_in(real_app, step)
    with real_app.app_context():
        rows = {one.hex for one in db.session.scalars(select(StoredFile.id))}
        assert (storage.missing_files(), len(rows), len(on_the_disk(real_app))) == ([], 2, 5)
        check = storage.reconcile(now() + timedelta(hours=25))
        assert (check.removed, check.missing) == (3, 0)
        assert on_the_disk(real_app) == rows


def test_a_build_that_deletes_bytes_first_is_caught(real_app: Flask) -> None:
    killed_in(real_app, bytes_first)
    with real_app.app_context():
        assert len(storage.missing_files()) == 1
