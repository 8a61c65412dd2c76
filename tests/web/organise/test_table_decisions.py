"""The pages on which the decisions of a national round table are recorded."""

from typing import Any

import pytest
from flask import Flask

from consult.domain.responses.decided import decisions_for
from consult.domain.responses.deciding import record_decision
from consult.domain.responses.decision_models import MeetingDecision
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.factories.answering import NOTED, Office, make_office
from tests.factories.deciding import (
    BY,
    RETURNED,
    STANDS,
    answer_to,
    answered,
    dissent,
    make_national,
)
from tests.factories.people import make_user, sign_in
from tests.factories.reading import count
from tests.visitor import Visitor

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\"' \u202e"


class Meeting:
    """A national round table with two disputed comments and one that nobody disputes."""

    def __init__(self, app: Flask, **changes: Any) -> None:
        self.app = app
        with app.app_context():
            self.office: Office = make_office()
            self.rejected = answered(self.office)
            self.noted = answered(self.office, NOTED)
            self.differed = answered(self.office, NOTED)
            dissent(self.office, self.differed)
            self.table = make_national(self.office, **changes)
            self.reference = self.table.reference
            self.facilitator = make_user([("facilitator", self.office.consultation)])
            db.session.commit()
            self._detach()
        slug = self.office.consultation.slug
        self.url = f"/en/organise/{slug}/round-tables/{self.reference}/decisions"

    def _detach(self) -> None:
        """Let what was made be read after the context."""
        office = self.office
        for thing in (
            *(office.consultation, office.moj, office.mfa, *office.users.values()),
            *(self.rejected, self.noted, self.differed, self.table, self.facilitator),
        ):
            db.session.refresh(thing)
        db.session.expunge_all()

    def enter(self, user: Any = None, path: str = "", status: int = 200) -> Visitor:
        visitor = sign_in(Visitor(self.app), user or self.facilitator)
        return visitor.open(f"{self.url}{path}", status)

    def decision(self, comment: Any) -> MeetingDecision:
        with self.app.app_context():
            found = decisions_for([comment.id])[comment.id]
            db.session.expunge_all()
            return found


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return Meeting(app)


def test_agenda_holds_what_is_disputed(meeting: Meeting) -> None:
    page = meeting.enter()
    assert meeting.rejected.code in page.text
    assert meeting.differed.code in page.text
    assert meeting.noted.code not in page.text
    assert "0 of 2" in page.text


@pytest.mark.parametrize("changes", [{"level": "regional"}, {"state": "cancelled"}])
def test_other_meetings_have_no_such_page(app: Flask, changes: dict[str, Any]) -> None:
    Meeting(app, **changes).enter(status=404)


def test_ministry_does_not_open_the_agenda(meeting: Meeting) -> None:
    meeting.enter(meeting.office.users["approver"], status=404)


def test_decision_that_the_answer_stands_is_recorded(meeting: Meeting) -> None:
    page = meeting.enter(path=f"/{meeting.rejected.id}").choose("The answer stands")
    page.typed |= {"text-ru": "Обоснование принято."}
    page = page.press("Save")
    assert f"The decision on {meeting.rejected.code} is recorded." in page.text
    assert "1 of 2" in page.text
    decision = meeting.decision(meeting.rejected)
    assert (decision.decision, decision.text.exact("ru")) == ("stands", "Обоснование принято.")


def test_answer_to_be_changed_goes_back_with_the_day_of_the_meeting(meeting: Meeting) -> None:
    page = meeting.enter(path=f"/{meeting.rejected.id}").choose("The answer is to be changed")
    page.typed |= {"text-ru": "Принять частично.", "disposition": "partly"}
    page.press("Save")
    with meeting.app.app_context():
        answer = answer_to(meeting.rejected)
        assert (answer.state, answer.disposition) == ("returned", "rejected")
        assert answer.remark.endswith("Принять частично.")
        assert str(meeting.table.starts_at.year) in answer.remark
    assert meeting.decision(meeting.rejected).disposition == "partly"


def test_form_without_words_or_result_is_shown_again(meeting: Meeting) -> None:
    page = meeting.enter(path=f"/{meeting.rejected.id}").choose("The answer is to be changed")
    page.typed |= {"text-en": "Only English."}
    page = page.press("Save", 422)
    assert "Write the decision in Kazakh or in Russian." in page.text
    assert "Choose the result that the answer is to have." in page.text
    assert "Only English." in page.text


