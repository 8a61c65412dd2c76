"""Decisions of the national round table: who records them, and what becomes of the answers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from consult.domain.people.actors import Actor, Grant
from consult.domain.responses import decided, deciding
from consult.domain.responses.deciding import Ruling, change_decision, let_stand, record_decision
from consult.domain.responses.decision_models import MeetingDecision
from consult.domain.responses.refusals import (
    DecidedMeanwhile,
    DepartsFromDecision,
    NoDecisionsHere,
    NotOnAgenda,
    SameResult,
)
from consult.domain.responses.together import Answer
from consult.kernel.database import db
from consult.kernel.errors import Conflict, Forbidden, Missing
from consult.kernel.localised import LocalisedText
from consult.machinery.audit import AuditEvent
from tests.factories.answering import NOTED, REJECTED, Office, make_office
from tests.factories.consultations import in_three
from tests.factories.deciding import (
    BY,
    CHANGED,
    RETURNED,
    STANDS,
    answer_to,
    answered,
    approve,
    make_national,
)

AHEAD = datetime.now(UTC)
PARTLY = Answer(
    "partly",
    {
        "reasons": in_three("Only the day"),
        "part_accepted": in_three("The day"),
        "change": in_three("A day is set"),
    },
)


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    with app.app_context():
        yield make_office()


def decide(office: Office, ruling: Ruling, **more: Any) -> tuple[Any, MeetingDecision]:
    comment = answered(office)
    table = make_national(office)
    return comment, record_decision(table, comment.id, ruling, by=BY, **more)


def test_answer_that_stands_stays_approved(office: Office) -> None:
    comment, decision = decide(office, STANDS)
    assert answer_to(comment).state == "approved"
    assert (decision.disposition, decision.carried_at is not None) == ("rejected", True)


@pytest.mark.parametrize("ruling", [CHANGED, RETURNED])
def test_answer_goes_back_with_the_remark_and_unchanged(office: Office, ruling: Ruling) -> None:
    comment, decision = decide(office, ruling, remark="Decision of the day: take it up")
    answer = answer_to(comment)
    assert (answer.state, answer.disposition) == ("returned", "rejected")
    assert answer.remark == "Decision of the day: take it up"
    assert decision.carried_at is None


def test_decision_is_carried_out_by_an_answer_with_its_result(office: Office) -> None:
    comment, decision = decide(office, CHANGED)
    approve(office, comment, PARTLY)
    assert decision.carried_at is not None


def test_returned_decision_is_carried_out_by_any_answer(office: Office) -> None:
    comment, decision = decide(office, RETURNED)
    approve(office, comment, REJECTED)
    assert decision.carried_at is not None


def test_another_result_needs_a_reason_and_stays_undone(office: Office) -> None:
    comment, decision = decide(office, CHANGED)
    with pytest.raises(DepartsFromDecision):
        approve(office, comment, NOTED)
    approve(office, comment, NOTED, remark="The law was changed meanwhile")
    assert (decision.carried_at, decision.departure) == (None, "The law was changed meanwhile")


def test_answer_that_stood_and_becomes_another_later_needs_a_reason(office: Office) -> None:
    comment, _decision = decide(office, STANDS)
    db.session.commit()
    answer = answer_to(comment)
    answer.state = "returned"
    db.session.commit()
    with pytest.raises(DepartsFromDecision):
        approve(office, comment, PARTLY)


@pytest.mark.parametrize(
    ("ruling", "lacking"),
    [
        (Ruling("stands"), ["text"]),
        (Ruling("stands", LocalisedText(en="Only English")), ["text"]),
        (Ruling("changed", in_three("So")), ["disposition"]),
        (Ruling("changed", in_three("So"), "duplicate"), ["disposition"]),
        (Ruling("praised", in_three("So")), ["decision"]),
    ],
)
def test_incomplete_ruling_is_refused(office: Office, ruling: Ruling, lacking: list[str]) -> None:
    with pytest.raises(Missing) as refused:
        decide(office, ruling)
    assert refused.value.facts["missing"] == lacking


def test_change_to_the_present_result_is_refused(office: Office) -> None:
    with pytest.raises(SameResult):
        decide(office, Ruling("changed", in_three("So"), "rejected"))


def test_comment_without_dispute_is_not_decided_on(office: Office) -> None:
    comment = answered(office, NOTED)
    with pytest.raises(NotOnAgenda):
        record_decision(make_national(office), comment.id, STANDS, by=BY)


@pytest.mark.parametrize(
    "changes",
    [
        {"level": "regional"},
        {"state": "cancelled"},
        {"state": "minutes_published"},
        {
            "state": "planned",
            "starts_at": AHEAD + timedelta(days=3),
            "ends_at": AHEAD + timedelta(days=4),
        },
    ],
)
def test_only_a_national_meeting_that_takes_place_decides(
    office: Office, changes: dict[str, Any]
) -> None:
    comment = answered(office)
    with pytest.raises(NoDecisionsHere):
        record_decision(make_national(office, **changes), comment.id, STANDS, by=BY)


def test_planned_meeting_decides_on_its_day(office: Office) -> None:
    comment = answered(office)
    table = make_national(office, state="planned")
    assert record_decision(table, comment.id, STANDS, by=BY).decision == "stands"


def test_ministry_does_not_record_decisions_and_facilitator_does(office: Office) -> None:
    comment, table = answered(office), make_national(office)
    with pytest.raises(Forbidden):
        record_decision(table, comment.id, STANDS, by=office.approver)
    grant = Grant("facilitator", office.consultation.id)
    facilitator = Actor(name="Facilitator", grants=frozenset({grant}))
    made = record_decision(table, comment.id, CHANGED, by=facilitator)
    assert (made.recorded_by, answer_to(comment).state) == ("Facilitator", "returned")


def test_second_version_does_not_overwrite_the_first(office: Office) -> None:
    comment, decision = decide(office, STANDS)
    seen = decision.row_version
    with pytest.raises(Conflict) as refused:
        record_decision(decision_table(decision), comment.id, RETURNED, by=BY)
    assert refused.value.facts["theirs"] == decision
    change_decision(decision, decision_table(decision), RETURNED, by=BY, expected=seen)
    with pytest.raises(Conflict):
        change_decision(decision, decision_table(decision), STANDS, by=BY, expected=seen)


def decision_table(decision: MeetingDecision) -> Any:
    return db.session.get_one(deciding.RoundTable, decision.round_table_id)


def test_history_of_a_decision_is_kept_and_audited(office: Office) -> None:
    _comment, decision = decide(office, STANDS)
    table = decision_table(decision)
    change_decision(decision, table, CHANGED, by=BY, expected=decision.row_version)
    kept = [(one.number, one.decision) for one in decided.history_of(decision.id)]
    assert kept == [(2, "changed"), (1, "stands")]
    actions = db.session.query(AuditEvent.action).filter(AuditEvent.action.like("decision.%"))
    assert [row[0] for row in actions.order_by(AuditEvent.seq)] == [
        "decision.recorded",
        "decision.changed",
    ]


def test_other_words_do_not_send_the_answer_back_again(office: Office) -> None:
    comment, decision = decide(office, CHANGED)
    approve(office, comment, PARTLY)
    again = Ruling("changed", in_three("Take up the day"), "partly")
    change_decision(decision, decision_table(decision), again, by=BY, expected=decision.row_version)
    assert answer_to(comment).state == "approved"
    assert decision.carried_at is not None


def test_change_back_to_stands_waits_for_the_earlier_result(office: Office) -> None:
    comment, decision = decide(office, CHANGED)
    change_decision(
        decision, decision_table(decision), STANDS, by=BY, expected=decision.row_version
    )
    assert (decision.disposition, decision.carried_at) == ("rejected", None)
    approve(office, comment, REJECTED)
    assert decision.carried_at is not None


def test_ticked_answers_stand_together_or_none(office: Office) -> None:
    first, second = answered(office), answered(office)
    table = make_national(office)
    record_decision(table, first.id, RETURNED, by=BY)
    text = in_three("All stand")
    with pytest.raises(DecidedMeanwhile) as refused:
        let_stand(table, {first.id: 0, second.id: 0}, text, by=BY)
    assert refused.value.facts["codes"] == [first.code]
    (made,) = let_stand(table, {second.id: 0}, text, by=BY)
    assert (made.comment_id, made.decision, made.text) == (second.id, "stands", text)
