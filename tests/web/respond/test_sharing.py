"""Bodies speak to answers of others, share one answer in a group, keep reasons, pass on."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import update

from consult.domain.consultations.models import Consultation
from consult.domain.moderation import groups
from consult.domain.responses import positions, queries
from consult.domain.submissions.models import CommentBody
from consult.kernel.database import db
from tests.factories.answering import Office, words
from tests.factories.people import sign_in
from tests.factories.reports import make_answer
from tests.visitor import Visitor
from tests.web.respond.desk import answer_of, comments, enter, hand_in, open_desk, tick


@pytest.fixture
def office(app: Flask) -> Office:
    return open_desk(app)


def test_co_body_reads_the_draft_and_speaks_to_it(app: Flask, office: Office) -> None:
    (comment,) = comments(app, office, 1)
    url = f"/en/respond/comments/{comment.id}"
    page = enter(app, office, "co_writer", url)
    assert "The lead body has not written an answer yet." in page.text
    hand_in(app, office, comment)
    page = page.open(url).choose("Does not agree")
    page.typed |= {"text-ru": "Мы против.", "text-kk": "Біз қарсымыз."}
    page.press("Save the position")
    approver = enter(app, office, "co_approver", url).press("Approve the position")
    assert "The position of your body is approved." in approver.text
    lead = enter(app, office, "approver", url)
    assert "Мы против." in lead.text
    assert "1 body does not agree with this answer." in lead.text


def test_dissent_without_words_is_not_approved(app: Flask, office: Office) -> None:
    (comment,) = comments(app, office, 1)
    hand_in(app, office, comment)
    url = f"/en/respond/comments/{comment.id}"
    enter(app, office, "co_writer", url).choose("Does not agree").press("Save the position")
    page = enter(app, office, "co_approver", url).press("Approve the position", 422)
    assert "Say in what your body differs" in page.text


def test_answer_is_reviewed_by_a_colleague_and_taken_back_by_its_writer(
    app: Flask, office: Office
) -> None:
    first, second = comments(app, office)
    hand_in(app, office, first, second)
    url = f"/en/respond/comments/{first.id}"
    enter(app, office, "writer", url).press("Take back")
    assert answer_of(app, first).state == "draft"
    url = f"/en/respond/comments/{second.id}"
    page = enter(app, office, "second_approver", url).press("Mark as reviewed")
    assert answer_of(app, second).state == "reviewed"
    assert "Second Approver" in page.text


def test_group_gets_one_answer_and_each_comment_its_row(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    page = tick(enter(app, office), first, second).press("Make a group")
    page = page.fill("Name of the group", "Longer term").press("Make the group")
    assert page.heading == "Longer term"
    page = page.press("Write one answer", chosen=boxes(page))
    page.choose("Noted")
    page.typed |= {"reasons-ru": "Спасибо.", "reasons-kk": "Рахмет."}
    page.press("Hand in for approval")
    rows = [answer_of(app, one) for one in (first, second)]
    assert len({one.id for one in rows}) == 2
    assert rows[0].group_id == rows[1].group_id is not None
    alone = sign_in(page, office.users["writer"]).open(f"/en/respond/groups/{rows[0].group_id}")
    alone.press("Take out of the group", chosen=boxes(alone)[:1])
    with app.app_context():
        assert groups.size_of(rows[0].group_id) == 1


def test_later_comment_joins_a_group_that_stands(app: Flask, office: Office) -> None:
    first, second, later = comments(app, office, 3)
    page = tick(enter(app, office), first, second).press("Make a group")
    page = page.fill("Name of the group", "Longer term").press("Make the group")
    page = tick(page.open(f"/en/respond/?c={office.consultation.slug}"), later)
    page = page.press("Make a group").fill("Group", "Longer term").press("Add to the group")
    assert page.heading == "Longer term"
    assert "3 comments are in the group." in page.text


def test_group_of_another_body_takes_nothing_in(app: Flask, office: Office) -> None:
    first, second, later = comments(app, office, 3)
    (elsewhere,) = office.stranger.grants
    with app.app_context():
        ids = [first.id, second.id]
        group = groups.make_group(office.consultation.id, "Pair", ids, by=office.organiser)
        db.session.execute(
            update(CommentBody)
            .where(CommentBody.comment_id == second.id, CommentBody.role == "lead")
            .values(organisation_id=elsewhere.organisation_id)
        )
        db.session.commit()
        into = str(group.id)
    page = tick(enter(app, office), later).press("Make a group")
    page = page.press("Add to the group", 422, into=into)
    assert "There is a problem" in page.text
    with app.app_context():
        assert groups.size_of(uuid.UUID(into)) == 2


def test_answer_of_a_group_that_changed_meanwhile_stays_typed(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    page = tick(enter(app, office), first, second).press("Make a group")
    page = page.fill("Name of the group", "Longer term").press("Make the group")
    other = enter(app, office, "writer", page.path)
    page = page.press("Write one answer", chosen=boxes(page))
    other.press("Take out of the group", chosen=boxes(other)[:1])
    page.choose("Noted")
    page.typed |= {"reasons-ru": "Спасибо.", "reasons-kk": "Рахмет."}
    page.press("Hand in for approval", 409)
    assert "The group was changed meanwhile." in page.text
    assert "Спасибо." in page.text
    page.press("Hand in for approval")
    rows = [answer_of(app, one) for one in (first, second)]
    assert [(row.state, row.group_id) for row in rows] == [("submitted", None)] * 2


def boxes(page: Visitor) -> list[str]:
    return [str(box["value"]) for box in page.soup.find_all("input", {"name": "chosen"})]


def test_group_of_other_bodies_is_not_found(app: Flask, office: Office) -> None:
    pair = comments(app, office)
    with app.app_context():
        ids = [one.id for one in pair]
        group = groups.make_group(office.consultation.id, "Pair", ids, by=office.organiser)
        db.session.commit()
        url = f"/en/respond/groups/{group.id}"
    enter(app, office, "writer", url)
    for who in ("stranger", "co_writer"):
        sign_in(Visitor(app), office.users[who]).open(url, 404)


def test_kept_reasons_are_inserted_and_removed(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    page = enter(app, office, "writer", f"/en/respond/comments/{first.id}").choose("Rejected")
    page.fill("Keep these reasons under a name", "Budget")
    page.typed |= {"reasons-ru": "Нет средств.", "reasons-kk": "Қаражат жоқ."}
    page.press("Save draft")
    page = page.open(f"/en/respond/comments/{second.id}").choose("Rejected")
    page.fill("Kept reasons", "Budget")
    page.typed["reasons-ru"] = "Сначала своё."
    page = page.press("Insert")
    typed = page.soup.find("textarea", {"name": "reasons-ru"}).get_text().strip()
    assert typed == "Сначала своё.\n\nНет средств."
    with app.app_context():
        assert queries.response_of(second.id) is None
    listed = page.open(f"/en/respond/{office.consultation.slug}/reasons")
    assert "No kept reasons" in listed.press("Remove").text


def test_comment_is_passed_to_another_body(app: Flask, office: Office) -> None:
    (comment,) = comments(app, office, 1)
    url = f"/en/respond/comments/{comment.id}"
    page = enter(app, office, "approver", url).follow("Pass the comment to another body")
    page.fill("Pass to", "Body MOF (en)").press("Pass on")
    sign_in(Visitor(app), office.users["writer"]).open(url, 404)
    assert comment.code in enter(app, office, "stranger", url).heading


def test_public_reads_dissent_and_the_size_of_the_group(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    with app.app_context():
        ids = [first.id, second.id]
        group = groups.make_group(office.consultation.id, "Pair", ids, by=office.organiser)
        for one in (first, second):
            make_answer(one, group_id=group.id)
        position = positions.state_position(
            first, body_id=office.mfa.id, stance="dissent", text=words("We differ"),
            by=office.co_writer,
        )  # fmt: skip
        positions.approve_position(position, by=office.co_approver, expected=position.row_version)
        db.session.commit()
    url = f"/en/c/{office.consultation.slug}/measures/1.1"
    before = Visitor(app).open(url).text
    assert before.count("Answered together with 1 like comment.") == 2
    assert "We differ" not in before
    with app.app_context():
        db.session.get_one(Consultation, office.consultation.id).state = "report_published"
        db.session.commit()
    assert Visitor(app).open(url).text.count("We differ (ru)") == 1
