"""Letters of a consultation on the organiser's page."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.domain.consultations.models import Consultation
from consult.kernel.database import db
from consult.machinery import outbox
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter, Written
from tests.factories.consultations import make_consultation
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        return make_consultation()


def staff(app: Flask, consultation: Consultation, role: str = "organiser") -> Visitor:
    with app.app_context():
        user = make_user([(role, consultation)])
    return sign_in(Visitor(app), user)


def make_letter(app: Flask, consultation: Consultation, to: str, **changes: Any) -> Any:
    with app.app_context():
        letter = outbox.post(
            Written("Your receipt", "https://example.kz/secret-link"),
            to=to,
            kind="receipt",
            language="en",
            cause=f"test:{to}",
            consultation_id=consultation.id,
        )
        for name, value in changes.items():
            setattr(letter, name, value)
        db.session.commit()
        return letter.id


def page_of(consultation: Consultation, query: str = "") -> str:
    return f"/en/organise/{consultation.slug}/letters{query}"


def test_letters_are_listed_without_their_text(app: Flask, consultation: Consultation) -> None:
    make_letter(app, consultation, "one@example.kz")
    make_letter(app, consultation, "two@example.kz", state="sent")
    visitor = staff(app, consultation).open(page_of(consultation))
    assert "one@example.kz" in visitor.text
    assert "Waiting to be sent (1)" in visitor.text
    assert "Sent (1)" in visitor.text
    assert "secret-link" not in visitor.response.get_data(as_text=True)


def test_letters_by_state_and_address(app: Flask, consultation: Consultation) -> None:
    make_letter(app, consultation, "one@example.kz")
    make_letter(app, consultation, "two@example.kz", state="sent")
    visitor = staff(app, consultation).open(page_of(consultation, "?state=sent"))
    assert ("one@example.kz" in visitor.text, "two@example.kz" in visitor.text) == (False, True)
    visitor.open(page_of(consultation, "?words=ONE@"))
    assert ("one@example.kz" in visitor.text, "two@example.kz" in visitor.text) == (True, False)


def test_failed_letter_says_why_and_is_sent_again(app: Flask, consultation: Consultation) -> None:
    identity = make_letter(
        app,
        consultation,
        "gone@example.kz",
        state="failed",
        attempts=1,
        last_error="SMTPRecipientsRefused 550",
    )
    visitor = staff(app, consultation).open(page_of(consultation))
    assert "1 letter could not be sent." in visitor.text
    assert "The recipient's server refused the letter (550). 1 attempt." in visitor.text
    visitor.press("Send again")
    assert "The letter waits to be sent again." in visitor.text
    with app.app_context():
        assert db.session.get_one(Letter, identity).state == "queued"
        event = db.session.scalars(
            select(AuditEvent).where(AuditEvent.object_id == str(identity))
        ).one()
        assert event.action == "letter.retried"
        count = "select count(*) from procrastinate_jobs where args ->> 'letter_id' = :id"
        assert db.session.scalar(text(count), {"id": str(identity)}) == 2


def test_all_failed_letters_are_sent_again(app: Flask, consultation: Consultation) -> None:
    for place in range(3):
        make_letter(app, consultation, f"p{place}@example.kz", state="failed")
    visitor = staff(app, consultation).open(page_of(consultation))
    visitor.press("Send all failed letters again")
    assert "3 letters wait to be sent again." in visitor.text


def test_a_sent_letter_is_not_sent_again(app: Flask, consultation: Consultation) -> None:
    identity = make_letter(app, consultation, "one@example.kz", state="failed")
    visitor = staff(app, consultation).open(page_of(consultation))
    with app.app_context():
        db.session.get_one(Letter, identity).state = "sent"
        db.session.commit()
    visitor.press("Send again", status=409)


def test_moderators_read_and_send_nothing(app: Flask, consultation: Consultation) -> None:
    make_letter(app, consultation, "one@example.kz", state="failed")
    visitor = staff(app, consultation, "moderator").open(page_of(consultation))
    assert "one@example.kz" in visitor.text
    assert "Send again" not in visitor.text


def test_letters_of_another_consultation_are_not_found(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        other = make_consultation()
    make_letter(app, other, "foreign@example.kz")
    visitor = staff(app, consultation)
    visitor.open(page_of(other), 404)
    assert "foreign@example.kz" not in visitor.open(page_of(consultation)).text