def test_second_person_sees_both_decisions(meeting: Meeting) -> None:
    second = meeting.enter(path=f"/{meeting.rejected.id}").choose("Goes back to the bodies")
    second.typed |= {"text-ru": "Моё решение."}
    with meeting.app.app_context():
        record_decision(meeting.table, meeting.rejected.id, STANDS, by=BY)
        db.session.commit()
    page = second.press("Save", 409)
    assert "Somebody recorded another decision meanwhile" in page.text
    assert "The reasons hold" in page.text
    assert "Моё решение." in page.text
    page.press("Save")
    assert meeting.decision(meeting.rejected).decision == "returned"


def test_ticked_answers_stand(meeting: Meeting) -> None:
    page = meeting.enter()
    boxes = [str(box["value"]) for box in page.soup.find_all("input", {"name": "chosen"})]
    page.typed |= {"text-kk": "Жауап өзгермейді."}
    page = page.press("The answers stand", chosen=boxes)
    assert "The decision on 2 comments is recorded" in page.text
    assert "2 of 2" in page.text


def test_nothing_ticked_is_said(meeting: Meeting) -> None:
    page = meeting.enter().press("The answers stand", 422)
    assert "Tick at least one comment in the list." in page.text


def test_filters_narrow_the_agenda(meeting: Meeting) -> None:
    with meeting.app.app_context():
        record_decision(meeting.table, meeting.rejected.id, STANDS, by=BY)
        db.session.commit()
    assert meeting.rejected.code not in meeting.enter(path="?state=undecided").text
    assert meeting.differed.code not in meeting.enter(path="?disposition=rejected").text
    body = meeting.office.mfa.id
    assert "Nothing here" in meeting.enter(path=f"?body={body}").text
    meeting.enter(path="?body=nonsense", status=404)
    meeting.enter(path="?cursor=nonsense", status=404)


def test_bodies_get_one_letter_each_a_round(meeting: Meeting) -> None:
    with meeting.app.app_context():
        record_decision(meeting.table, meeting.rejected.id, STANDS, by=BY)
        record_decision(meeting.table, meeting.differed.id, RETURNED, by=BY)
        db.session.commit()
    organiser = meeting.enter(meeting.office.users["organiser"])
    organiser.press("Tell the bodies now")
    with meeting.app.app_context():
        letters = db.session.query(Letter).filter_by(kind="decisions_taken").all()
        told = sorted(letter.recipient for letter in letters)
        users = meeting.office.users
        names = ("writer", "approver", "second_approver", "co_writer", "co_approver")
        assert told == sorted(users[name].email for name in names)
        assert "Ответ остаётся без изменений: 1" in letters[0].body
        assert "Возвращается государственным органам: 1" in letters[0].body
    assert "Tell the bodies now" not in organiser.open(meeting.url).text


def test_words_of_a_withheld_comment_stay_hidden(app: Flask) -> None:
    meeting = Meeting(app)
    with app.app_context():
        held = db.session.get_one(type(meeting.rejected), meeting.rejected.id)
        held.publication, held.text, held.ground = "withheld", "CANARY-WORDS", "insult"
        db.session.commit()
    for path in ("", "/print", f"/{meeting.rejected.id}"):
        page = meeting.enter(path=path)
        assert meeting.rejected.code in page.text
        assert "CANARY" not in page.response.text


def test_hostile_words_are_only_words(meeting: Meeting) -> None:
    page = meeting.enter(path=f"/{meeting.rejected.id}").choose("The answer stands")
    page.typed |= {"text-ru": HOSTILE}
    page.press("Save")
    for path in ("", "/print", f"/{meeting.rejected.id}"):
        page = meeting.enter(path=path)
        assert "<script>alert(1)</script>{{ 7*7 }}" in page.text
        assert "<script>alert" not in page.response.text


def test_meeting_whose_minutes_are_out_records_nothing(app: Flask) -> None:
    meeting = Meeting(app, state="minutes_published")
    page = meeting.enter(path=f"/{meeting.rejected.id}")
    assert "until its minutes are published" in page.text
    assert page.soup.find("textarea") is None


@pytest.mark.parametrize("path", ["", "/print"])
def test_agenda_costs_the_same_however_long_it_is(meeting: Meeting, path: str) -> None:
    organiser = meeting.enter(meeting.office.users["organiser"])
    few = count(organiser, meeting.url + path)
    with meeting.app.app_context():
        for _number in range(2):
            dissent(meeting.office, answered(meeting.office))
    assert count(organiser, meeting.url + path) == few
