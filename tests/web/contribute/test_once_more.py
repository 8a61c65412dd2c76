"""The same form once more: with other words, after hours, after a mistake, after a failure."""

import io
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from consult.app import create_app
from consult.kernel.database import db
from consult.machinery import postgres
from consult.machinery.idempotency import AlreadySent
from consult.web import opened
from consult.web.contribute import check
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user
from tests.visitor import Visitor
from tests.web.account.stepping import give_password
from tests.web.contribute.test_failures import LONG, submissions
from tests.web.contribute.test_sending import tell_about, write_point


def let_pass(app: Flask, hours: int) -> None:
    """Let every session be begun and last seen so much earlier."""
    with app.app_context():
        earlier = "update sessions set seen_at = seen_at - :t, started_at = started_at - :t"
        db.session.execute(text(earlier), {"t": timedelta(hours=hours)})
        db.session.commit()


def type_a_point(visitor: Visitor, slug: str) -> Visitor:
    visitor.open(f"/en/c/{slug}/comment?target=measure:1.1&field=deadline")
    return visitor.choose("Objection").fill("Your comment", LONG).choose("English")


def test_form_sent_with_other_words_meanwhile_is_refused_and_not_taken_for_the_first(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug, text="Words of the first window")
    tell_about(visitor)
    first = visitor.response
    write_point(visitor, slug, "plan", "Words of the second window")
    visitor.open(f"/en/c/{slug}/comment/check")
    second = visitor.response
    visitor.press("Send")
    visitor.response = first
    visitor.press("Send", 422)
    assert "already sent with another text. Open a new form for the new text." in visitor.text
    visitor.response = second
    assert visitor.press("Send").heading == "Your comments are registered"
    assert submissions(app) == 1
    write_point(visitor, slug, text="Words of the third window")
    assert "Words of the third window" in visitor.text


def test_same_form_with_another_body_at_the_same_time_keeps_the_text(
    app: Flask, visitor: Visitor, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_words: object, **_facts: object) -> None:
        raise AlreadySent(result="x")

    write_point(visitor, slug, text=LONG)
    tell_about(visitor)
    with monkeypatch.context() as patched:
        patched.setattr(check, "submit_comments", late)
        visitor.press("Send", 422)
    assert "already sent with another text" in visitor.text
    assert "two hours" in visitor.text
    assert submissions(app) == 0


