"""The ministries' desk: inbox by due date, several answers at once, positions, groups, reasons."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.moderation import groups
from consult.domain.responses import operations, positions, queries
from consult.domain.responses.models import Response
from consult.domain.responses.together import Draft, save_drafts, take_step
from consult.domain.submissions.models import CommentBody
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.answering import NOTED, REJECTED, Office, make_office, published, words
from tests.factories.people import sign_in
from tests.factories.reports import make_answer
from tests.visitor import Visitor


@pytest.fixture
def office(app: Flask) -> Office:
    with app.app_context():
        return make_office(response_due_on=now().date() + timedelta(days=40))


def comments(app: Flask, office: Office, number: int = 2, **changes: Any) -> list[Any]:
    with app.app_context():
        return [published(office, **changes) for _number in range(number)]


def enter(app: Flask, office: Office, who: str = "writer", path: str = "") -> Visitor:
    path = path or f"/en/respond/?c={office.consultation.slug}"
    return sign_in(Visitor(app), office.users[who]).open(path)


def tick(visitor: Visitor, *chosen: Any) -> Visitor:
    for comment in chosen:
        visitor.choose(f"Choose {comment.code}")
    return visitor


def answer_of(app: Flask, comment: Any) -> Response:
    with app.app_context():
        found = queries.response_of(comment.id)
        assert found is not None
        db.session.expunge_all()
        return found


def hand_in(app: Flask, office: Office, *chosen: Any, by: Any = None, answer: Any = NOTED) -> None:
    """Have answers of MOJ handed in."""
    with app.app_context():
        held = db.session.get_one(Consultation, office.consultation.id)
        by = by or office.writer
        drafts = {comment.id: Draft(answer, None) for comment in chosen}
        saved = save_drafts(held.id, drafts, body_id=office.moj.id, by=by)
        take_step("submit", held, {one.comment_id: one.row_version for one in saved.done}, by=by)
        db.session.commit()


def order(visitor: Visitor, *chosen: Any) -> list[str]:
    codes = [link.get_text(strip=True) for link in visitor.soup.select("tbody a.app-code")]
    known = {comment.code for comment in chosen}
    return [code for code in codes if code in known]


def test_what_is_overdue_stands_first_and_approved_last(app: Flask, office: Office) -> None:
    first, late, done = comments(app, office, 3)
    with app.app_context():
        row = db.session.get_one(CommentBody, (late.id, office.moj.id))
        row.due_on = date(2020, 1, 6)
        db.session.commit()
        make_answer(done)
    page = enter(app, office)
    assert order(page, first, late, done) == [late.code, first.code, done.code]
    assert "Overdue by" in page.text
    assert "working days left" in page.text


def test_inbox_is_cut_into_pages_without_a_gap(app: Flask, office: Office) -> None:
    every = comments(app, office, 53)
    page = enter(app, office)
    first = order(page, *every)
    second = order(page.follow("Next"), *every)
    assert (len(first), len(second)) == (50, 3)
    assert set(first) | set(second) == {comment.code for comment in every}


def test_filters_of_kind_writer_and_group_narrow_the_list(app: Flask, office: Office) -> None:
    question, other = comments(app, office, 1, kind="question") + comments(app, office, 1)
    hand_in(app, office, other)
    with app.app_context():
        ids = [question.id, other.id]
        made = groups.make_group(office.consultation.id, "Pair", ids, by=office.organiser).id
        db.session.commit()
    (third,) = comments(app, office, 1)
    start = f"/en/respond/?c={office.consultation.slug}"
    visitor = enter(app, office)
    both = (question, other, third)
    assert order(visitor.open(f"{start}&kind=question"), *both) == [question.code]
    assert order(visitor.open(f"{start}&writer=mine"), *both) == [other.code]
    assert order(visitor.open(f"{start}&writer=others"), *both) == []
    assert set(order(visitor.open(f"{start}&group={made}"), *both)) == {question.code, other.code}


def test_one_answer_is_written_for_the_chosen_comments(app: Flask, office: Office) -> None:
    first, second, third = comments(app, office, 3)
    page = tick(enter(app, office), first, second).press("Write one answer")
    page.choose("Rejected").fill("Ground of the rejection", "Legal ground")
    page.typed |= {"reasons-ru": "Так решено.", "reasons-kk": "Солай шешілді."}
    done = page.press("Hand in for approval")
    assert "2 comments were done." in done.text
    assert [answer_of(app, one).state for one in (first, second)] == ["submitted", "submitted"]
    with app.app_context():
        assert queries.response_of(third.id) is None


def test_incomplete_ones_are_named_with_the_reason(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    page = tick(enter(app, office), first, second).press("Write one answer")
    page.choose("Rejected")
    page.typed |= {"reasons-ru": "Так решено.", "reasons-kk": "Солай шешілді."}
    done = page.press("Hand in for approval")
    assert "0 comments were done." in done.text
    assert done.text.count("Choose the ground of the rejection") == 2


def test_choosing_nothing_is_said_in_one_sentence(app: Flask, office: Office) -> None:
    comments(app, office, 1)
    page = enter(app, office).press("Write one answer", 422)
    assert "Choose at least one comment in the list." in page.text


def test_bulk_approval_refuses_what_the_approver_prepared(app: Flask, office: Office) -> None:
    theirs, own = comments(app, office)
    hand_in(app, office, theirs)
    hand_in(app, office, own, by=office.approver)
    page = tick(enter(app, office, "approver"), theirs, own).press("Approve")
    done = page.press("Approve these answers")
    assert "1 comment was done." in done.text
    assert "You prepared this answer" in done.text
    assert [answer_of(app, one).state for one in (theirs, own)] == ["approved", "submitted"]


def test_approver_hears_of_boilerplate_and_dissent_before(app: Flask, office: Office) -> None:
    first, second = comments(app, office)
    hand_in(app, office, first, second, answer=REJECTED)
    with app.app_context():
        position = positions.state_position(
            first, body_id=office.mfa.id, stance="dissent", text=words("No"), by=office.co_writer
        )
        positions.approve_position(position, by=office.co_approver, expected=position.row_version)
        db.session.commit()
    inbox = enter(app, office, "approver")
    assert "The same reasons stand in 2 of 2 rejections" in inbox.text
    page = tick(inbox, first, second).press("Approve")
    assert "The same reasons stand in 2 of 2 rejections" in page.text
    assert "1 body does not agree" in page.text
    assert "1 position is still owed" in page.text


def test_stale_choice_is_refused_and_named(app: Flask, office: Office) -> None:
    (comment,) = comments(app, office, 1)
    hand_in(app, office, comment)
    page = tick(enter(app, office, "approver"), comment).press("Approve")
    with app.app_context():
        held = queries.response_of(comment.id)
        assert held is not None
        operations.take_back(held, by=office.writer, expected=held.row_version)
        db.session.commit()
    done = page.press("Approve these answers")
    assert "Somebody else changed this meanwhile" in done.text


def test_chosen_comment_of_another_body_is_not_found(app: Flask, office: Office) -> None:
    (comment,) = comments(app, office, 1)
    visitor = enter(app, office, "stranger")
    for step in ("answer", "approve", "group"):
        data = {"chosen": f"{comment.id}:0", "step": step, "csrf_token": token(visitor)}
        visitor.post(f"/en/respond/{office.consultation.slug}/bulk", data, 404)
    visitor.open(f"/en/respond/comments/{comment.id}", 404)


def token(visitor: Visitor) -> str:
    visitor.open("/en/account")
    return str(visitor.soup.find("input", {"name": "csrf_token"})["value"])


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
