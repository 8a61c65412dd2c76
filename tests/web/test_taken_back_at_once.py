"""What is taken back at one server is gone at the other with its next request (REQ 56)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR
from consult.domain.responses import assigning
from consult.domain.responses.workload import Scope
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.withdrawing import withdraw_consent
from consult.kernel.database import db
from consult.kernel.references import digest
from tests.conftest import make_settings
from tests.factories.answering import Office, make_office, published
from tests.factories.comments import make_submission
from tests.factories.consultations import make_body
from tests.factories.people import sign_in
from tests.visitor import Visitor

NAME = "Zhanar Canary"
SECRET = "edit-token"
pytestmark = pytest.mark.committed


@pytest.fixture
def pair(own_database: str, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    """Two servers on one database."""
    apps = [create_app(make_settings(own_database, tmp_path / name)) for name in "ab"]
    yield apps[0], apps[1]
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def with_comment(app: Flask) -> tuple[Office, str, str]:
    """An office with a published comment of somebody named; addresses for all and for ministries."""
    with app.app_context():
        office = make_office()
        facts = {"author_name": NAME, "edit_token_hash": digest(SECRET)}
        submission = make_submission(office.consultation, **facts)
        comment = published(office, submission=submission)
        slug = office.consultation.slug
        return office, f"/en/c/{slug}/measures/1.1", f"/en/respond/comments/{comment.id}"


def test_withdrawn_consent_and_assignment_are_gone_at_once(pair: tuple[Flask, Flask]) -> None:
    first, second = pair
    office, public, desk = with_comment(first)
    reader = Visitor(second)
    writer = sign_in(Visitor(second), office.users["writer"])
    assert [NAME in who.open(path).text for who, path in ((reader, public), (writer, desk))] == [
        True,
        True,
    ]
    with first.app_context():
        submission = db.session.scalars(select(Submission)).one()
        withdraw_consent(submission.id, by=VISITOR, proof=SECRET)
        db.session.commit()
    assert [NAME in who.open(path).text for who, path in ((reader, public), (writer, desk))] == [
        False,
        False,
    ]
    with first.app_context():
        held = db.session.get_one(Consultation, office.consultation.id)
        comment_id = db.session.scalars(select(Comment.id)).one()
        lead = make_body("MOF").id
        assigning.assign(held, Scope(ids=(comment_id,)), lead=lead, co=[], by=office.organiser)
        db.session.commit()
    writer.open(desk, 404)
