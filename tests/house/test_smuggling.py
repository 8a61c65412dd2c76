"""What a form does not offer changes nothing; what is hidden cannot be found by asking."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from consult.domain.people.models import User
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor

SMUGGLED = {
    "publication": "published",
    "published_at": "2011-01-01T00:00:00+00:00",
    "received_at": "2011-01-01T00:00:00+00:00",
    "late": "y",
    "number": "777",
    "reg_no": "X/0777",
    "channel": "letter",
    "verification": "organisation_confirmed",
    "user_id": "00000000-0000-4000-8000-000000000001",
    "organisation_id": "00000000-0000-4000-8000-000000000001",
    "consultation_id": "00000000-0000-4000-8000-000000000001",
    "is_administrator": "y",
    "role": "organiser",
    "disabled_at": "",
    "confirmed_at": "2011-01-01",
    "email": "somebody.else@example.kz",
}


def without_token(page: BeautifulSoup) -> str:
    """Return a page as text without the tokens of its forms, which change by the second."""
    for field in page.find_all("input", {"name": "csrf_token"}):
        field.decompose()
    return str(page)


def test_extra_fields_of_a_comment_change_nothing(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        slug, prefix = consultation.slug, consultation.prefix
    visitor.open(f"/en/c/{slug}/comment/point?target=measure:1.1")
    visitor.choose("Objection").fill("Your comment", "Too late.").choose("Russian")
    visitor.press("Save this point", **SMUGGLED).follow("Go on")
    visitor.choose("For myself").choose("Name withheld from the public")
    visitor.choose("I have read the privacy notice").press("Continue", **SMUGGLED)
    visitor.press("Send", **SMUGGLED)
    with app.app_context():
        sent = db.session.scalars(select(Submission)).one()
        comment = db.session.scalars(select(Comment)).one()
        assert (sent.number, sent.reg_no, sent.channel) == (1, f"{prefix}/0001", "web")
        assert (sent.late, sent.verification) == (False, "unverified")
        assert (sent.user_id, sent.organisation_id) == (None, None)
        assert (comment.publication, comment.published_at) == ("received", None)
        assert comment.received_at.year > 2011


def test_extra_fields_of_an_account_change_nothing(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        user = make_user()
    sign_in(visitor, user).open("/en/account").fill("Your name", "New Name")
    visitor.press("Save", **SMUGGLED)
    with app.app_context():
        found = db.session.get_one(User, user.id)
        assert (found.name, found.email) == ("New Name", user.email)
        assert (found.is_administrator, found.disabled_at) == (False, None)
        assert found.confirmed_at == user.confirmed_at


@pytest.mark.parametrize("level", ["named", "withheld_ministries", "made_up"])
def test_level_that_is_not_offered_is_refused(app: Flask, visitor: Visitor, level: str) -> None:
    with app.app_context():
        consultation = make_consultation("open", publication_policy="organisation")
        make_plan(consultation)
    visitor.open(f"/en/c/{consultation.slug}/comment/point?target=plan")
    visitor.choose("Support").fill("Your comment", "Good.").choose("Russian")
    visitor.press("Save this point").follow("Go on").choose("For myself")
    visitor.choose("I have read the privacy notice").press("Continue", 422, level=level)
    assert visitor.path.endswith("/about-you")
    assert visitor.press("Continue", level="anonymous").path.endswith("/check")


def test_hidden_name_is_found_no_more_than_a_made_up_one(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        hidden = {"level": "withheld_public", "author_name": "Zhanar Hidden"}
        sent = make_submission(consultation, **hidden, organisation_name="Zhanar Fund")
        make_comment(consultation, submission=sent, publication="published")
        user = make_user([("ministry_contributor", consultation, make_body("MOJ"))])
        slug = consultation.slug
    ministry = sign_in(Visitor(app), user)
    for person, path in (
        (visitor, "/en/?words={}"),
        (visitor, f"/en/c/{slug}/plan?words={{}}"),
        (visitor, f"/en/c/{slug}/measures/1.1?words={{}}"),
        (ministry, f"/en/respond/?c={slug}&words={{}}"),
    ):
        pages = [
            without_token(person.open(path.format(words)).soup).replace(words, "…")
            for words in ("Zhanar", "Qwerty")
        ]
        assert pages[0] == pages[1], path
        assert "Fund" not in pages[0]
