"""Uploads wait to be imported; those that nobody imports are forgotten, plans and answers stay."""

import uuid
from datetime import timedelta

import pytest
from flask import Flask

from consult.domain.plans import staging as plans
from consult.domain.recommendations import uploads as registers
from consult.domain.responses.worksheet import staging as worksheets
from consult.domain.submissions import uploads as comments
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.machinery import waiting
from consult.machinery.files import StoredFile


def test_uploads_nobody_imported_go_after_a_month(app: Flask) -> None:
    with app.app_context():
        plan = db.session.get_one(StoredFile, uuid.UUID(plans.stage("plan.xlsx", b"a").file_id))
        kept = [plan, *(one.keep(b"b", "list.csv") for one in (registers, worksheets, comments))]
        paths = [one.path for one in kept]
        assert waiting.purge(now() + timedelta(days=30)) == 0
        assert [path.exists() for path in paths] == [True] * 4
        assert waiting.purge(now() + timedelta(days=32)) == 4
        assert [path.exists() for path in paths] == [True] * 4
        db.session.commit()
        assert [path.exists() for path in paths] == [False] * 4


def test_uploads_that_were_imported_stay(app: Flask) -> None:
    with app.app_context():
        kept = {one: one.keep(b"b", "list.csv") for one in (registers, worksheets)}
        for subject, stored in kept.items():
            subject.settle(stored.id)
        assert [one.purpose for one in kept.values()] == ["register", "worksheet"]
        assert waiting.purge(now() + timedelta(days=32)) == 0
        assert [one.path.exists() for one in kept.values()] == [True] * 2
        db.session.rollback()


def test_upload_for_another_purpose_is_not_found(app: Flask) -> None:
    with app.app_context():
        stored = registers.keep(b"b", "list.csv")
        with pytest.raises(NotFound):
            waiting.find(stored.id, comments.PURPOSE)
        with pytest.raises(NotFound):
            comments.forget(stored.id)
        db.session.rollback()
