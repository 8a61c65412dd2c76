"""A ministry answers a comment: two persons, complete reasons, nothing of other bodies."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.responses import queries
from consult.domain.responses.linking import named_by, offered
from consult.domain.responses.models import Response
from consult.domain.submissions.models import CommentBody
from consult.kernel.database import db
from tests.factories.comments import make_comment
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.trace import import_version, make_discussed
from tests.visitor import Visitor

REASONS = {"In Russian": "Отклонено: так решено.", "In Kazakh": "Қабылданбады: солай шешілді."}


@dataclass
class Desk:
    """A closed consultation with one published comment for MOJ, and the people around it."""

    comment: Any
    url: str
    writer: Any
    approver: Any
    stranger: Any


def _desk(app: Flask, state: str = "answering") -> Desk:
    with app.app_context():
        consultation = make_consultation(state)
        make_plan(consultation)
        comment = make_comment(consultation, publication="published")
        moj, other = make_body("MOJ"), make_body("MH")
        writer = make_user([("ministry_contributor", consultation, moj)], name="Writer One")
        approver = make_user([("ministry_approver", consultation, moj)], name="Approver Two")
        stranger = make_user([("ministry_approver", consultation, other)], name="Other Body")
    url = f"/en/respond/comments/{comment.id}"
    return Desk(comment, url, writer, approver, stranger)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return _desk(app)


def _answer(visitor: Visitor, desk: Desk) -> Visitor:
    visitor.open(desk.url).choose("Rejected")
    page = visitor.fill("Ground of the rejection", "Legal ground")
    page.typed.update({"reasons-ru": REASONS["In Russian"], "reasons-kk": REASONS["In Kazakh"]})
    return page.press("Hand in for approval")


def _stored(app: Flask, desk: Desk) -> Response | None:
    with app.app_context():
        found = queries.response_of(desk.comment.id)
        db.session.expunge_all()
        return found


def test_inbox_shows_only_comments_of_the_own_body(app: Flask, desk: Desk) -> None:
    own = sign_in(Visitor(app), desk.writer).open("/en/respond/")
    assert desk.comment.code in own.text
    foreign = sign_in(Visitor(app), desk.stranger).open("/en/respond/")
    assert desk.comment.code not in foreign.text


def test_comment_of_another_body_is_not_found(app: Flask, desk: Desk) -> None:
    sign_in(Visitor(app), desk.stranger).open(desk.url, 404)


def test_answer_is_prepared_and_approved_by_two_persons(app: Flask, desk: Desk) -> None:
    _answer(sign_in(Visitor(app), desk.writer), desk)
    sign_in(Visitor(app), desk.approver).open(desk.url).press("Approve")
    found = _stored(app, desk)
    assert found is not None
    assert (found.state, found.disposition, found.ground) == ("approved", "rejected", "legal")
    assert (found.prepared_by, found.approved_by) == ("Writer One", "Approver Two")


def test_incomplete_answer_is_refused_and_kept_in_the_form(app: Flask, desk: Desk) -> None:
    visitor = sign_in(Visitor(app), desk.writer).open(desk.url).choose("Rejected")
    visitor.typed["reasons-ru"] = "Отклонено: так решено."
    page = visitor.press("Hand in for approval", 422)
    assert "Choose the ground of the rejection" in page.text
    assert "Отклонено: так решено." in page.text
    assert _stored(app, desk) is None


def test_writer_may_not_approve_the_own_answer(app: Flask, desk: Desk) -> None:
    visitor = sign_in(Visitor(app), desk.approver)
    _answer(visitor, desk)
    page = visitor.open(desk.url).press("Approve", 403)
    assert "another person of your body" in page.text
    found = _stored(app, desk)
    assert found is not None
    assert found.state == "submitted"


def test_approval_before_closing_is_refused(app: Flask) -> None:
    desk = _desk(app, "open")
    _answer(sign_in(Visitor(app), desk.writer), desk)
    page = sign_in(Visitor(app), desk.approver).open(desk.url).press("Approve", 409)
    assert "after the consultation has closed" in page.text


def test_two_writers_the_second_sees_both_answers(app: Flask, desk: Desk) -> None:
    first, second = sign_in(Visitor(app), desk.writer), sign_in(Visitor(app), desk.approver)
    first.open(desk.url).choose("Noted")
    second.open(desk.url).choose("Deferred for discussion")
    first.press("Save draft")
    second.typed["reasons-ru"] = "Мой текст"
    page = second.press("Save draft", 409)
    assert "Somebody saved another answer meanwhile" in page.text
    assert "Мой текст" in page.text
    second.choose("Deferred for discussion").press("Save draft")
    found = _stored(app, desk)
    assert found is not None
    assert (found.disposition, found.reasons.ru) == ("deferred", "Мой текст")


def test_answer_goes_back_with_a_remark(app: Flask, desk: Desk) -> None:
    _answer(sign_in(Visitor(app), desk.writer), desk)
    approver = sign_in(Visitor(app), desk.approver).open(desk.url)
    approver.fill("Remark for the writer", "Name the article of the law").press("Send back")
    page = sign_in(Visitor(app), desk.writer).open(desk.url)
    assert "Name the article of the law" in page.text
    found = _stored(app, desk)
    assert found is not None
    assert found.state == "returned"


def test_facts_are_taken_from_the_chosen_result_only(app: Flask, desk: Desk) -> None:
    visitor = sign_in(Visitor(app), desk.writer).open(desk.url).choose("Partly accepted")
    visitor.typed |= {
        "change-ru": "Изменение целиком",
        "partly_change-ru": "Изменение части",
        "partly_target_measure": "2.1",
        "reasons-ru": "Первый абзац.\n\nВторой абзац.",
    }
    visitor.press("Save draft")
    found = _stored(app, desk)
    assert found is not None
    assert (found.change.ru, found.target_measure) == ("Изменение части", "2.1")
    assert found.reasons.ru == "Первый абзац.\n\nВторой абзац."


def test_each_missing_fact_is_said_at_its_own_control(app: Flask, desk: Desk) -> None:
    visitor = sign_in(Visitor(app), desk.writer).open(desk.url).choose("Partly accepted")
    visitor.typed["reasons-kk"] = "Себебі осындай."
    page = visitor.press("Hand in for approval", 422)
    links = [a["href"] for a in page.soup.select(".govuk-error-summary a")]
    assert links == ["#part_accepted-kk", "#partly_change-kk", "#reasons-ru"]
    assert "Give the reasons in Russian too" in page.soup.select_one("#reasons-ru-error").text


def test_a_forged_row_version_is_a_conflict(app: Flask, desk: Desk) -> None:
    writer = sign_in(Visitor(app), desk.writer)
    writer.open(desk.url).choose("Rejected").press("Hand in for approval", 409, row_version="²")
    _answer(writer, desk)
    approver = sign_in(Visitor(app), desk.approver).open(desk.url)
    approver.press("Approve", 409, row_version="seven")


def test_accepted_answer_names_a_change_of_the_next_version_or_promises_one(app: Flask) -> None:
    with app.app_context():
        consultation = make_discussed()
        import_version(consultation, 2, publish=False)
        moj = make_body("MOJ")
        comment = make_comment(consultation, publication="published", code="UPR-2011/9999-1")
        assigned = CommentBody(comment_id=comment.id, organisation_id=moj.id, role="lead")
        db.session.merge(assigned)
        db.session.commit()
        writer = make_user([("ministry_contributor", consultation, moj)])
        identity, body_id = comment.id, str(moj.id)
        choice = str(offered(consultation.id).changes[0].id)
    page = sign_in(Visitor(app), writer).open(f"/en/respond/comments/{identity}")
    page.choose("Accepted")
    page.typed.update({"body": body_id, "named_change": choice, "promised_version": "2"})
    page.press("Save draft")
    with app.app_context():
        kept = queries.response_of(identity)
        assert kept is not None
        assert (kept.disposition, kept.promised_version) == ("accepted", 2)
        found = named_by(identity, offered(consultation.id))
        assert [str(one) for one in found] == [choice]
    page.open(f"/en/respond/comments/{identity}")
    assert page.soup.find("option", value=choice, selected=True) is not None


@pytest.mark.parametrize("publication", ["received", "spam"])
def test_duplicate_cannot_name_a_comment_that_bodies_may_not_see(
    app: Flask, desk: Desk, publication: str
) -> None:
    with app.app_context():
        consultation = db.session.get_one(Consultation, desk.comment.consultation_id)
        hidden = make_comment(consultation, publication=publication).code
    visitor = sign_in(Visitor(app), desk.writer).open(desk.url).choose("Duplicate")
    visitor.typed.update({"duplicate_of": hidden})
    visitor.press("Save draft", 422)
    assert _stored(app, desk) is None
