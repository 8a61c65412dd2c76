"""Replies to authors (V10): one letter a submission, only what changed, nothing twice (A-08)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.domain.consultations.models import Consultation
from consult.domain.reports import notices
from consult.domain.reports.models import Report
from consult.domain.responses.models import Response
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.machinery.outbox import Letter
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_body
from tests.factories.kept import kept
from tests.factories.people import make_user
from tests.factories.reading import statements
from tests.factories.reports import answering, make_answer, make_report
from tests.jobs import run_jobs

NO_FILES = text("delete from procrastinate_jobs where task_name = 'make_report_file'")


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    with app.app_context():
        return answering()


def sent(consultation: Consultation, mail: str = "", **facts: Any) -> Any:
    return make_submission(consultation, contact_email=mail, **facts)


def publish(app: Flask, consultation: Consultation) -> Report:
    """Publish a report and let the worker write the letters (files are left out)."""
    with app.app_context():
        held = db.session.get_one(Consultation, consultation.id)
        report = make_report(held, published=True)
        db.session.execute(NO_FILES)
        db.session.commit()
        kept(report)
    run_jobs(app)
    return report


def letters(app: Flask) -> dict[str, list[Letter]]:
    found: dict[str, list[Letter]] = {}
    with app.app_context():
        statement = select(Letter).where(Letter.kind == "reply").order_by(Letter.created_at)
        for letter in db.session.scalars(statement):
            found.setdefault(letter.recipient, []).append(letter)
        db.session.expunge_all()
    return found


def test_every_submission_with_an_address_gets_one_letter(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        account = make_user(email="account@example.kz")
        mails = ["one@example.kz", "two@example.kz", ""]
        for mail in mails:
            one = sent(consultation, mail)
            for _turn in range(2):
                make_answer(make_comment(consultation, submission=one, publication="published"))
        by_account = sent(consultation, user_id=account.id)
        make_comment(consultation, submission=by_account, publication="published")
        gone = sent(consultation, "gone@example.kz", withdrawn_at=consultation.closes_at)
        make_comment(consultation, submission=gone, withdrawn_at=consultation.closes_at)
    publish(app, consultation)
    counted = {mail: len(found) for mail, found in letters(app).items()}
    assert counted == {"one@example.kz": 1, "two@example.kz": 1, "account@example.kz": 1}


def test_letter_says_decision_reasons_and_who_answered_but_no_words(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        mine = sent(consultation, "me@example.kz", language="en", author_name="Secret Name")
        first = make_comment(consultation, submission=mine, publication="published")
        make_comment(
            consultation,
            submission=mine,
            text="Hidden words",
            publication="withheld",
            ground="insult",
        )
        make_answer(first, "partly", part_accepted=LocalisedText(en="The deadline"))
        other = sent(consultation, "other@example.kz", author_name="Other Person")
        make_comment(consultation, submission=other, text="Words of another")
    report = publish(app, consultation)
    letter = letters(app)["me@example.kz"][0]
    assert letter.subject == f"What was decided on your comments: {mine.reference}"
    for words in (
        "1. Measure 1.1 – Amendment",
        "Result: Partly accepted",
        "Why partly (en)",
        "The deadline",
        "Answered by: Body MOJ (en)",
        "2. Measure 1.1",
        "Insult or incitement",
        "This point has no approved answer yet.",
        f"/en/c/{consultation.slug}/report/{report.number}",
    ):
        assert words in letter.body, words
    own = ("The deadline is too late.", "Hidden words")
    for words in (*own, "Words of another", "Other Person", "other@example.kz", "Secret Name"):
        assert words not in letter.subject + letter.body
    assert "\n\n\n\n" not in letter.body


def test_letter_is_in_the_language_of_the_submission(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        one = sent(consultation, "kk@example.kz", language="kk")
        make_answer(make_comment(consultation, submission=one, publication="published"))
    publish(app, consultation)
    letter = letters(app)["kk@example.kz"][0]
    assert letter.language == "kk"
    assert "Why noted (kk)" in letter.body
    assert "/kk/c/" in letter.body


def test_second_report_tells_only_those_whose_decision_changed(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        for name in ("same", "changed", "answered_later"):
            one = sent(consultation, f"{name}@example.kz")
            comment = make_comment(consultation, submission=one, publication="published")
            if name != "answered_later":
                make_answer(comment)
            if name == "changed":
                changed = comment
            if name == "answered_later":
                later = comment
    publish(app, consultation)
    assert {mail: len(found) for mail, found in letters(app).items()} == {
        "same@example.kz": 1,
        "changed@example.kz": 1,
        "answered_later@example.kz": 1,
    }
    with app.app_context():
        held = db.session.scalars(select(Response).where(Response.comment_id == changed.id)).one()
        held.reasons = LocalisedText(ru="Другие слова")
        db.session.commit()
        make_answer(later)
    publish(app, consultation)
    assert {mail: len(found) for mail, found in letters(app).items()} == {
        "same@example.kz": 1,
        "changed@example.kz": 2,
        "answered_later@example.kz": 2,
    }


def test_letters_are_written_in_chunks_and_a_repeated_run_adds_none(
    app: Flask, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "CHUNK", 2)
    with app.app_context():
        for place in range(5):
            one = sent(consultation, f"a{place}@example.kz")
            make_answer(make_comment(consultation, submission=one, publication="published"))
    report = publish(app, consultation)
    assert len(letters(app)) == 5
    with app.app_context():
        assert notices.write_replies(report.id) == 0
        db.session.rollback()


def test_killed_chunk_leaves_no_letter_and_is_written_whole_again(
    app: Flask, consultation: Consultation
) -> None:
    with app.app_context():
        for place in range(3):
            one = sent(consultation, f"a{place}@example.kz")
            make_answer(make_comment(consultation, submission=one, publication="published"))
        report = make_report(db.session.get_one(Consultation, consultation.id), published=True)
        with db.session.begin_nested() as killed:
            assert notices.write_replies(report.id) == 3
            killed.rollback()
        assert db.session.scalars(select(Letter).where(Letter.kind == "reply")).all() == []
        assert notices.write_replies(report.id) == 3
        db.session.commit()
    assert len(letters(app)) == 3


def test_superseded_report_writes_no_more(app: Flask, consultation: Consultation) -> None:
    with app.app_context():
        one = sent(consultation, "a@example.kz")
        make_answer(make_comment(consultation, submission=one, publication="published"))
        held = db.session.get_one(Consultation, consultation.id)
        first = make_report(held, published=True)
        make_report(held, published=True)
        assert notices.write_replies(first.id) == 0


def test_statements_do_not_grow_with_points(app: Flask, consultation: Consultation) -> None:
    def cost() -> int:
        with app.app_context():
            held = db.session.get_one(Consultation, consultation.id)
            report = make_report(held, published=True)
            with statements() as seen:
                notices.write_replies(report.id)
            db.session.rollback()
        return len(seen)

    with app.app_context():
        one = sent(consultation, "a@example.kz")
        make_answer(make_comment(consultation, submission=one, publication="published"))
        make_body("MFA")
    alone = cost()
    with app.app_context():
        for _turn in range(4):
            make_answer(make_comment(consultation, submission=one, publication="published"))
    assert cost() == alone