def test_two_hours_of_writing_are_taken_at_the_first_press(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    type_a_point(visitor, slug)
    let_pass(app, 2)
    visitor.press("Save this point")
    assert "two hours" in visitor.text


@pytest.mark.parametrize("has_account", [True, False])
def test_session_that_rested_too_long_loses_no_word_and_one_press_sends_it(
    app: Flask, visitor: Visitor, slug: str, has_account: bool
) -> None:
    if has_account:
        with app.app_context():
            user = make_user()
        give_password(visitor, user)
    type_a_point(visitor, slug)
    let_pass(app, 13)
    visitor.press("Save this point", 422)
    assert "Nothing you typed is lost: send it again." in visitor.text
    assert visitor.control("Your comment").get_text().strip() == LONG.strip()
    chosen = visitor.control("Which part").find("option", selected=True)
    assert chosen is not None
    assert chosen["value"] == "deadline"
    assert visitor.control("Objection").has_attr("checked")
    visitor.press("Save this point")
    assert "two hours" in visitor.text


def test_mistake_about_the_author_keeps_consent_choice_and_files(
    visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug, "measure:1.2")
    visitor.press("Attach", files=[(io.BytesIO(b"Facts"), "facts.txt")])
    visitor.follow("Go on").choose("For an organisation").fill("Your e-mail", "nobody")
    visitor.choose("Only the organisation").choose("I have read the privacy notice")
    visitor.press("Continue", 422)
    for chosen in ("For an organisation", "Only the organisation", "I have read the privacy"):
        assert visitor.control(chosen).has_attr("checked"), chosen
    visitor.fill("Your e-mail", "writer@ngo.example").fill("Name of the organisation", "Birds")
    visitor.press("Continue")
    assert visitor.heading == "Check your answers"
    assert "facts.txt" in visitor.text
    assert "Measure 1.2" in visitor.text


def test_mistake_in_a_point_keeps_staged_files(visitor: Visitor, slug: str) -> None:
    write_point(visitor, slug)
    visitor.press("Attach", files=[(io.BytesIO(b"Facts"), "facts.txt")])
    visitor.open(f"/en/c/{slug}/comment?target=plan")
    visitor.choose("Support").fill("Your comment", " ").press("Save this point", 422)
    assert "facts.txt" in visitor.open(f"/en/c/{slug}/comment/points").text


def sent_by(visitor: Visitor, slug: str) -> tuple[str, str]:
    """Send one point; returns reference and code of its receipt."""
    write_point(visitor, slug)
    tell_about(visitor).press("Send")
    code, reference = visitor.soup.select_one("strong.app-key"), visitor.soup.select_one("strong")
    assert code is not None
    assert reference is not None
    return reference.get_text(strip=True), code.get_text(strip=True)


def test_edit_after_the_receipt_was_open_too_long_gives_the_words_back(
    app: Flask, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, code = sent_by(Visitor(app), slug)
    visitor = Visitor(app).open("/en/receipt").fill("Reference", reference)
    visitor.fill("Receipt code", code).press("Show").follow("Change")
    visitor.follow("Change : 1.").fill("Your comment", LONG).fill("Why?", "It is late")
    page, later = visitor.response, time.time() + 3 * 3600
    with monkeypatch.context() as patched:
        patched.setattr(opened.time, "time", lambda: later)
        visitor.press("Save the change", 404)
    kept = [area.get_text().strip() for area in visitor.soup.find_all("textarea")]
    assert sorted(kept) == sorted(["It is late", LONG.strip()])
    visitor.response = page
    visitor.fill("Your comment", LONG).press("Save the change")
    assert "two hours" in visitor.text


@pytest.mark.committed
def test_database_that_is_locked_gives_503_and_not_an_endless_wait(
    own_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lock_timeout=20s" in postgres.OPTIONS
    monkeypatch.setattr(postgres, "OPTIONS", postgres.OPTIONS.replace("20s", "300ms"))
    app = create_app(make_settings(own_database, tmp_path))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        slug, other = str(consultation.slug), db.engine.connect()
    visitor = Visitor(app)
    write_point(visitor, slug, text=LONG)
    tell_about(visitor)
    other.execute(text("select 1 from consultations for update"))
    visitor.press("Send", 503)
    assert "We have not received what you sent" in visitor.text
    assert int(visitor.response.headers["Retry-After"]) > 0
    other.rollback()
    assert visitor.press("Send again").heading == "Your comments are registered"
    other.close()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.committed
def test_failing_commit_at_the_last_step_shows_no_receipt(
    real_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        slug = str(consultation.slug)
    visitor = Visitor(real_app)
    write_point(visitor, slug, text=LONG)
    tell_about(visitor)

    def refuse(*_words: object) -> None:
        raise OperationalError("commit", {}, Exception("the disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr("sqlalchemy.orm.Session.commit", refuse)
        visitor.press("Send", 503)
    page = visitor.response.get_data(as_text=True)
    assert "We have not received what you sent" in visitor.text
    assert [word for word in ("app-key", "Your reference", "registered") if word in page] == []
    assert visitor.response.headers["Retry-After"]
    assert submissions(real_app) == 0
    with real_app.app_context():
        left = "select (select count(*) from letters), (select count(*) from receipts)"
        assert tuple(db.session.execute(text(left)).one()) == (0, 0)
    assert "two hours" in visitor.open(f"/en/c/{slug}/comment/check").text
    assert visitor.press("Send").heading == "Your comments are registered"
