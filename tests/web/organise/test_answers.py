"""Organisers see who answers what, assign comments, and keep groups of like comments."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from consult.domain.submissions.models import Comment, CommentBody
from consult.kernel.database import db
from tests.factories.answering import Office, make_office, published, same_submission
from tests.factories.people import make_user, sign_in
from tests.factories.reports import make_answer
from tests.visitor import Visitor


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context():
        return make_office()


def enter(app: Flask, office: Office, page: str = "answers", who: str = "organiser") -> Visitor:
    path = f"/en/organise/{office.consultation.slug}/{page}"
    return sign_in(Visitor(app), office.users[who]).open(path)


def without_body(app: Flask, office: Office, number: int = 2) -> list[Any]:
    with app.app_context():
        found = [published(office, target="plan") for _number in range(number)]
    with app.app_context():
        ids = [comment.id for comment in found]
        db.session.execute(delete(CommentBody).where(CommentBody.comment_id.in_(ids)))
        db.session.commit()
    return found


def leads(app: Flask, comment: Any) -> list[Any]:
    with app.app_context():
        statement = select(CommentBody.organisation_id).where(
            CommentBody.comment_id == comment.id, CommentBody.role == "lead"
        )
        return list(db.session.scalars(statement))


def test_page_tells_how_far_each_body_is(app: Flask, office: Office) -> None:
    with app.app_context():
        make_answer(published(office))
        published(office)
    page = enter(app, office)
    cells = [cell.get_text(strip=True) for cell in page.soup.select("tbody td")][:4]
    assert cells == ["2", "1", "1", "0"]
    assert "1 of 2" in page.text


def test_ticked_comments_get_a_lead_body(app: Flask, office: Office) -> None:
    first, second = without_body(app, office)
    page = enter(app, office).choose(f"Select comment {first.code}")
    done = page.fill("Lead body", "Body MFA (en)").press("Assign", lead=str(office.mfa.id))
    assert "1 comment is assigned." in done.response.get_data(as_text=True)
    assert (leads(app, first), leads(app, second)) == ([office.mfa.id], [])


def test_all_that_fit_are_assigned(app: Flask, office: Office) -> None:
    both = without_body(app, office)
    enter(app, office).press("Assign", which="fitting", lead=str(office.moj.id))
    assert [leads(app, one) for one in both] == [[office.moj.id]] * 2


def test_nothing_ticked_and_a_day_that_has_passed_are_refused(app: Flask, office: Office) -> None:
    without_body(app, office)
    page = enter(app, office).press("Assign", 422, lead=str(office.moj.id))
    assert "Tick at least one comment in the list." in page.text
    page = page.press("Assign", 422, which="fitting", lead=str(office.moj.id), due_on="2020-01-06")
    assert "This day has passed." in page.text


def test_auditor_reads_and_moderator_does_not_assign(app: Flask, office: Office) -> None:
    without_body(app, office)
    with app.app_context():
        moderator = make_user([("moderator", office.consultation)])
    path = f"/en/organise/{office.consultation.slug}/answers"
    page = sign_in(Visitor(app), moderator).open(path)
    assert "Ask a body for answers" not in page.text


def test_group_is_made_from_the_queue_and_dissolved(app: Flask, office: Office) -> None:
    with app.app_context():
        pair = [published(office) for _number in range(2)]
    page = enter(app, office, "moderation?state=published")
    for comment in pair:
        page.choose(f"Select comment {comment.code}")
    page = page.press("Make a group").fill("Name of the group", "Longer term")
    page = page.press("Make the group")
    assert page.heading == "Longer term"
    page = page.fill("Name of the group", "Shorter term").press("Rename")
    assert page.heading == "Shorter term"
    page.press("Dissolve the group")
    with app.app_context():
        assert db.session.scalars(select(Comment.group_id).distinct()).all() == [None]


def test_proposal_becomes_a_group(app: Flask, office: Office) -> None:
    words = "We ask to move the deadline to the first quarter of the next year please"
    with app.app_context():
        for _number in range(3):
            published(office, text=words)
    page = enter(app, office, "groups")
    assert "3 comments" in page.text
    page = page.press("Make a group").fill("Name of the group", "Sooner")
    assert page.press("Make the group").heading == "Sooner"


def test_one_author_twice_is_refused_with_both_codes(app: Flask, office: Office) -> None:
    with app.app_context():
        sent = same_submission(office)
        pair = [published(office, submission=sent) for _number in range(2)]
    page = enter(app, office, "moderation?state=published")
    for comment in pair:
        page.choose(f"Select comment {comment.code}")
    page = page.press("Make a group").fill("Name of the group", "Twice")
    refused = page.press("Make the group", 422)
    assert f"{pair[0].code} and {pair[1].code} are from one author" in refused.text
