"""Many at once, with real commits: numbers without gaps, one submission a form, the deadline."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR
from consult.domain.submissions.admission import ConsultationClosed
from consult.domain.submissions.models import Comment, CommentTally, Submission
from consult.domain.submissions.operations import Sending, submit_comments
from consult.domain.submissions.points import About, Point, Target
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.outbox import Letter
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point

pytestmark = pytest.mark.committed


@pytest.fixture
def app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app that really commits, in a database of its own."""
    app = create_app(make_settings(own_database, tmp_path, pool_size=12))
    yield app
    with app.app_context():
        db.engine.dispose()


def an_open_consultation(app: Flask, **changes: object) -> Consultation:
    with app.app_context():
        consultation = make_consultation(**changes)
        make_plan(consultation)
        return consultation


def test_fifty_parallel_posts_get_fifty_numbers_without_a_gap(app: Flask) -> None:
    slug = an_open_consultation(app).slug

    def send_one(place: int) -> str:
        visitor = Visitor(app, check=False)
        write_point(visitor, slug, text=f"Point of writer {place}")
        tell_about(visitor)
        return visitor.press("Send").heading

    with ThreadPoolExecutor(16) as pool:
        headings = list(pool.map(send_one, range(50)))
    assert headings == ["Your comments are registered"] * 50
    with app.app_context():
        numbers = db.session.scalars(select(Submission.number).order_by(Submission.number)).all()
        assert numbers == list(range(1, 51))
        assert db.session.scalar(select(func.count(func.distinct(Comment.code)))) == 50
        assert db.session.scalar(select(func.count(Letter.id))) == 50
        assert db.session.scalar(select(CommentTally.count)) == 50
        assert audit.verify()[2] is None


def test_one_form_sent_twenty_times_at_once_is_one_submission(app: Flask) -> None:
    slug = an_open_consultation(app).slug
    visitor = Visitor(app, check=False)
    write_point(visitor, slug)
    tell_about(visitor)
    fields = visitor.soup.main.find_all("input")
    form = {tag["name"]: tag.get("value", "") for tag in fields if tag.get("name")}
    cookies = [
        visitor.client.get_cookie(name) for name in ("consult_session", f"consult_draft_{slug}")
    ]
    start = Barrier(20)

    def press(_: int) -> tuple[int, str]:
        client = app.test_client()
        for cookie in cookies:
            assert cookie is not None
            client.set_cookie(cookie.key, cookie.value)
        start.wait()
        answer = client.post(f"/en/c/{slug}/comment/check", data=form, follow_redirects=True)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(press, range(20)))
    assert [status for status, _text in answers] == [200] * 20
    with app.app_context():
        submission = db.session.scalars(select(Submission)).one()
    assert all(submission.reference in text for _status, text in answers)
    codes = {text.split('class="app-key">')[1].split("<")[0] for _status, text in answers}
    assert len(codes) == 1


def test_nothing_is_stamped_after_the_deadline_nor_appears_after_closing(app: Flask) -> None:
    with app.app_context():
        closing = now() + timedelta(seconds=1)
    consultation = an_open_consultation(app, closes_at=closing)
    accepted: list[object] = []

    def write(place: int) -> int:
        taken = 0
        with app.app_context():
            held = db.session.get(Consultation, consultation.id)
            for turn in range(200):
                try:
                    submit_comments(
                        held,
                        [Point(Target("plan"), "support", "ru", "Хорошо")],
                        About("individual", "named", author_name="A. Example"),
                        by=VISITOR,
                        sending=Sending(f"{place}-{turn}"),
                    )
                    db.session.commit()
                    taken += 1
                except ConsultationClosed:
                    db.session.rollback()
                    break
        return taken

    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(write, range(8)))
    with app.app_context():
        last = db.session.scalar(select(func.max(Submission.received_at)))
        count = db.session.scalar(select(func.count(Submission.id)))
        assert count == sum(accepted) > 8
        assert last < closing + timedelta(seconds=1)


def test_closing_waits_for_what_is_being_written(app: Flask) -> None:
    consultation = an_open_consultation(app)
    order: list[str] = []
    held = Barrier(2)

    def write() -> None:
        with app.app_context():
            found = db.session.get(Consultation, consultation.id)
            submit_comments(
                found,
                [Point(Target("plan"), "support", "ru", "Хорошо")],
                About("individual", "named", author_name="A. Example"),
                by=VISITOR,
                sending=Sending("one"),
            )
            held.wait()
            db.session.execute(select(func.pg_sleep(0.4)))
            order.append("written")
            db.session.commit()

    def close() -> None:
        held.wait()
        with app.app_context():
            statement = select(Consultation).where(Consultation.id == consultation.id)
            found = db.session.scalars(statement.with_for_update()).one()
            order.append("closed")
            found.state, found.closed_at = "closed", now()
            db.session.commit()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(write), pool.submit(close)]:
            done.result()
    assert order == ["written", "closed"]
