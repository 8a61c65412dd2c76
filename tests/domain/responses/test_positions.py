"""What co-responsible bodies say to the answer of the lead."""

from typing import Any

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.responses import operations, positions, queries
from consult.domain.responses.refusals import NothingToAnswerTo, SamePerson
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Forbidden, Missing
from consult.kernel.localised import LocalisedText
from tests.factories.answering import NOTED, Office, make_office, published, words


@pytest.fixture
def office(app: Flask) -> Any:
    with app.app_context():
        yield make_office()


@pytest.fixture
def comment(office: Office) -> Any:
    """A comment that MOJ has begun to answer."""
    comment = published(office)
    operations.save_draft(comment, NOTED, body_id=office.moj.id, by=office.writer)
    return comment


def state(office: Office, comment: Any, stance: str = "dissent", **changes: Any) -> Any:
    facts = {"body_id": office.mfa.id, "text": words("We differ"), "by": office.co_writer}
    return positions.state_position(comment, stance=stance, **{**facts, **changes})


def test_position_is_prepared_and_approved_by_two_persons(office: Office, comment: Any) -> None:
    position = state(office, comment)
    positions.approve_position(position, by=office.co_approver, expected=position.row_version)
    facts = (position.state, position.prepared_by, position.approved_by)
    assert facts == ("approved", "Co Writer", "Co Approver")


def test_same_person_does_not_approve(office: Office, comment: Any) -> None:
    position = state(office, comment, by=office.co_approver)
    with pytest.raises(SamePerson):
        positions.approve_position(position, by=office.co_approver, expected=position.row_version)


def test_approver_of_the_lead_does_not_approve_it(office: Office, comment: Any) -> None:
    position = state(office, comment)
    with pytest.raises(Forbidden):
        positions.approve_position(position, by=office.approver, expected=position.row_version)


@pytest.mark.parametrize(
    ("text", "lacking"),
    [(LocalisedText(), ["words"]), (LocalisedText(ru="Нет"), ["words:kk"])],
)
def test_dissent_needs_words_in_both_languages(
    office: Office, comment: Any, text: LocalisedText, lacking: list[str]
) -> None:
    position = state(office, comment, text=text)
    with pytest.raises(Missing) as refused:
        positions.approve_position(position, by=office.co_approver, expected=position.row_version)
    assert refused.value.facts == {"missing": lacking}


def test_agreement_needs_no_words(office: Office, comment: Any) -> None:
    position = state(office, comment, "agree", text=LocalisedText())
    positions.approve_position(position, by=office.co_approver, expected=position.row_version)
    assert position.state == "approved"


def test_lead_and_strangers_give_no_position(office: Office, comment: Any) -> None:
    with pytest.raises(Forbidden):
        state(office, comment, body_id=office.moj.id, by=office.writer)
    mof = next(iter(office.stranger.grants)).organisation_id
    with pytest.raises(Forbidden):
        state(office, comment, body_id=mof, by=office.stranger)


def test_nothing_is_said_before_the_lead_has_written(office: Office) -> None:
    with pytest.raises(NothingToAnswerTo):
        state(office, published(office))


def test_two_writers_the_second_learns_of_the_first(office: Office, comment: Any) -> None:
    first = state(office, comment)
    with pytest.raises(Conflict) as refused:
        state(office, comment, "agree")
    assert refused.value.facts == {"theirs": first}
    assert state(office, comment, "agree", expected=first.row_version).stance == "agree"


def test_changed_position_has_to_be_approved_again(office: Office, comment: Any) -> None:
    position = state(office, comment)
    positions.approve_position(position, by=office.co_approver, expected=position.row_version)
    again = state(office, comment, expected=position.row_version)
    assert (again.state, again.approved_by, again.approved_at) == ("draft", "", None)


def test_lead_sees_what_is_owed_and_what_was_said_to_an_earlier_answer(
    office: Office, comment: Any
) -> None:
    def standing() -> positions.Standing:
        file = queries.comment_file(comment.id)
        return positions.standings(comment.id, file.bodies, file.revisions)[0]

    assert (standing().state, standing().body.organisation_id) == ("none", office.mfa.id)
    assert positions.open_points([comment.id]) == {comment.id: (1, 0)}
    position = state(office, comment)
    positions.approve_position(position, by=office.co_approver, expected=position.row_version)
    db.session.flush()
    assert positions.open_points([comment.id]) == {comment.id: (0, 1)}
    assert standing().is_earlier is False
    operations.save_draft(comment, NOTED, body_id=office.moj.id, by=office.writer)
    assert standing().is_earlier is True


def test_public_reads_approved_dissent_once_the_report_is_published(
    office: Office, comment: Any
) -> None:
    position = state(office, comment)
    held = db.session.get_one(Consultation, office.consultation.id)
    held.state = "report_published"
    db.session.flush()
    assert positions.public_positions([comment.id]) == {}
    positions.approve_position(position, by=office.co_approver, expected=position.row_version)
    assert positions.public_positions([comment.id]) == {comment.id: [position]}
    held.state = "answering"
    db.session.flush()
    assert positions.public_positions([comment.id]) == {}
