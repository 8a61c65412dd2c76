"""What must be nought is nought in good order, and is told when it is not."""

import json
import logging
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import files, outbox, reconciling
from consult.machinery.logs import JsonLine
from consult.machinery.outbox import Letter, Written
from consult.machinery.reconciling import Discrepancies

IN_ORDER = Discrepancies(letters_late=0, jobs_stuck=0, files_missing=0)


def post() -> Letter:
    written = Written("News", "text")
    return outbox.post(written, to="w@x.kz", kind="receipt", language="en", cause="a")


def age(letter: Letter, distance: timedelta) -> None:
    """Let the letter and its job have waited for so long."""
    db.session.flush()
    letter.created_at = now() - distance
    db.session.execute(text("update procrastinate_events set at = :at"), {"at": now() - distance})


def test_fresh_letters_jobs_and_files_are_in_order(app: Flask) -> None:
    with app.app_context():
        age(post(), timedelta(minutes=59))
        files.store(b"words", name="a.txt", media_type="text/plain", purpose="test")
        assert reconciling.look() == IN_ORDER


def test_letter_that_will_be_tried_later_is_not_late(app: Flask) -> None:
    with app.app_context():
        letter = post()
        age(letter, timedelta(hours=30))
        letter.next_at = now() + timedelta(hours=3)
        db.session.execute(text("update procrastinate_jobs set scheduled_at = now() + '3 hours'"))
        assert reconciling.discrepancies() == IN_ORDER


def test_what_waits_too_long_or_is_gone_is_told_in_the_log(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        age(post(), timedelta(minutes=61))
        stored = files.store(b"words", name="a.txt", media_type="text/plain", purpose="test")
        db.session.flush()
        stored.path.unlink()
        with caplog.at_level(logging.ERROR, "consult.reconciling"):
            found = reconciling.look()
    assert found == Discrepancies(letters_late=1, jobs_stuck=1, files_missing=1)
    line = json.loads(JsonLine().format(caplog.records[-1]))
    assert (line["message"], line["jobs_stuck"]) == ("not in order", 1)
