"""The main job end to end, through HTTP on the real database, with the rights of the service."""

import csv
import io
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from consult.app import create_app
from consult.domain.consultations.rules import local_day
from consult.domain.reports.models import Report
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit, granting
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter
from tests.conftest import make_settings
from tests.factories.accounts import service_account
from tests.stories.acting import ClientStage, make_cast
from tests.stories.story import FIRST, SECRET, Kept, play

ACTIONS = {
    "consultation.answering": 1,
    "consultation.closed": 1,
    "consultation.created": 1,
    "consultation.opened": 1,
    "consultation.report_published": 1,
    "moderation.published": 1,
    "moderation.published_redacted": 1,
    "plan.imported": 1,
    "plan.published": 1,
    "receipts.issued": 1,
    "record.closed": 1,
    "report.compiled": 1,
    "report.published": 1,
    "report.requested": 1,
    "response.approved": 2,
    "response.drafted": 2,
    "response.submitted": 2,
    "submission.received": 1,
}


@pytest.fixture
def app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """The app on a database of its own, by the account that owns nothing (REQ 121)."""
    with service_account(own_database) as url:
        app = create_app(make_settings(url, tmp_path))
        yield app
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.mark.committed
def test_from_a_draft_plan_to_the_published_report(app: Flask) -> None:
    make_cast(app)
    with app.app_context():
        today = local_day(now(), "Asia/Almaty")
    kept = play(ClientStage(app), today)
    files_agree(kept)
    everything_is_recorded(app)
    letters_went_out(app)
    with app.app_context():
        assert str(db.session.scalar(text("select session_user"))).startswith("consult_service_")
        assert granting.excess() == granting.Excess(is_owner=False, tables=())


def files_agree(kept: Kept) -> None:
    """The public files hold both comments and not the hidden name."""
    rows = list(csv.reader(io.StringIO(kept.downloads["csv"].decode("utf-8-sig"))))
    codes = [cell for row in rows for cell in row if cell.startswith("UPR-2027/")]
    assert codes.count("UPR-2027/0001-1") == codes.count("UPR-2027/0001-2") == 1
    text = kept.downloads["csv"].decode("utf-8-sig")
    assert (FIRST in text, SECRET in text) == (True, False)
    workbook = zipfile.ZipFile(io.BytesIO(kept.downloads["xlsx"]))
    inside = b"".join(workbook.read(name) for name in workbook.namelist())
    assert (FIRST.encode() in inside, SECRET.encode() in inside) == (True, False)
    assert kept.downloads["pdf"].startswith(b"%PDF-")


def everything_is_recorded(app: Flask) -> None:
    """The log names every step, and the chain verifies."""
    with app.app_context():
        found = dict(
            db.session.execute(
                select(AuditEvent.action, func.count()).group_by(AuditEvent.action)
            ).all()
        )
        assert {name: found.get(name, 0) for name in ACTIONS} == ACTIONS
        assert audit.verify()[2] is None
        assert db.session.scalars(select(Report.state)).all() == ["published"]
        assert db.session.scalar(select(func.count(Comment.id))) == 2


def letters_went_out(app: Flask) -> None:
    """Every letter was sent, and none holds the words of a comment (REQ 95)."""
    with app.app_context():
        states = set(db.session.scalars(select(Letter.state)))
        folder = app.config["SETTINGS"].mail_folder
    assert states == {"sent"}
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in folder.glob("*.eml")
    ]
    assert len(letters) >= 5
    told = [word for word in (SECRET, FIRST) for one in letters if word in one.as_string()]
    assert told == []
    assert [one["To"] for one in letters].count("ngo@example.kz") >= 2
