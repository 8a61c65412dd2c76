"""Small consultations to read: one with a plan and comments in every state, and counting queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import in_three, make_body, make_consultation, make_plan
from tests.visitor import Visitor

FIRST = "/en/c/{slug}/measures/1.1"


def make_open(app: Flask, sections: int = 2, measures: int = 2, **changes: Any) -> Consultation:
    """An open consultation with a published plan."""
    with app.app_context():
        consultation = make_consultation(**changes)
        make_plan(consultation, sections, measures)
        return consultation


def add_comment(app: Flask, consultation: Consultation, **changes: Any) -> Comment:
    """A published comment on measure 1.1 by a named person unless told otherwise."""
    about = {
        name: changes.pop(name)
        for name in ("level", "author_name", "organisation_name", "cosigners", "region_code",
                     "received_at", "author_kind")
        if name in changes
    }  # fmt: skip
    with app.app_context():
        submission = make_submission(consultation, **about)
        values = {"publication": "published", "published_at": submission.received_at, **changes}
        return make_comment(consultation, submission=submission, **values)


def approve(app: Flask, comment: Comment, disposition: str = "accepted", **changes: Any) -> None:
    """An approved answer of MOJ to a comment."""
    with app.app_context():
        body: Organisation = make_body("MOJ")
        values = {"reasons": in_three("Because it helps"), "state": "approved", **changes}
        if values["state"] == "approved":
            values |= {"prepared_by": "one", "approved_by": "two", "approved_at": now()}
        db.session.add(
            Response(
                comment_id=comment.id,
                consultation_id=comment.consultation_id,
                organisation_id=body.id,
                disposition=disposition,
                **values,
            )
        )
        db.session.commit()


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements that reach the database, without savepoints."""
    seen: list[str] = []

    def note(*args: Any) -> None:
        if not args[2].upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(args[2])

    from sqlalchemy.engine import Engine

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def count(visitor: Visitor, path: str) -> int:
    """Return how many statements a page costs."""
    visitor.open(path)
    with statements() as seen:
        visitor.open(path)
    return len(seen)
