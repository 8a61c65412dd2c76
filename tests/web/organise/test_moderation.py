"""The moderator's queue, and what two moderators do on it at once."""

import pytest
from bs4 import Tag
from flask import Flask

from consult.domain.consultations.models import Consultation
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.reading import statements
from tests.visitor import Visitor
from tests.web.organise.moderating import made, queue_of, staff, state, tick


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation()
        make_plan(made)
    return made


def test_queue_shows_waiting_comments_and_counts(app: Flask, consultation: Consultation) -> None:
    waiting = made(
        app, consultation, hints=[{"kind": "phone", "field": "text", "start": 0, "end": 3}]
    )
    shown = made(app, consultation, publication="published")
    visitor = staff(app, consultation).open(queue_of(consultation))
    assert visitor.heading == "Comments"
    assert waiting.code in visitor.text
    assert shown.code not in visitor.text
    assert "Waiting for moderation (1)" in visitor.text
    assert "Published (1)" in visitor.text
    assert "Telephone number" in visitor.text


def test_queue_filters_stay_in_links(app: Flask, consultation: Consultation) -> None:
    wanted = made(app, consultation, kind="question")
    other = made(app, consultation, kind="support")
    visitor = staff(app, consultation).open(queue_of(consultation))
    visitor.fill("Kind", "Question").press("Apply filters")
    assert wanted.code in visitor.text
    assert other.code not in visitor.text
    visitor.follow(wanted.code)
    assert "kind=question" in str(visitor.soup.find("a", class_="govuk-back-link")["href"])


@pytest.mark.parametrize("number", [1, 3])
def test_queue_takes_the_same_number_of_queries(
    app: Flask, consultation: Consultation, number: int
) -> None:
    for _ in range(number):
        made(app, consultation)
    visitor = staff(app, consultation)
    with statements() as seen:
        visitor.open(queue_of(consultation))
    selects = [statement for statement in seen if statement.lstrip().lower().startswith("select")]
    assert len(selects) == 12, selects


def test_old_comments_raise_an_alert(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        sent = make_submission(consultation, received_at=consultation.opens_at)
        make_comment(consultation, submission=sent)
    visitor = staff(app, consultation).open(queue_of(consultation))
    assert "has waited for a decision for" in visitor.text


def test_publish_button_of_a_row(app: Flask, consultation: Consultation) -> None:
    first, second = made(app, consultation), made(app, consultation)
    visitor = staff(app, consultation).open(queue_of(consultation))
    visitor.press(f"Publish : {second.code}")
    assert "Decision on 1 comment: Publish." in visitor.text
    assert state(app, first) == ("received", "")
    assert state(app, second) == ("published", "")


def test_bulk_withhold_with_one_ground(app: Flask, consultation: Consultation) -> None:
    comments = [made(app, consultation) for _ in range(3)]
    visitor = staff(app, consultation).open(queue_of(consultation))
    tick(tick(visitor, comments[0]), comments[2])
    visitor.fill("Reason", "Not about this plan").fill("Note", "same letter")
    visitor.press("Do not publish", action="withhold")
    assert "Decision on 2 comments: Do not publish." in visitor.text
    assert [state(app, comment) for comment in comments] == [
        ("withheld", "off_topic"),
        ("received", ""),
        ("withheld", "off_topic"),
    ]


def press_bulk(visitor: Visitor, action: str, status: int) -> Visitor:
    button = visitor.soup.find("button", attrs={"name": "action", "value": action})
    assert isinstance(button, Tag)
    return visitor._send(button, status, {})


def test_bulk_without_a_ground_keeps_ticks_and_note(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation)
    visitor = staff(app, consultation).open(queue_of(consultation))
    tick(visitor, comment).fill("Note", "typed")
    press_bulk(visitor, "withhold", 422)
    assert "Choose the reason" in visitor.text
    assert visitor.control("Note")["value"] == "typed"
    assert visitor.control(f"Select comment {comment.code}").has_attr("checked")
    assert state(app, comment) == ("received", "")


def test_bulk_without_a_tick_says_so(app: Flask, consultation: Consultation) -> None:
    made(app, consultation)
    visitor = staff(app, consultation).open(queue_of(consultation))
    press_bulk(visitor, "publish", 422)
    assert "Tick at least one comment" in visitor.text


def test_two_moderators_at_once_on_the_queue(app: Flask, consultation: Consultation) -> None:
    first, second = made(app, consultation), made(app, consultation)
    one = staff(app, consultation, name="First Person").open(queue_of(consultation))
    two = staff(app, consultation, name="Second Person").open(queue_of(consultation))
    tick(one, first).fill("Reason", "Insult or incitement")
    press_bulk(one, "withhold", 200)
    tick(tick(two, first), second).fill("Note", "looks fine")
    press_bulk(two, "publish", 409)
    assert two.heading == "Somebody else decided meanwhile"
    assert "First Person" in two.text
    assert "Do not publish" in two.text
    assert two.control("Note")["value"] == "looks fine"
    assert state(app, second) == ("received", "")
    press_bulk(two, "publish", 200)
    assert state(app, second) == ("published", "")
    assert state(app, first) == ("withheld", "insult")
