"""What the tests of the ministries' desk share: comments, people at the desk, answers."""

from datetime import timedelta
from typing import Any

from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.responses import queries
from consult.domain.responses.models import Response
from consult.domain.responses.together import Draft, save_drafts, take_step
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.answering import NOTED, Office, make_office, published
from tests.factories.people import sign_in
from tests.visitor import Visitor


def open_desk(app: Flask) -> Office:
    """An office whose answers are due in forty days."""
    with app.app_context():
        return make_office(response_due_on=now().date() + timedelta(days=40))


def comments(app: Flask, office: Office, number: int = 2, **changes: Any) -> list[Any]:
    with app.app_context():
        return [published(office, **changes) for _number in range(number)]


def enter(app: Flask, office: Office, who: str = "writer", path: str = "") -> Visitor:
    path = path or f"/en/respond/?c={office.consultation.slug}"
    return sign_in(Visitor(app), office.users[who]).open(path)


def tick(visitor: Visitor, *chosen: Any) -> Visitor:
    for comment in chosen:
        visitor.choose(f"Choose {comment.code}")
    return visitor


def answer_of(app: Flask, comment: Any) -> Response:
    with app.app_context():
        found = queries.response_of(comment.id)
        assert found is not None
        db.session.expunge_all()
        return found


def hand_in(app: Flask, office: Office, *chosen: Any, by: Any = None, answer: Any = NOTED) -> None:
    """Have answers of MOJ handed in."""
    with app.app_context():
        held = db.session.get_one(Consultation, office.consultation.id)
        by = by or office.writer
        drafts = {comment.id: Draft(answer, None) for comment in chosen}
        saved = save_drafts(held.id, drafts, body_id=office.moj.id, by=by)
        take_step("submit", held, {one.comment_id: one.row_version for one in saved.done}, by=by)
        db.session.commit()
