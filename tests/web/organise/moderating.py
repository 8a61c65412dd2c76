"""What the tests of moderation do: a moderator, a comment, the addresses of their pages."""

from typing import Any

from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.factories.comments import make_comment
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor


def staff(
    app: Flask, consultation: Consultation, role: str = "moderator", name: str = ""
) -> Visitor:
    with app.app_context():
        user = make_user([(role, consultation)], name=name or "Aigul Sample")
    return sign_in(Visitor(app), user)


def made(app: Flask, consultation: Consultation, **changes: Any) -> Comment:
    with app.app_context():
        return make_comment(consultation, **changes)


def state(app: Flask, comment: Comment) -> tuple[str, str]:
    with app.app_context():
        row = db.session.get_one(Comment, comment.id)
        return row.publication, row.ground


def queue_of(consultation: Consultation) -> str:
    return f"/en/organise/{consultation.slug}/moderation"


def page_of(consultation: Consultation, comment: Comment) -> str:
    return f"/en/organise/{consultation.slug}/comments/{comment.id}"


def tick(visitor: Visitor, comment: Comment) -> Visitor:
    return visitor.choose(f"Select comment {comment.code}")
