"""Submitting, entering, editing and withdrawing, on the real database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from consult.domain.people.actors import VISITOR, Actor
from consult.domain.submissions import editing, operations, queries
from consult.domain.submissions.admission import ConsultationClosed
from consult.domain.submissions.models import (
    Comment,
    CommentBody,
    CommentTally,
    CommentVersion,
    Submission,
)
from consult.domain.submissions.operations import ReceivedElsewhere, Sending
from consult.domain.submissions.points import About, Flawed, Point, Target
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, NotFound
from consult.machinery.audit import AuditEvent
from consult.machinery.idempotency import AlreadySent
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_body, make_consultation, make_plan
from tests.factories.people import make_organisation

ABOUT = About(author_kind="individual", level="named", author_name="Aigerim Example")
SECRET = "a-token-that-only-the-browser-holds"


def point(target: str = "measure", number: str = "1.1", **changes: object) -> Point:
    field = "deadline" if target == "field" else ""
    made = Point(Target(target, number, field), "amendment", "ru", "Срок слишком поздний.")
    return replace(made, **changes)


def submit(consultation, points, about=ABOUT, by=VISITOR, key="k", **sending):
    return operations.submit_comments(
        consultation, points, about, by=by, sending=Sending(key, **sending)
    )


def an_open_consultation(**changes):
    consultation = make_consultation(**changes)
    make_plan(consultation)
    return consultation


def test_submission_gets_number_codes_and_bodies(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation(prefix="UPR-2011")
        make_body("MFA")
        points = [point("plan", ""), point("section", "2"), point("field", "1.2"), point()]
        receipt = submit(consultation, points, secret=SECRET)
        submission = receipt.submission
        assert (submission.number, submission.reg_no) == (1, "UPR-2011/0001")
        assert [(c.code, c.target_type) for c in submission.comments] == [
            ("UPR-2011/0001-1", "plan"),
            ("UPR-2011/0001-2", "section"),
            ("UPR-2011/0001-3", "measure"),
            ("UPR-2011/0001-4", "field"),
        ]
        bodies = db.session.execute(select(CommentBody.comment_id, CommentBody.role)).all()
        counted = [sum(row.comment_id == c.id for row in bodies) for c in submission.comments]
        assert counted == [1, 1, 2, 2]
        tallies = db.session.execute(select(CommentTally.target, CommentTally.count)).all()
        assert sum(row.count for row in tallies) == 4
        actions = db.session.scalars(select(AuditEvent.action)).all()
        assert actions == ["receipts.issued", "submission.received"]


def test_receipt_opens_by_reference_and_code_however_typed(app: Flask) -> None:
    with app.app_context():
        receipt = submit(an_open_consultation(), [point()], secret=SECRET)
        reference, code = receipt.submission.reference, receipt.secrets.code
        typed = code.replace("-", " ").lower()
        found = queries.submission_by_receipt(f" {reference.lower()} ", typed)
        assert found.id == receipt.submission.id
        with pytest.raises(NotFound):
            queries.submission_by_receipt(reference, code[:-1] + "0Z")
        assert queries.submission_by_token(receipt.secrets.token).id == found.id


def test_same_key_answers_with_the_first_receipt(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation()
        first = submit(consultation, [point()], secret=SECRET)
        again = submit(consultation, [point()], secret=SECRET)
        assert (again.submission.id, again.is_new) == (first.submission.id, False)
        assert again.secrets == first.secrets
        with pytest.raises(AlreadySent):
            submit(consultation, [point(text="Другой текст")], secret=SECRET)
        assert len(db.session.scalars(select(Submission)).all()) == 1


def test_organisation_is_taken_only_from_own_memberships(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation()
        own, other = make_organisation("O91"), make_organisation("O92")
        by = Actor(organisations=frozenset({own.id}))
        about = replace(ABOUT, author_kind="organisation", organisation_name="Typed")
        mine = submit(consultation, [point()], replace(about, organisation_id=own.id), by, "a")
        claimed = submit(consultation, [point()], replace(about, organisation_id=other.id), by, "b")
        assert mine.submission.organisation_id == own.id
        assert mine.submission.verification == "organisation_confirmed"
        assert claimed.submission.organisation_id is None
        assert claimed.submission.verification == "unverified"


def test_flaws_are_named_all_at_once(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation()
        about = replace(
            ABOUT, level="withheld_ministries", contact_email="nobody", region_code="XX"
        )
        with pytest.raises(Flawed) as caught:
            submit(consultation, [point(text="\u200b\u3164 "), point(kind="praise")], about)
        assert {(flaw.field, flaw.code) for flaw in caught.value.facts["flaws"]} == {
            ("text", "empty"),
            ("kind", "not_chosen"),
            ("level", "not_chosen"),
            ("region_code", "not_chosen"),
            ("contact_email", "not_an_address"),
        }
        with pytest.raises(Flawed):
            submit(consultation, [point(number="9.9")])


def test_text_of_hundred_thousand_bytes_is_taken_and_one_more_is_not(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation()
        longest = "Ә" * 20_000
        submit(consultation, [point(text=longest)], key="a")
        with pytest.raises(Flawed):
            submit(consultation, [point(text=longest + "ә")], key="b")


@pytest.mark.parametrize(
    ("since_closing", "until_read", "late_allowed", "outcome"),
    [
        (-5, 1, False, "on_time"),
        (-5, 118, False, "under_way"),
        (-5, 121, False, "closed"),
        (-5, 121, True, "late"),
        (1, 0, False, "closed"),
        (1, 0, True, "late"),
    ],
)
def test_deadline_is_judged_at_arrival(
    app: Flask, since_closing: int, until_read: int, late_allowed: bool, outcome: str
) -> None:
    with app.app_context():
        at = now()
        arrived = at - timedelta(seconds=until_read)
        closing = arrived - timedelta(seconds=since_closing)
        consultation = an_open_consultation(closes_at=closing, late_allowed=late_allowed)
        if outcome == "closed":
            with pytest.raises(ConsultationClosed):
                submit(consultation, [point()], arrived_at=arrived)
        else:
            receipt = submit(consultation, [point()], arrived_at=arrived)
            assert receipt.submission.late == (outcome == "late")
            assert receipt.submission.received_at == arrived
            labels = db.session.scalars(select(AuditEvent.payload["verdict"].astext))
            assert [label for label in labels if label] == [outcome]


def test_not_open_yet_and_cancelled_take_nothing(app: Flask) -> None:
    with app.app_context():
        for state in ("scheduled", "draft", "cancelled", "archived"):
            with pytest.raises(ConsultationClosed):
                submit(an_open_consultation(state=state, late_allowed=True), [point()])


def test_receipt_letter_holds_the_edit_link_and_no_words(app: Flask) -> None:
    with app.app_context():
        about = replace(ABOUT, contact_email="writer@ngo.example", language="en")
        receipt = submit(an_open_consultation(), [point(language="en")], about, secret=SECRET)
        letter = db.session.scalars(select(Letter)).one()
        assert letter.recipient == "writer@ngo.example"
        assert letter.subject == f"We have received what you sent: {receipt.submission.reference}"
        assert "Срок слишком поздний." not in letter.body
        assert f"/en/comment/{receipt.secrets.token}" in letter.body
        assert "(UTC+" in letter.body
        assert receipt.secrets.code not in letter.body
        assert "Aigerim" not in letter.subject + letter.body


def test_one_submission_costs_few_statements(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation()
        seen: list[str] = []
        bind = db.session.connection()
        event.listen(bind, "before_cursor_execute", lambda *a: seen.append(a[2]))
        submit(consultation, [point(), point("section", "1"), point("plan", "")], secret=SECRET)
        real = [one for one in seen if not one.lower().startswith(("savepoint", "release"))]
        assert len(real) <= 29, real


def test_edit_keeps_the_words_before_and_returns_to_moderation(app: Flask) -> None:
    with app.app_context():
        receipt = submit(an_open_consultation(), [point()], secret=SECRET)
        comment = receipt.submission.comments[0]
        comment.publication, comment.published_at = "published_redacted", now()
        comment.redactions = [{"field": "text", "start": 0, "end": 4}]
        db.session.flush()
        token = receipt.secrets.token
        edited = editing.edit_comment(comment.id, point(text="Новый"), by=VISITOR, token=token)
        version = db.session.scalars(select(CommentVersion)).one()
        assert (version.number, version.text) == (1, "Срок слишком поздний.")
        assert (edited.text, edited.publication, edited.redactions) == ("Новый", "received", [])
        assert "новый" in edited.search_text
        editing.edit_comment(comment.id, point(text="Новый"), by=VISITOR, token=token)
        assert len(db.session.scalars(select(CommentVersion)).all()) == 1


def test_only_the_author_edits(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation()
        receipt = submit(consultation, [point()], secret=SECRET)
        comment = receipt.submission.comments[0]
        for token in ("", "another"):
            with pytest.raises(Forbidden):
                editing.edit_comment(comment.id, point(text="x"), by=VISITOR, token=token)
            with pytest.raises(Forbidden):
                editing.withdraw_comment(comment.id, by=Actor(is_system=True), token=token)


def test_after_closing_only_withdrawing_is_left(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation()
        receipt = submit(consultation, [point(), point("plan", "")], secret=SECRET)
        consultation.state = "closed"
        consultation.closes_at = consultation.closed_at = now()
        db.session.flush()
        token = receipt.secrets.token
        first, second = receipt.submission.comments
        with pytest.raises(ConsultationClosed):
            editing.edit_comment(first.id, point(text="x"), by=VISITOR, token=token)
        editing.withdraw_comment(first.id, by=VISITOR, token=token)
        assert receipt.submission.withdrawn_at is None
        with pytest.raises(editing.AlreadyWithdrawn):
            editing.withdraw_comment(first.id, by=VISITOR, token=token)
        editing.withdraw_comment(second.id, by=VISITOR, token=token)
        assert receipt.submission.withdrawn_at == second.withdrawn_at
        states = db.session.execute(
            select(CommentTally.publication, CommentTally.count).where(CommentTally.count > 0)
        ).all()
        assert {tuple(row) for row in states} == {("withdrawn", 1)}
        assert len(states) == 2


def test_letter_entered_by_hand_keeps_three_facts_apart(app: Flask) -> None:
    with app.app_context():
        consultation = an_open_consultation(state="closed")
        late = consultation.closes_at + timedelta(hours=2)
        received = ReceivedElsewhere("letter", late, "No 17 of 5 April")
        by = Actor(name="Organiser Two")
        about = replace(ABOUT, level="withheld_public")
        made = operations.enter_submission(consultation, [point()], about, by=by, received=received)
        facts = (made.channel, made.entered_by_name, made.author_name, made.late)
        assert facts == ("letter", "Organiser Two", "Aigerim Example", True)
        nothing = ReceivedElsewhere("letter", late)
        with pytest.raises(Flawed) as caught:
            operations.enter_submission(consultation, [point()], about, by=by, received=nothing)
        assert [flaw.code for flaw in caught.value.facts["flaws"]] == ["no_source"]


def test_hints_name_what_may_be_personal(app: Flask) -> None:
    with app.app_context():
        make_organisation("O93")
        consultation = an_open_consultation()
        text = "БИН 000040000123, тел. +7 701 123 45 67, пишите a@b.example, мы - O93!"
        about = replace(ABOUT, level="withheld_public")
        hidden = submit(consultation, [point(text=text)], about, key="a").submission
        named = submit(consultation, [point(text=text)], key="b").submission
        kinds = [hint["kind"] for hint in hidden.comments[0].hints]
        assert kinds == ["number", "email", "phone"]
        assert named.comments[0].hints == hidden.comments[0].hints

        first = hidden.comments[0].hints[0]
        assert text[first["start"] : first["end"]] == "000040000123"
        comment = db.session.get(Comment, hidden.comments[0].id)
        assert comment is not None
