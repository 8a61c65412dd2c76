"""`consult purge`: a kind of data that could not be emptied is named, and the command fails."""

import json
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.retention import purging
from consult.domain.retention.models import PurgeRun
from consult.kernel.database import db


def broken(before: datetime, dry: bool) -> int:
    raise RuntimeError


def test_purge_that_fails_in_part_says_so_and_exits_with_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(purging, "PURGES", {**purging.PURGES, "letters_sent": broken})
    done = app.test_cli_runner().invoke(args=["purge", "--format", "json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["failed"] == {"letters_sent": "RuntimeError"}
    assert "letters_sent" not in told["counts"]
    assert [line.levelname for line in caplog.records if "letters_sent" in line.message] == [
        "WARNING"
    ]
    with app.app_context():
        assert db.session.scalars(select(PurgeRun.failed)).one() == told["failed"]


def test_purge_that_does_all_exits_with_nought(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["purge"])
    assert (done.exit_code, done.stderr) == (0, "")
