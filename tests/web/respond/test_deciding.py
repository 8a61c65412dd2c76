"""Decisions on an answer that are refused: no remark, a stale page, a second press."""

from typing import Any

import pytest
from flask import Flask

from tests.factories.answering import Office
from tests.visitor import Visitor
from tests.web.respond.desk import answer_of, comments, enter, hand_in, open_desk

REMARK = "Назовите орган, которому передано."


@pytest.fixture
def office(app: Flask) -> Office:
    return open_desk(app)


def waiting(app: Flask, office: Office) -> tuple[Any, Visitor]:
    """A comment with an answer handed in, and its page before an approver."""
    (comment,) = comments(app, office, 1)
    hand_in(app, office, comment)
    return comment, enter(app, office, "approver", f"/en/respond/comments/{comment.id}")


@pytest.mark.parametrize("remark", ["", "   ", "\u200b"])
def test_return_without_a_remark_says_what_lacks(app: Flask, office: Office, remark: str) -> None:
    comment, page = waiting(app, office)
    page.fill("Remark for the writer", remark).press("Send back", 422)
    link = page.soup.select_one(".govuk-error-summary__list a")
    assert link is not None
    assert (link.get_text(strip=True), link["href"]) == ("Say what to mend.", "#remark")
    assert answer_of(app, comment).state == "submitted"
    page.fill("Remark for the writer", REMARK).press("Send back")
    assert answer_of(app, comment).remark == REMARK


def test_remark_on_an_answer_changed_meanwhile_stays_typed(app: Flask, office: Office) -> None:
    comment, page = waiting(app, office)
    enter(app, office, "second_approver", page.path).press("Mark as reviewed")
    page.fill("Remark for the writer", REMARK).press("Send back", 409)
    assert "The answer was changed meanwhile" in page.text
    assert page.control("Remark for the writer").get_text(strip=True) == REMARK
    page.press("Send back")
    assert answer_of(app, comment).remark == REMARK


def test_remark_is_shown_when_the_answer_may_no_longer_be_returned(
    app: Flask, office: Office
) -> None:
    _comment, page = waiting(app, office)
    enter(app, office, "writer", page.path).press("Take back")
    page.fill("Remark for the writer", REMARK).press("Send back", 409)
    assert f"Your remark was not sent: {REMARK}" in page.text


@pytest.mark.parametrize("button", ["Approve", "Mark as reviewed"])
def test_second_press_says_that_the_answer_changed(app: Flask, office: Office, button: str) -> None:
    comment, first = waiting(app, office)
    second = enter(app, office, "approver", first.path)
    first.press(button)
    state = answer_of(app, comment).state
    second.press(button, 409)
    assert "The answer was changed meanwhile" in second.text
    assert "Your text is kept" not in second.text
    assert answer_of(app, comment).state == state
