"""What the public reads of the decisions of a national round table."""

from typing import Any

import pytest
from flask import Flask

from consult.domain.reports.meeting_reading import meeting_of
from consult.domain.responses.deciding import Ruling, record_decision
from consult.domain.roundtables.minutes import draft_minutes
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.factories.answering import make_office
from tests.factories.comments import CODE
from tests.factories.consultations import in_three
from tests.factories.deciding import BY, CHANGED, answered, make_national
from tests.visitor import Visitor

HOSTILE = Ruling("stands", LocalisedText(ru="<script>alert(1)</script>{{ 7*7 }}"))


def decided(app: Flask, ruling: Ruling, **changes: Any) -> dict[str, str]:
    """A decision on one comment; returns the addresses of the pages where it stands."""
    with app.app_context():
        office = make_office()
        comment = answered(office)
        table = make_national(office)
        record_decision(table, comment.id, ruling, by=BY)
        held = db.session.get_one(Comment, comment.id)
        for name, value in changes.items():
            setattr(held, name, value)
        place = f"/en/c/{office.consultation.slug}"
        reference = db.session.get_one(Submission, held.submission_id).reference
        db.session.commit()
        return {
            "comment": f"{place}/comments/{held.code.rpartition('/')[2]}",
            "meeting": f"{place}/round-tables/{table.reference}",
            "measure": f"{place}/measures/1.1",
            "reference": reference,
        }


@pytest.mark.parametrize("page", ["comment", "meeting", "measure"])
def test_decision_stands_under_the_answer_and_at_the_meeting(
    app: Flask, visitor: Visitor, page: str
) -> None:
    seen = visitor.open(decided(app, Ruling("stands", in_three("The reasons hold")))[page])
    assert "The answer stands" in seen.text
    assert "The reasons hold" in seen.text


def test_receipt_shows_the_decision(app: Flask, visitor: Visitor) -> None:
    found = decided(app, CHANGED)
    page = visitor.open("/en/receipt")
    page.typed |= {"reference": found["reference"], "code": CODE}
    page = page.press("Show")
    assert "Take up the deadline" in page.text
    assert "Not carried out yet" in page.text


@pytest.mark.parametrize("page", ["comment", "meeting", "measure"])
def test_words_of_a_decision_on_a_hidden_comment_stay_hidden(
    app: Flask, visitor: Visitor, page: str
) -> None:
    canary = Ruling("stands", in_three("CANARY"))
    found = decided(app, canary, publication="withheld", ground="insult")
    seen = visitor.open(found[page])
    assert "The answer stands" in seen.text
    assert "CANARY" not in seen.response.text


@pytest.mark.parametrize("publication", ["received", "withheld"])
def test_minutes_hold_no_words_decided_on_a_hidden_comment(app: Flask, publication: str) -> None:
    hidden = {"publication": publication, "ground": "insult" if publication == "withheld" else ""}
    decided(app, Ruling("stands", in_three("CANARY")), **hidden)
    with app.app_context():
        table = db.session.query(RoundTable).one()
        made = meeting_of(table, draft_minutes(table, by=BY)).decided
    assert [(one.decision, one.text) for one in made] == [("stands", LocalisedText())]


@pytest.mark.parametrize("page", ["comment", "meeting"])
def test_hostile_words_are_only_words(app: Flask, visitor: Visitor, page: str) -> None:
    seen = visitor.open(decided(app, HOSTILE)[page])
    assert "<script>alert" not in seen.response.text
    assert "{{ 7*7 }}" in seen.text


def test_decisions_are_not_shown_before_the_meeting_was_held(app: Flask, visitor: Visitor) -> None:
    found = decided(app, Ruling("stands", in_three("The reasons hold")))
    assert "The reasons hold" in visitor.open(found["comment"]).text
    with app.app_context():
        db.session.query(RoundTable).update({"state": "planned"})
        db.session.commit()
    assert "The reasons hold" not in visitor.open(found["comment"]).text
