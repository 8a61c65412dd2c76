"""Sending while very many send: with a proof it is as ever, without one it is held, never lost."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.surges import begin_surge
from consult.domain.people.actors import system
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from consult.machinery import traffic
from consult.machinery.work import Task
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_user, sign_in
from tests.machinery.test_work import solution
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation(prefix="UPR-2011")
        make_plan(made)
        begin_surge(made.id, by=system("test"))
        return kept(made)


def ready(visitor: Visitor, consultation: Consultation) -> Visitor:
    write_point(visitor, consultation.slug)
    return tell_about(visitor)


def asked(visitor: Visitor) -> Task:
    """What the page asks the browser to find."""
    note = visitor.soup.find(attrs={"data-work": True})
    assert note is not None
    told = json.loads(str(note["data-work"]))
    return Task(
        told["algorithm"], told["challenge"], told["maxnumber"], told["salt"], told["signature"]
    )


def held(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(Submission.held).order_by(Submission.number)))


def test_browser_that_worked_sends_as_ever(visitor: Visitor, consultation: Consultation) -> None:
    ready(visitor, consultation)
    visitor.press("Send", altcha=solution(asked(visitor)))
    assert visitor.heading == "Your comments are registered"
    assert held(visitor.app) == [""]


def test_browser_without_scripts_gets_its_receipt_and_is_held(
    visitor: Visitor, consultation: Consultation
) -> None:
    ready(visitor, consultation).press("Send")
    assert visitor.heading == "Your comments are registered"
    assert held(visitor.app) == ["no_work"]
    with visitor.app.app_context():
        traffic.flush()
        user = make_user([("moderator", consultation)])
    queue = sign_in(Visitor(visitor.app), user)
    queue.open(f"/en/organise/{consultation.slug}/moderation?sender=held")
    assert "Held for review" in queue.text
    assert "UPR-2011/" in queue.text


def test_proof_of_another_draft_is_no_proof(
    app: Flask, visitor: Visitor, consultation: Consultation
) -> None:
    proof = solution(asked(ready(visitor, consultation)))
    other = Visitor(app)
    ready(other, consultation).press("Send", altcha=proof)
    visitor.press("Send", altcha=proof)
    assert held(app) == ["no_work", ""]


def test_no_work_is_asked_in_ordinary_times(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        quiet = make_consultation()
        make_plan(quiet)
    ready(visitor, quiet)
    assert visitor.soup.find(attrs={"data-work": True}) is None
    visitor.press("Send", altcha="nonsense")
    assert held(app) == [""]


def test_requests_are_counted_without_personal_data(
    app: Flask, visitor: Visitor, consultation: Consultation
) -> None:
    traffic.gathered.take()
    ready(visitor, consultation).press("Send")
    counted = {kind: count for (_scope, _minute, kind), count in traffic.gathered.take().items()}
    assert counted == {"form": 1, "held": 1}
