"""The page of one comment: redaction, decision, history, and two moderators at once."""

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import text

from consult.domain.consultations.models import Consultation
from consult.domain.moderation import queries
from consult.domain.submissions.models import Comment
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.web.organise.moderating import made, page_of, queue_of, staff, state


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        made = make_consultation()
        make_plan(made)
    return made


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
