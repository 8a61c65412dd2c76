"""The ministries' desk after the national round table: what was decided, suggested, departed from."""

from typing import Any

import pytest
from flask import Flask

from consult.domain.responses.decided import decisions_for
from consult.domain.responses.deciding import Ruling, record_decision
from consult.kernel.database import db
from tests.factories.answering import NOTED, Office
from tests.factories.consultations import in_three
from tests.factories.deciding import BY, CHANGED, STANDS, answered, make_national
from tests.web.respond.desk import answer_of, enter, hand_in, open_desk


class Decided:
    """An answer on which a national round table has decided."""

    def __init__(self, app: Flask, ruling: Ruling = CHANGED) -> None:
        self.app, self.office = app, open_desk(app)
        with app.app_context():
            office: Office = self.office
            self.comment, self.other = answered(office), answered(office)
            record_decision(
                make_national(office), self.comment.id, ruling, by=BY, remark="Take it up, please."
            )
            db.session.commit()
            for comment in (self.comment, self.other):
                db.session.refresh(comment)
            db.session.expunge_all()
        self.url = f"/en/respond/comments/{self.comment.id}"

    def enter(self, who: str, path: str = "") -> Any:
        return enter(self.app, self.office, who, path or self.url)

    def decision(self) -> Any:
        with self.app.app_context():
            found = decisions_for([self.comment.id])[self.comment.id]
            db.session.expunge_all()
            return found


@pytest.fixture
def decided(app: Flask) -> Decided:
    return Decided(app)


def test_returned_answer_shows_decision_and_suggests_its_result(decided: Decided) -> None:
    page = decided.enter("writer")
    assert "Decision of the national round table of" in page.text
    assert "Take it up, please." in page.text
    chosen = page.soup.find("input", {"name": "disposition", "checked": True})
    assert chosen["value"] == "partly"
    assert "Take up the deadline" in page.soup.find("textarea", {"name": "reasons-en"}).text
    assert answer_of(decided.app, decided.comment).disposition == "rejected"


def test_answer_that_stands_shows_the_decision_only(app: Flask) -> None:
    page = Decided(app, STANDS).enter("writer")
    assert "The answer stands" in page.text
    assert "suggests" not in page.text


def test_another_result_is_approved_with_a_reason_only(app: Flask, decided: Decided) -> None:
    hand_in(app, decided.office, decided.comment, answer=NOTED)
    page = decided.enter("approver").press("Approve", 409)
    assert "The national round table decided on another result." in page.text
    page = decided.enter("approver")
    page.typed |= {"departure": "The law was changed."}
    page = page.press("Approve")
    assert "is approved" in page.text
    assert (decided.decision().carried_at, decided.decision().departure) == (
        None,
        "The law was changed.",
    )


def test_bulk_approval_names_the_comment_that_needs_a_reason(app: Flask, decided: Decided) -> None:
    hand_in(app, decided.office, decided.comment, answer=NOTED)
    version = answer_of(app, decided.comment).row_version
    inbox = f"/en/respond/?c={decided.office.consultation.slug}"
    page = decided.enter("approver", inbox)
    page = page.press("Approve", chosen=[f"{decided.comment.id}:{version}"])
    page.press("Approve", status=None)
    assert answer_of(app, decided.comment).state == "submitted"


@pytest.mark.parametrize("wanted", ["any", "open"])
def test_inbox_shows_what_was_decided(decided: Decided, wanted: str) -> None:
    slug = decided.office.consultation.slug
    page = decided.enter("writer", f"/en/respond/?c={slug}&decided={wanted}")
    assert decided.comment.code in page.text
    assert decided.other.code not in page.text


def test_inbox_of_open_decisions_leaves_out_what_stands(app: Flask) -> None:
    decided = Decided(app, Ruling("stands", in_three("So")))
    slug = decided.office.consultation.slug
    page = decided.enter("writer", f"/en/respond/?c={slug}&decided=open")
    assert decided.comment.code not in page.text
