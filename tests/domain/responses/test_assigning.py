"""Asking bodies for answers, one comment or many, and passing a comment on."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.responses import assigning, operations, positions, workload
from consult.domain.responses.models import Response
from consult.domain.responses.refusals import AnswerStands
from consult.domain.responses.workload import Scope
from consult.domain.submissions.models import CommentBody
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from consult.kernel.localised import LocalisedText
from consult.machinery.audit import AuditEvent
from tests.factories.answering import NOTED, Office, make_office, published
from tests.factories.consultations import make_body, measure_of
from tests.factories.reading import statements
from tests.factories.reports import make_answer


@pytest.fixture
def office(app: Flask) -> Any:
    with app.app_context():
        yield make_office(response_due_on=date(2026, 9, 1))


def held(office: Office) -> Consultation:
    return db.session.get_one(Consultation, office.consultation.id)


def bodies(comment: Any) -> dict[str, str]:
    statement = select(CommentBody).where(CommentBody.comment_id == comment.id)
    found = {}
    for row in db.session.scalars(statement.execution_options(populate_existing=True)):
        found[{one.id: one.code for one in (make_body(c) for c in ("MOJ", "MFA", "MOF"))}[
            row.organisation_id]] = row.role  # fmt: skip
    return found


def give(office: Office, scope: Scope, code: str = "MOF", **options: Any) -> assigning.Assigned:
    return assigning.assign(
        held(office), scope, lead=make_body(code).id, by=office.organiser, **options
    )


def test_lead_is_replaced_and_the_co_bodies_stay(office: Office) -> None:
    comment = published(office)
    give(office, Scope(ids=(comment.id,)))
    assert bodies(comment) == {"MOF": "lead", "MFA": "co"}


def test_co_bodies_are_replaced_when_they_are_named(office: Office) -> None:
    comment = published(office)
    give(office, Scope(ids=(comment.id,)), co=[office.moj.id])
    assert bodies(comment) == {"MOF": "lead", "MOJ": "co"}


def test_body_that_has_spoken_stays(office: Office) -> None:
    comment = published(office)
    operations.save_draft(comment, NOTED, body_id=office.moj.id, by=office.writer)
    positions.state_position(
        comment, body_id=office.mfa.id, stance="agree", text=LocalisedText(), by=office.co_writer
    )
    give(office, Scope(ids=(comment.id,)), co=[office.moj.id])
    assert bodies(comment) == {"MOF": "lead", "MOJ": "co", "MFA": "co"}


def test_all_comments_on_a_measure_are_assigned_at_once(office: Office) -> None:
    first, second = published(office), published(office)
    other = published(office, measure=measure_of(office.consultation, "1.2"))
    found = give(office, Scope(measure="1.1"), due_on=date(2026, 8, 3))
    assert (found.count, found.kept) == (2, 0)
    assert [bodies(one)["MOF"] for one in (first, second)] == ["lead", "lead"]
    assert bodies(other) == {"MOJ": "lead", "MFA": "co"}
    row = db.session.get_one(CommentBody, (first.id, make_body("MOF").id))
    assert (row.due_on, row.assigned_by) == (date(2026, 8, 3), "Organiser")


def test_section_means_the_comments_on_its_measures_too(office: Office) -> None:
    published(office)
    published(office, measure=measure_of(office.consultation, "2.1"))
    assert give(office, Scope(section="2")).count == 1


def test_approved_answer_keeps_its_comment(office: Office) -> None:
    comment = published(office)
    make_answer(comment)
    found = give(office, Scope(measure="1.1"))
    assert (found.count, found.kept, bodies(comment)["MOJ"]) == (0, 1, "lead")


def test_draft_goes_along_with_the_comment(office: Office) -> None:
    comment = published(office)
    draft = operations.save_draft(comment, NOTED, body_id=office.moj.id, by=office.writer)
    operations.submit(draft, held(office), by=office.writer, expected=draft.row_version)
    give(office, Scope(ids=(comment.id,)))
    moved = db.session.scalars(select(Response).where(Response.comment_id == comment.id)).one()
    assert (moved.organisation_id, moved.state) == (make_body("MOF").id, "draft")


def test_assigning_costs_the_same_for_ten_comments_as_for_two(office: Office) -> None:
    def cost(number: int) -> int:
        ids = tuple(published(office).id for _number in range(number))
        with statements() as seen:
            give(office, Scope(ids=ids))
        return len(seen)

    assert cost(10) == cost(2)


def test_assignment_is_in_the_log_with_body_and_comments(office: Office) -> None:
    comment = published(office)
    give(office, Scope(ids=(comment.id,)))
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "response.assigned")
    ).one()
    assert event.payload == {
        "body": "MOF", "comments": 1, "due_on": None, "ids": [str(comment.id)]
    }  # fmt: skip


def test_only_organisers_assign(office: Office) -> None:
    comment = published(office)
    with pytest.raises(Forbidden):
        assigning.assign(
            held(office), Scope(ids=(comment.id,)), lead=office.mfa.id, by=office.approver
        )


def test_approver_of_the_lead_passes_a_comment_on(office: Office) -> None:
    comment = published(office)
    assigning.transfer(comment, to=make_body("MOF").id, by=office.approver)
    assert bodies(comment) == {"MOF": "lead", "MFA": "co"}


@pytest.mark.parametrize("who", ["writer", "co_approver", "stranger"])
def test_others_do_not_pass_it_on(office: Office, who: str) -> None:
    with pytest.raises(Forbidden):
        assigning.transfer(published(office), to=make_body("MOF").id, by=getattr(office, who))


def test_comment_with_an_approved_answer_is_not_passed_on(office: Office) -> None:
    comment = published(office)
    make_answer(comment)
    with pytest.raises(AnswerStands):
        assigning.transfer(comment, to=make_body("MOF").id, by=office.approver)


def test_comments_without_a_lead_are_listed_until_they_have_one(office: Office) -> None:
    comment = published(office, target="plan")
    db.session.execute(CommentBody.__table__.delete())
    rows = workload.assigned_rows(office.consultation.id, Scope(unassigned=True)).items
    assert [row.comment.code for row in rows] == [comment.code]
    give(office, Scope(unassigned=True))
    assert workload.count_of(office.consultation.id, Scope(unassigned=True)) == 0


def test_progress_counts_assigned_answered_approved_and_overdue(office: Office) -> None:
    make_answer(published(office))
    late = published(office)
    give(office, Scope(ids=(late.id,)), "MOJ", due_on=date(2020, 1, 6))
    operations.save_draft(late, NOTED, body_id=office.moj.id, by=office.writer)
    rows = workload.progress_by_body(held(office))
    counts = [(row.body.code, row.assigned, row.answered, row.approved) for row in rows]
    assert counts == [("MOJ", 2, 1, 1)]
    assert rows[0].overdue == 1
