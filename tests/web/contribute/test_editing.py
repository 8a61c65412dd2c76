"""The author's own page: opened by the secret link, nobody else's."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Comment, CommentVersion
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.visitor import Visitor


@pytest.fixture
def link(app: Flask) -> str:
    from consult.kernel.references import digest

    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        submission = make_submission(consultation, edit_token_hash=digest("a-secret"))
        make_comment(consultation, submission=submission, publication="published")
        make_comment(consultation, submission=submission, target="plan")
    return "/en/comment/a-secret"


def test_edit_shows_new_words_and_keeps_the_old(app: Flask, visitor: Visitor, link: str) -> None:
    visitor.open(link).follow("Change : 1.")
    assert visitor.control("Your comment").get_text(strip=True) == "The deadline is too late."
    visitor.fill("Your comment", "Much too late.").press("Save the change")
    assert "It will be read again before it is shown." in visitor.soup.get_text()
    assert "Much too late." in visitor.text
    with app.app_context():
        assert db.session.scalars(select(CommentVersion.text)).all() == [
            "The deadline is too late."
        ]
        states = db.session.scalars(select(Comment.publication).order_by(Comment.point)).all()
        assert states == ["received", "received"]


def test_empty_edit_is_refused_with_the_rest_kept(visitor: Visitor, link: str) -> None:
    visitor.open(link).follow("Change : 1.").fill("Your comment", " ").fill("Why?", "Because")
    visitor.press("Save the change", 422)
    assert visitor.control("Why?").get_text(strip=True) == "Because"


def test_edit_in_a_session_that_is_gone_keeps_the_words(visitor: Visitor, link: str) -> None:
    visitor.open(link).follow("Change : 1.").fill("Your comment", "Written for an hour")
    visitor.client.delete_cookie("consult_session")
    visitor.press("Save the change", 422)
    assert visitor.control("Your comment").get_text(strip=True) == "Written for an hour"
    visitor.press("Save the change")
    assert "Written for an hour" in visitor.text


def test_one_point_then_everything_is_withdrawn(app: Flask, visitor: Visitor, link: str) -> None:
    visitor.open(link).follow("Withdraw : 1.")
    assert visitor.heading == "Do you want to withdraw this point?"
    visitor.press("Withdraw")
    assert "Withdrawn by the author" in visitor.text
    visitor.open(link).follow("Withdraw everything").press("Withdraw")
    assert "You have withdrawn this." in visitor.text
    with app.app_context():
        assert all(db.session.scalars(select(Comment.withdrawn_at)))


def test_closed_leaves_only_withdrawing(app: Flask, visitor: Visitor, link: str) -> None:
    visitor.open(link).follow("Change : 1.")
    with app.app_context():
        consultation = db.session.scalars(select(Consultation)).one()
        consultation.state, consultation.closes_at = "closed", now() - timedelta(minutes=9)
        db.session.commit()
    visitor.fill("Your comment", "Written for an hour").press("Save the change", 422)
    assert visitor.control("Your comment").get_text(strip=True) == "Written for an hour"
    assert "This consultation closed on" in visitor.text
    visitor.open(link)
    assert "points can be withdrawn, but not changed" in visitor.text
    visitor.follow("Withdraw : 2.").press("Withdraw")


def test_other_links_and_other_peoples_points_are_not_found(
    app: Flask, visitor: Visitor, link: str
) -> None:
    with app.app_context():
        consultation = db.session.scalars(select(Consultation)).one()
        foreign = make_comment(consultation)
    visitor.open("/en/comment/another-secret", 404)
    unknown = visitor.text
    visitor.open(f"{link}/{foreign.id}", 404)
    assert visitor.heading in unknown


def test_extra_fields_of_an_edit_change_nothing(app: Flask, visitor: Visitor, link: str) -> None:
    visitor.open(link).follow("Change : 1.").fill("Your comment", "New")
    visitor.press("Save the change", publication="published", code="X", point="9", target="plan")
    with app.app_context():
        comment = db.session.scalars(select(Comment).where(Comment.point == 1)).one()
        facts = (comment.publication, comment.target_type, comment.code.endswith("-1"))
        assert facts == ("received", "measure", True)
