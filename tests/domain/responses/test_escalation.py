"""Digests of open answers: five working days before, on the day before, when overdue; never twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.calendar import WorkingCalendar
from consult.domain.people.actors import system
from consult.domain.responses import escalation
from consult.domain.submissions.models import CommentBody
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.factories.answering import Office, make_office, published
from tests.factories.reports import make_answer

MONDAY = date(2026, 6, 15)
BY = system("worker")


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 6, 5), ""),
        (date(2026, 6, 8), "soon"),
        (date(2026, 6, 11), "soon"),
        (date(2026, 6, 12), "tomorrow"),
        (date(2026, 6, 14), "tomorrow"),
        (MONDAY, "tomorrow"),
        (date(2026, 6, 16), "overdue"),
    ],
)
def test_stage_counts_working_days(day: date, stage: str) -> None:
    assert escalation.stage_on(day, MONDAY, WorkingCalendar()) == stage


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    with app.app_context():
        at(monkeypatch, date(2026, 6, 8))
        yield make_office(response_due_on=MONDAY)


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(escalation, "today", lambda _consultation: day)


def sent() -> dict[str, list[str]]:
    """Return the recipients' names by kind of letter."""
    found: dict[str, list[str]] = {}
    for letter in db.session.scalars(select(Letter).order_by(Letter.kind, Letter.recipient)):
        found.setdefault(letter.kind, []).append(letter.recipient)
    return found


def mails(office: Office, *names: str) -> list[str]:
    return sorted(office.users[name].email for name in names)


def test_writers_and_approvers_of_the_lead_get_one_digest(office: Office) -> None:
    published(office)
    published(office)
    assert escalation.remind(by=BY) == 1
    assert sent() == {"answers_soon": mails(office, "writer", "approver", "second_approver")}
    body = db.session.scalars(select(Letter.body)).first() or ""
    assert "2 " in body


def test_second_run_writes_nothing(office: Office) -> None:
    published(office)
    escalation.remind(by=BY)
    assert escalation.remind(by=BY) == 0


def test_each_stage_comes_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = published(office)
    for day in (8, 9, 12, 13, 16, 17):
        at(monkeypatch, date(2026, 6, day))
        escalation.remind(by=BY)
    assert sent() == {
        "answers_overdue": mails(office, "approver", "second_approver", "organiser"),
        "answers_soon": mails(office, "writer", "approver", "second_approver"),
        "answers_tomorrow": mails(office, "writer", "approver", "second_approver"),
    }
    row = db.session.get_one(CommentBody, (comment.id, office.moj.id), populate_existing=True)
    assert row.reminded == 3


def test_approved_answers_are_not_reminded_of(office: Office) -> None:
    make_answer(published(office))
    assert escalation.remind(by=BY) == 0


def test_own_day_of_a_comment_goes_before_that_of_the_consultation(office: Office) -> None:
    comment = published(office)
    row = db.session.get_one(CommentBody, (comment.id, office.moj.id))
    row.due_on = MONDAY + timedelta(days=60)
    db.session.flush()
    assert escalation.remind(by=BY) == 0
