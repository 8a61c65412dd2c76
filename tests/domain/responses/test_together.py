"""The steps of answers: who may take them, one by one and together."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.domain.consultations.models import Consultation
from consult.domain.responses import operations, together
from consult.domain.responses.models import Response, ResponseRevision
from consult.domain.responses.refusals import (
    BeforeClosing,
    ChainedDuplicate,
    NotDraftable,
    NotPreparer,
    SamePerson,
)
from consult.domain.responses.together import Answer, Draft
from consult.kernel.database import db
from consult.kernel.errors import Conflict, ConsultError, Forbidden, Missing, NotFound, WrongState
from tests.conftest import make_settings
from tests.factories.answering import NOTED, REJECTED, Office, make_office, published
from tests.factories.reading import statements


@pytest.fixture
def office(app: Flask) -> Any:
    with app.app_context():
        yield make_office()


def held(office: Office) -> Consultation:
    return db.session.get_one(Consultation, office.consultation.id)


def handed_in(office: Office, answer: Answer = NOTED) -> Response:
    comment = published(office)
    draft = operations.save_draft(comment, answer, body_id=office.moj.id, by=office.writer)
    return operations.submit(draft, held(office), by=office.writer, expected=draft.row_version)


def states(response: Response) -> list[str]:
    statement = select(ResponseRevision.state).where(ResponseRevision.response_id == response.id)
    return list(db.session.scalars(statement.order_by(ResponseRevision.number)))


def test_answer_goes_from_draft_through_review_to_approval(office: Office) -> None:
    response = handed_in(office)
    by = office.second_approver
    operations.review(response, by=by, expected=response.row_version)
    assert (response.state, response.reviewed_by) == ("reviewed", "Second Approver")
    operations.approve(response, held(office), by=office.approver, expected=response.row_version)
    assert (response.state, response.approved_by) == ("approved", "Approver")
    assert states(response) == ["draft", "submitted", "reviewed", "approved"]


def test_answer_may_be_approved_without_review(office: Office) -> None:
    response = handed_in(office)
    operations.approve(response, held(office), by=office.approver, expected=response.row_version)
    assert states(response) == ["draft", "submitted", "approved"]


def test_preparer_may_not_review_the_own_answer(office: Office) -> None:
    response = handed_in(office)
    with pytest.raises(SamePerson):
        operations.review(response, by=office.writer, expected=response.row_version)


def test_writer_takes_back_what_is_not_reviewed_yet(office: Office) -> None:
    response = handed_in(office)
    operations.take_back(response, by=office.writer, expected=response.row_version)
    assert response.state == "draft"
    response = handed_in(office)
    operations.review(response, by=office.approver, expected=response.row_version)
    with pytest.raises(WrongState):
        operations.take_back(response, by=office.writer, expected=response.row_version)


def test_only_the_writer_takes_an_answer_back(office: Office) -> None:
    response = handed_in(office)
    with pytest.raises(NotPreparer):
        operations.take_back(response, by=office.approver, expected=response.row_version)


@pytest.mark.parametrize("reached", ["submitted", "reviewed", "approved"])
def test_answer_is_returned_from_every_state(office: Office, reached: str) -> None:
    response = handed_in(office)
    if reached == "reviewed":
        operations.review(response, by=office.approver, expected=response.row_version)
    if reached == "approved":
        operations.approve(
            response, held(office), by=office.approver, expected=response.row_version
        )
    operations.give_back(
        response, remark="Name the law", by=office.approver, expected=response.row_version
    )
    facts = (response.state, response.remark, response.reviewed_by, response.approved_by)
    assert facts == ("returned", "Name the law", "", "")


def test_approver_of_another_body_is_refused(office: Office) -> None:
    response = handed_in(office)
    with pytest.raises(Forbidden):
        operations.approve(
            response, held(office), by=office.stranger, expected=response.row_version
        )


def test_body_that_is_not_asked_may_not_answer(office: Office) -> None:
    comment = published(office)
    mof = next(iter(office.stranger.grants)).organisation_id
    with pytest.raises(Forbidden):
        operations.save_draft(comment, NOTED, body_id=mof, by=office.stranger)


def test_co_responsible_body_does_not_answer_for_the_lead(office: Office) -> None:
    comment = published(office)
    with pytest.raises(Forbidden):
        operations.save_draft(comment, NOTED, body_id=office.mfa.id, by=office.co_writer)


def test_approved_answer_is_not_drafted_again(office: Office) -> None:
    response = handed_in(office)
    operations.approve(response, held(office), by=office.approver, expected=response.row_version)
    comment = db.session.get_one(type(published(office)), response.comment_id)
    with pytest.raises(NotDraftable):
        operations.save_draft(comment, NOTED, body_id=office.moj.id, by=office.writer)


def test_several_answers_are_approved_and_the_others_named(office: Office) -> None:
    good, own, stale = (handed_in(office) for _number in range(3))
    by_approver = published(office)
    draft = operations.save_draft(by_approver, NOTED, body_id=office.moj.id, by=office.approver)
    operations.submit(draft, held(office), by=office.approver, expected=draft.row_version)
    expected = {
        good.comment_id: good.row_version,
        own.comment_id: own.row_version,
        stale.comment_id: stale.row_version - 1,
        draft.comment_id: draft.row_version,
    }
    outcome = together.take_step("approve", held(office), expected, by=office.approver)
    refused = {one.comment_id: type(one.error) for one in outcome.refused}
    assert {one.comment_id for one in outcome.done} == {good.comment_id, own.comment_id}
    assert refused == {stale.comment_id: Conflict, draft.comment_id: SamePerson}


def test_incomplete_ones_are_not_handed_in(office: Office) -> None:
    full, bare = published(office), published(office)
    drafts = {full.id: Draft(NOTED, 0), bare.id: Draft(Answer("rejected"), 0)}
    saved = together.save_drafts(
        office.consultation.id, drafts, body_id=office.moj.id, by=office.writer
    )
    versions = {one.comment_id: one.row_version for one in saved.done}
    outcome = together.take_step("submit", held(office), versions, by=office.writer)
    assert [one.comment_id for one in outcome.done] == [full.id]
    assert [(one.code, one.error.facts) for one in outcome.refused] == [
        (bare.code, {"missing": ["ground", "reasons"]})
    ]


def test_nothing_is_approved_before_closing(app: Flask) -> None:
    with app.app_context():
        office = make_office("open")
        response = handed_in(office)
        with pytest.raises(BeforeClosing):
            operations.approve(
                response, held(office), by=office.approver, expected=response.row_version
            )


def test_two_comments_are_not_duplicates_of_each_other(office: Office) -> None:
    one, other = published(office), published(office)
    pairs = {one.id: other, other.id: one}
    drafts = {
        comment_id: Draft(Answer("duplicate", {"duplicate_of": kept}))
        for comment_id, kept in pairs.items()
    }
    saved = together.save_drafts(
        office.consultation.id, drafts, body_id=office.moj.id, by=office.writer
    )
    versions = {one.comment_id: one.row_version for one in saved.done}
    outcome = together.take_step("submit", held(office), versions, by=office.writer)
    assert [type(one.error) for one in outcome.refused] == [ChainedDuplicate, ChainedDuplicate]


def test_comment_kept_for_a_duplicate_is_no_duplicate_itself(office: Office) -> None:
    kept, first, other = published(office), published(office), published(office)
    for comment, target in ((first, kept), (kept, other)):
        answer = Answer("duplicate", {"duplicate_of": target})
        operations.save_draft(comment, answer, body_id=office.moj.id, by=office.writer)
    response = db.session.scalars(select(Response).where(Response.comment_id == kept.id)).one()
    with pytest.raises(ChainedDuplicate):
        operations.submit(response, held(office), by=office.writer, expected=response.row_version)


def test_comment_of_another_consultation_is_not_found(office: Office) -> None:
    other = make_office()
    with pytest.raises(NotFound):
        together.take_step(
            "submit", held(other), {handed_in(office).comment_id: 1}, by=other.writer
        )


def test_missing_reasons_are_named_by_language(office: Office) -> None:
    comment = published(office)
    answer = Answer("rejected", {"reasons": {"ru": "Нет"}, "ground": "legal"})
    draft = operations.save_draft(comment, answer, body_id=office.moj.id, by=office.writer)
    with pytest.raises(Missing) as refused:
        operations.submit(draft, held(office), by=office.writer, expected=draft.row_version)
    assert refused.value.facts == {"missing": ["reasons:kk"]}


def cost(office: Office, number: int) -> int:
    """Return how many reading statements it costs to hand in so many answers."""
    comments = [published(office) for _number in range(number)]
    drafts = {comment.id: Draft(REJECTED, 0) for comment in comments}
    with statements() as seen:
        saved = together.save_drafts(
            office.consultation.id, drafts, body_id=office.moj.id, by=office.writer
        )
        versions = {one.comment_id: one.row_version for one in saved.done}
        together.take_step("submit", held(office), versions, by=office.writer)
    return sum(1 for statement in seen if statement.upper().startswith("SELECT"))


def test_many_answers_cost_the_same_readings_as_two(office: Office) -> None:
    assert cost(office, 9) == cost(office, 2)


@pytest.mark.committed
def test_two_approvers_at_once_one_wins_and_the_other_sees_it(
    own_database: str, tmp_path: Any
) -> None:
    from consult.app import create_app

    app = create_app(make_settings(own_database, tmp_path))
    with app.app_context():
        office = make_office()
        response = handed_in(office)
        comment_id, version = response.comment_id, response.row_version
        consultation_id = office.consultation.id
        db.session.commit()
    results: list[str] = []
    start = threading.Barrier(2)

    def approve(by: Any) -> None:
        with app.app_context():
            start.wait()
            try:
                consultation = db.session.get_one(Consultation, consultation_id)
                expected = {comment_id: version}
                together.take_step("approve", consultation, expected, by=by).only()
                db.session.commit()
                results.append("approved")
            except ConsultError as error:
                db.session.rollback()
                results.append(error.code)

    approvers = (office.approver, office.second_approver)
    people = [threading.Thread(target=approve, args=(by,)) for by in approvers]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    with app.app_context():
        approvals = select(func.count()).select_from(ResponseRevision)
        count = db.session.scalar(approvals.where(ResponseRevision.state == "approved"))
        db.engine.dispose()
    assert (sorted(results), count) == (["approved", "conflict"], 1)
