"""What was typed survives: expired token, closing meanwhile, limits, a database that is gone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point

LONG = "A text that took two hours to write. " * 20


def change(app: Flask, slug: str, **values: object) -> None:
    with app.app_context():
        found = db.session.scalars(select(Consultation).where(Consultation.slug == slug)).one()
        for name, value in values.items():
            setattr(found, name, value)
        db.session.commit()


def close(app: Flask, slug: str, **values: object) -> None:
    with app.app_context():
        at = now() - timedelta(minutes=5)
    change(app, slug, state="closed", closes_at=at, closed_at=at, **values)


def submissions(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalar(select(func.count(Submission.id))) or 0)


def test_expired_session_keeps_the_words_and_one_press_sends_them(
    visitor: Visitor, slug: str
) -> None:
    visitor.open(f"/en/c/{slug}/comment?target=plan")
    visitor.choose("Objection").fill("Your comment", LONG).choose("English")
    visitor.client.delete_cookie("consult_session")
    visitor.press("Save this point", 422)
    assert "Nothing you typed is lost: send it again." in visitor.text
    assert visitor.control("Your comment").get_text().strip() == LONG.strip()
    visitor.press("Save this point")
    assert visitor.heading == "Your points"
    assert "two hours" in visitor.text


def test_expired_session_on_the_last_page_needs_one_press_more(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug)
    tell_about(visitor)
    visitor.client.delete_cookie("consult_session")
    visitor.press("Send", 422)
    assert submissions(app) == 0
    visitor.press("Send")
    assert visitor.heading == "Your comments are registered"


def test_closed_meanwhile_keeps_the_text_and_says_when(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug, text=LONG)
    tell_about(visitor)
    close(app, slug)
    visitor.press("Send", 422)
    assert "This consultation closed on" in visitor.text
    assert "two hours" in visitor.text
    assert submissions(app) == 0
    visitor.open(f"/en/c/{slug}/comment")
    assert visitor.heading == "Comments are not taken now"
    assert "two hours" in visitor.text


def test_late_submission_is_offered_and_marked_where_allowed(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug)
    tell_about(visitor)
    close(app, slug, late_allowed=True)
    visitor.open(f"/en/c/{slug}/comment/check")
    visitor.press("Send as late")
    assert "it is marked as late" in visitor.text
    with app.app_context():
        assert db.session.scalars(select(Submission.late)).one() is True


def test_points_changed_in_another_window_are_shown_before_they_are_sent(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    write_point(visitor, slug)
    tell_about(visitor)
    page = visitor.response
    write_point(visitor, slug, "plan", "Written in the other window")
    visitor.response = page
    visitor.press("Send", 422)
    assert "changed in another window" in visitor.text
    assert "Written in the other window" in visitor.text
    visitor.press("Send")
    assert submissions(app) == 1


def test_over_the_limit_keeps_the_text(
    app: Flask, visitor: Visitor, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from consult.kernel.errors import TooMany
    from consult.web import throttle

    def over(*_: object) -> None:
        raise TooMany(retry_after=30)

    visitor.open(f"/en/c/{slug}/comment?target=plan")
    visitor.choose("Objection").fill("Your comment", LONG).choose("English")
    with monkeypatch.context() as patched:
        patched.setattr(throttle, "use", over)
        visitor.press("Save this point", 429)
    assert visitor.control("Your comment").get_text().strip() == LONG.strip()
    visitor.press("Save this point")
    tell_about(visitor)
    with monkeypatch.context() as patched:
        patched.setattr(throttle, "use", over)
        visitor.press("Send", 429)
    assert "two hours" in visitor.text
    visitor.press("Send")
    assert submissions(app) == 1


def test_sixty_from_one_network_are_taken_in_ten_minutes_and_then_told_to_wait(
    own_database: str, tmp_path: Path
) -> None:
    from consult.machinery.limits import Limit
    from consult.web.contribute import check

    assert Limit("contribute-send", 60, 600) == check.SENDING
    app = create_app(make_settings(own_database, tmp_path, limits_enabled=True))
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        slug = consultation.slug
        counter = "insert into rate_counters select :b, to_timestamp(floor(extract(epoch from clock_timestamp()) / 600) * 600), 60"
        with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            from consult.web import throttle

            bucket = f"contribute-send:{throttle.network()}"
        db.session.execute(text(counter), {"b": bucket})
        db.session.commit()
    visitor = Visitor(app)
    write_point(visitor, slug)
    tell_about(visitor)
    visitor.press("Send", 429)
    assert "Too late." in visitor.text
    with app.app_context():
        db.engine.dispose()


def test_failing_commit_gives_503_with_the_text_and_stores_nothing(
    real_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        slug = consultation.slug
    visitor = Visitor(real_app)
    visitor.open(f"/en/c/{slug}/comment?target=plan")
    visitor.choose("Objection").fill("Your comment", LONG).choose("English")

    def refuse(*_: object) -> None:
        raise OperationalError("commit", {}, Exception("the disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr("sqlalchemy.orm.Session.commit", refuse)
        visitor.press("Save this point", 503)
    assert "We have not received what you sent" in visitor.text
    assert visitor.response.headers["Retry-After"]
    assert visitor.control("Your text").get_text().strip() == LONG.strip()
    visitor.press("Send again")
    assert visitor.heading == "Your points"
    tell_about(visitor)
    with monkeypatch.context() as patched:
        patched.setattr("sqlalchemy.orm.Session.commit", refuse)
        visitor.press("Send", 503)
    assert submissions(real_app) == 0
    with real_app.app_context():
        assert db.session.scalar(select(func.count(Letter.id))) == 0
    visitor.press("Send again")
    assert visitor.heading == "Your comments are registered"


def test_database_that_is_gone_gives_503_with_the_text(real_app: Flask, own_database: str) -> None:
    with real_app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        slug = consultation.slug
    visitor = Visitor(real_app)
    visitor.open(f"/en/c/{slug}/comment?target=plan")
    visitor.choose("Objection").fill("Your comment", LONG).choose("English")
    name = make_url(own_database).database
    admin = create_engine(
        make_url(own_database).set(database="template1"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text(f'alter database "{name}" allow_connections false'))
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :n"),
            {"n": name},
        )
        visitor.press("Save this point", 503)
        assert "We have not received what you sent" in visitor.text
        assert int(visitor.response.headers["Retry-After"]) > 0
        assert visitor.control("Your text").get_text().strip() == LONG.strip()
        connection.execute(text(f'alter database "{name}" allow_connections true'))
    admin.dispose()
    visitor.press("Send again")
    assert visitor.heading == "Your points"
    assert "two hours" in visitor.text


def test_password_forms_give_nothing_back(app: Flask) -> None:
    from consult.web.typed import typed

    with app.test_request_context("/en/account/sign-in", method="POST", data={"password": "x"}):
        assert typed() == []


def test_drafts_and_staged_files_are_forgotten_after_a_month(
    app: Flask, visitor: Visitor, slug: str
) -> None:
    from consult.domain.submissions import attachments, drafts
    from consult.domain.submissions.models import Draft
    from consult.machinery.files import StoredFile

    write_point(visitor, slug)
    with app.app_context():
        stored = attachments.stage(b"words", "a.txt")
        path = stored.path
        later = now() + timedelta(days=29)
        assert (drafts.purge_drafts(later), attachments.purge_staged(later)) == (0, 0)
        later = now() + timedelta(days=32)
        original_and_copy = 2
        gone = (drafts.purge_drafts(later), attachments.purge_staged(later))
        assert gone == (1, original_and_copy)
        db.session.commit()
        assert not path.exists()
        assert db.session.scalar(select(func.count(Draft.id))) == 0
        assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_sent_draft_keeps_no_words(app: Flask, visitor: Visitor, slug: str) -> None:
    from consult.domain.submissions.models import Draft

    write_point(visitor, slug)
    tell_about(visitor).press("Send")
    with app.app_context():
        draft = db.session.scalars(select(Draft)).one()
        assert (draft.data.keys(), draft.submission_id is None) == ({"sent"}, False)
        assert re.fullmatch("[0-9a-f]{64}", draft.data["sent"])
