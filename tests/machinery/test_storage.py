"""Bytes and rows: written durably, deleted after the commit, compared every hour."""

import hashlib
import os
import uuid
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import files, storage
from consult.machinery.files import StoredFile, path_of


def store(data: bytes = b"words") -> StoredFile:
    stored = files.store(data, name="a.txt", media_type="text/plain", purpose="test")
    db.session.commit()
    return stored


def test_stored_file_is_for_the_service_alone_and_its_sum_is_kept(app: Flask) -> None:
    with app.app_context():
        stored = store()
        assert stored.path.stat().st_mode & 0o777 == 0o600
        assert stored.path.parent.stat().st_mode & 0o777 == 0o700
        assert stored.path.name == stored.id.hex
        assert stored.sha256 == hashlib.sha256(b"words").hexdigest()


def test_file_and_folder_are_written_to_the_disk(app: Flask, monkeypatch) -> None:
    synced: list[bool] = []
    whole = os.fsync
    monkeypatch.setattr(
        os,
        "fsync",
        lambda handle: (synced.append(Path(f"/proc/self/fd/{handle}").is_dir()), whole(handle)),
    )
    with app.app_context():
        store()
    assert synced == [False, True]


def test_bytes_go_only_when_the_row_is_gone_for_good(app: Flask) -> None:
    with app.app_context():
        stored = store()
        path = stored.path
        files.forget(stored)
        db.session.flush()
        assert path.is_file()
        db.session.rollback()
        assert path.is_file()
        files.forget(db.session.get_one(StoredFile, stored.id))
        db.session.commit()
        assert (path.exists(), db.session.scalars(select(StoredFile)).all()) == (False, [])


def test_bytes_stay_when_only_a_part_of_the_work_is_kept(app: Flask) -> None:
    with app.app_context():
        stored = store()
        path = stored.path
        with db.session.begin_nested():
            files.forget(stored)
        assert path.is_file()
        db.session.rollback()


def orphan(age: timedelta) -> Path:
    path = path_of(uuid.uuid4())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"nobody's")
    at = (now() - age).timestamp()
    os.utime(path, (at, at))
    return path


def test_orphans_of_more_than_a_day_are_removed(app: Flask) -> None:
    with app.app_context():
        stored = store()
        os.utime(stored.path, (0, 0))
        old, young = orphan(timedelta(hours=25)), orphan(timedelta(hours=23))
        check = storage.reconcile(now())
        assert (check.removed, check.missing, check.files) == (1, 0, 1)
        assert (old.exists(), young.exists(), stored.path.exists()) == (False, True, True)
        young.unlink()


def test_row_without_a_file_is_counted_and_named(app: Flask) -> None:
    with app.app_context():
        stored = store()
        stored.path.unlink()
        storage.reconcile(now())
        last = storage.last_check()
        assert last is not None
        assert (last.missing, storage.missing_files()) == (1, [stored.id])
