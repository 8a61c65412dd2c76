"""The ministries' desk: inbox by due date, several answers at once."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from consult.domain.moderation import groups
from consult.domain.responses import operations, positions, queries
from consult.domain.submissions.models import CommentBody
from consult.kernel.database import db
from tests.factories.answering import REJECTED, Office, words
from tests.factories.reports import make_answer
from tests.visitor import Visitor
from tests.web.respond.desk import answer_of, comments, enter, hand_in, open_desk, tick


@pytest.fixture
def office(app: Flask) -> Office:
    return open_desk(app)


def order(visitor: Visitor, *chosen: Any) -> list[str]:
    codes = [link.get_text(strip=True) for link in visitor.soup.select("tbody a.app-code")]
    known = {comment.code for comment in chosen}
    return [code for code in codes if code in known]


def test_what_is_overdue_stands_first_and_approved_last(app: Flask, office: Office) -> None:
    first, late, done = comments(app, office, 3)
    with app.app_context():
        row = db.session.get_one(CommentBody, (late.id, office.moj.id))
        row.due_on = date(2020, 1, 6)
        db.session.commit()
        make_answer(done)
    page = enter(app, office)
    assert order(page, first, late, done) == [late.code, first.code, done.code]
    assert "Overdue by" in page.text
    assert "working days left" in page.text


def test_inbox_is_cut_into_pages_without_a_gap(app: Flask, office: Office) -> None:
    every = comments(app, office, 53)
    page = enter(app, office)
    first = order(page, *every)
    second = order(page.follow("Next"), *every)
    assert (len(first), len(second)) == (50, 3)
    assert set(first) | set(second) == {comment.code for comment in every}


def test_filters_of_kind_writer_and_group_narrow_the_list(app: Flask, office: Office) -> None:
    question, other = comments(app, office, 1, kind="question") + comments(app, office, 1)
    hand_in(app, office, other)
    with app.app_context():
        ids = [question.id, other.id]
        made = groups.make_group(office.consultation.id, "Pair", ids, by=office.organiser).id
        db.session.commit()
    (third,) = comments(app, office, 1)
    start = f"/en/respond/?c={office.consultation.slug}"
    visitor = enter(app, office)
    both = (question, other, third)
    assert order(visitor.open(f"{start}&kind=question"), *both) == [question.code]
    assert order(visitor.open(f"{start}&writer=mine"), *both) == [other.code]
    assert order(visitor.open(f"{start}&writer=others"), *both) == []
    assert set(order(visitor.open(f"{start}&group={made}"), *both)) == {question.code, other.code}


def test_one_answer_is_written_for_the_chosen_comments(app: Flask, office: Office) -> None:
    first, second, third = comments(app, office, 3)
    page = tick(enter(app, office), first, second).press("Write one answer")
    page.choose("Rejected").fill("Ground of the rejection", "Legal ground")
    page.typed |= {"reasons-ru": "Так решено.", "reasons-kk": "Солай шешілді."}
    done = page.press("Hand in for approval")
    assert "2 comments were done." in done.text
    assert [answer_of(app, one).state for one in (first, second)] == ["submitted", "submitted"]
    with app.app_context():
        assert queries.response_of(third.id) is None


def test_incomplete_ones_are_named_with_the_reason(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    page = tick(enter(app, office), first, second).press("Write one answer")
    page.choose("Rejected")
    page.typed |= {"reasons-ru": "Так решено.", "reasons-kk": "Солай шешілді."}
    done = page.press("Hand in for approval")
    assert "0 comments were done." in done.text
    assert done.text.count("Choose the ground of the rejection") == 2


def test_choosing_nothing_is_said_in_one_sentence(app: Flask, office: Office) -> None:
    comments(app, office, 1)
    page = enter(app, office).press("Write one answer", 422)
    assert "Choose at least one comment in the list." in page.text


def test_bulk_approval_refuses_what_the_approver_prepared(app: Flask, office: Office) -> None:
    theirs, own = comments(app, office)
    hand_in(app, office, theirs)
    hand_in(app, office, own, by=office.approver)
    page = tick(enter(app, office, "approver"), theirs, own).press("Approve")
    done = page.press("Approve these answers")
    assert "1 comment was done." in done.text
    assert "You prepared this answer" in done.text
    assert [answer_of(app, one).state for one in (theirs, own)] == ["approved", "submitted"]


def test_approver_hears_of_boilerplate_and_dissent_before(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    hand_in(app, office, first, second, answer=REJECTED)
    with app.app_context():
        position = positions.state_position(
            first, body_id=office.mfa.id, stance="dissent", text=words("No"), by=office.co_writer
        )
        positions.approve_position(position, by=office.co_approver, expected=position.row_version)
        db.session.commit()
    inbox = enter(app, office, "approver")
    assert "The same reasons stand in 2 of 2 rejections" in inbox.text
    page = tick(inbox, first, second).press("Approve")
    assert "The same reasons stand in 2 of 2 rejections" in page.text
    assert "1 body does not agree" in page.text
    assert "1 position is still owed" in page.text


def test_stale_choice_is_refused_and_named(app: Flask, office: Office) -> None:
    (comment,) = comments(app, office, 1)
    hand_in(app, office, comment)
    page = tick(enter(app, office, "approver"), comment).press("Approve")
    with app.app_context():
        held = queries.response_of(comment.id)
        assert held is not None
        operations.take_back(held, by=office.writer, expected=held.row_version)
        db.session.commit()
    done = page.press("Approve these answers")
    assert "Somebody else changed this meanwhile" in done.text


def test_chosen_comment_of_another_body_is_not_found(app: Flask, office: Office) -> None:
    (comment,) = comments(app, office, 1)
    visitor = enter(app, office, "stranger")
    for step in ("answer", "approve", "group"):
        data = {"chosen": f"{comment.id}:0", "step": step, "csrf_token": token(visitor)}
        visitor.post(f"/en/respond/{office.consultation.slug}/bulk", data, 404)
    visitor.open(f"/en/respond/comments/{comment.id}", 404)


def token(visitor: Visitor) -> str:
    visitor.open("/en/account")
    return str(visitor.soup.find("input", {"name": "csrf_token"})["value"])
