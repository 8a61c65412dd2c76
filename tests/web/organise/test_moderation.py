"""The moderator's pages: the queue, one comment, and what two moderators do at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import event, text

from consult.domain.consultations.models import Consultation
from consult.domain.moderation import queries
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation()
        make_plan(made)
    return made


def staff(
    app: Flask, consultation: Consultation, role: str = "moderator", name: str = ""
) -> Visitor:
    with app.app_context():
        user = make_user([(role, consultation)], name=name or "Aigul Sample")
    return sign_in(Visitor(app), user)


def made(app: Flask, consultation: Consultation, **changes: Any) -> Comment:
    with app.app_context():
        return make_comment(consultation, **changes)


def state(app: Flask, comment: Comment) -> tuple[str, str]:
    with app.app_context():
        row = db.session.get_one(Comment, comment.id)
        return row.publication, row.ground


def queue_of(consultation: Consultation) -> str:
    return f"/en/organise/{consultation.slug}/moderation"


def page_of(consultation: Consultation, comment: Comment) -> str:
    return f"/en/organise/{consultation.slug}/comments/{comment.id}"


def tick(visitor: Visitor, comment: Comment) -> Visitor:
    return visitor.choose(f"Select comment {comment.code}")


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*args: Any) -> None:
        seen.append(args[2])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


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
    with counted(app) as seen:
        visitor.open(queue_of(consultation))
    selects = [statement for statement in seen if statement.lstrip().lower().startswith("select")]
    assert len(selects) == 11, selects


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


def test_comment_page_shows_original_hints_and_facts(
    app: Flask, consultation: Consultation
) -> None:
    hint = {"kind": "phone", "field": "text", "start": 5, "end": 20}
    comment = made(app, consultation, text="Call 8 701 555 12 34 now", hints=[hint])
    visitor = staff(app, consultation).open(page_of(consultation, comment))
    mark = visitor.soup.find("mark")
    assert isinstance(mark, Tag)
    assert mark.get_text() == "Telephone number: 8 701 555 12 34"[: len(mark.get_text())]
    assert "Aigerim Example" in visitor.text
    assert "Web form" in visitor.text


def test_names_of_deeper_levels_are_not_shown(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        sent = make_submission(consultation, level="withheld_ministries", author_name="Secret Name")
        comment = make_comment(consultation, submission=sent)
    visitor = staff(app, consultation)
    for page in (queue_of(consultation), page_of(consultation, comment)):
        visitor.open(page)
        assert "Secret Name" not in visitor.text


def test_redaction_without_scripts_by_pasting(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation, text="Ivan Petrov took it. Ivan Petrov again.")
    visitor = staff(app, consultation).open(page_of(consultation, comment))
    visitor.choose("Publish in part").fill("Words to hide", "Ivan  Petrov")
    visitor.choose("Personal data of another person").press("Save the decision")
    assert state(app, comment) == ("published_redacted", "third_person_data")
    with app.app_context():
        row = db.session.get_one(Comment, comment.id)
        assert row.text == comment.text
        assert [(span["start"], span["end"]) for span in row.redactions] == [(0, 11), (21, 32)]
    visitor.open(page_of(consultation, comment))
    assert visitor.control("Words to hide").get_text().split() == ["Ivan", "Petrov"] * 2


def test_redaction_by_sentences(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation, text="Good measure. He is a thief!", rationale="")
    visitor = staff(app, consultation).open(page_of(consultation, comment))
    visitor.choose("Publish in part").choose("He is a thief!").choose("Insult or incitement")
    visitor.press("Save the decision")
    with app.app_context():
        row = db.session.get_one(Comment, comment.id)
        assert row.redactions == [{"field": "text", "start": 14, "end": 28}]


def test_words_that_are_not_there_are_named(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation)
    visitor = staff(app, consultation).open(page_of(consultation, comment))
    visitor.choose("Publish in part").fill("Words to hide", "nowhere").fill("Note", "kept")
    visitor.choose("Insult or incitement").press("Save the decision", status=422)
    assert "These words are not in the comment: “nowhere”." in visitor.text
    assert visitor.control("Note").get_text().strip() == "kept"
    assert state(app, comment) == ("received", "")


def test_decision_goes_on_to_the_next_comment(app: Flask, consultation: Consultation) -> None:
    first, second = made(app, consultation), made(app, consultation)
    visitor = staff(app, consultation).open(page_of(consultation, first))
    visitor.press("Publish as it is")
    assert visitor.path == page_of(consultation, second)
    visitor.press("Publish as it is")
    assert visitor.path == queue_of(consultation)


def test_two_moderators_at_once_on_one_comment(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation, text="Ivan did it.")
    one = staff(app, consultation, name="First Person").open(page_of(consultation, comment))
    two = staff(app, consultation, name="Second Person").open(page_of(consultation, comment))
    one.choose("Do not publish").choose("Insult or incitement").press("Save the decision")
    two.choose("Publish in part").fill("Words to hide", "Ivan").fill("Note", "name only")
    two.choose("Personal data of another person").press("Save the decision", status=409)
    assert "First Person" in two.text
    assert "Insult or incitement" in two.text
    assert two.control("Words to hide").get_text().strip() == "Ivan"
    assert two.control("Note").get_text().strip() == "name only"
    assert state(app, comment) == ("withheld", "insult")
    two.press("Save the decision")
    assert state(app, comment) == ("published_redacted", "third_person_data")
    with app.app_context():
        actions = [found.action for found in queries.decisions_on(comment.id)]
    assert actions == ["publish_redacted", "withhold"]


def test_the_words_of_the_author_cannot_be_changed(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation)
    visitor = staff(app, consultation).open(page_of(consultation, comment))
    visitor.press("Publish as it is", text="Other words", author_name="X", publication="spam")
    with app.app_context():
        row = db.session.get_one(Comment, comment.id)
        assert (row.text, row.publication) == (comment.text, "published")


def test_an_auditor_reads_and_decides_nothing(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation)
    visitor = staff(app, consultation, "auditor").open(page_of(consultation, comment))
    assert "Your decision" not in visitor.text
    visitor.post(page_of(consultation, comment), {"action": "publish"}, status=None)
    assert visitor.response.status_code in {400, 404}
    assert state(app, comment) == ("received", "")


def test_staff_of_another_consultation_find_nothing(app: Flask, consultation: Consultation) -> None:
    comment = made(app, consultation)
    with app.app_context():
        other = make_consultation()
    visitor = staff(app, other)
    visitor.open(queue_of(consultation), 404)
    visitor.open(page_of(consultation, comment), 404)
    visitor.open(page_of(other, comment), 404)


def test_a_withdrawn_comment_has_no_form(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        comment = make_comment(consultation, withdrawn_at=now())
    visitor = staff(app, consultation).open(page_of(consultation, comment))
    assert "The author has withdrawn this comment." in visitor.text
    assert visitor.soup.find("input", attrs={"name": "action"}) is None


def test_words_replaced_by_the_author_are_kept_in_history(
    app: Flask, consultation: Consultation
) -> None:
    comment = made(app, consultation)
    with app.app_context():
        db.session.execute(
            text(
                "insert into comment_versions (comment_id, number, text, proposed_wording,"
                " rationale, kind) values (:id, 1, 'First words', '', '', 'support')"
            ),
            {"id": comment.id},
        )
        db.session.commit()
    visitor = staff(app, consultation).open(page_of(consultation, comment))
    assert "First words" in visitor.text
