"""kill -9 of web server and worker in a burst: nothing that was acknowledged is lost (F-1)."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.app import create_app
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.outbox import Letter
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.faults.writers import Burst
from tests.live import Service
from tests.machinery.sink import Sink, smtp_sink

PAUSE = 0.05
pytestmark = pytest.mark.committed
WAITING = text(
    """select args ->> 'letter_id' from procrastinate_jobs
    where task_name = 'send_letter' and status in ('todo', 'doing')"""
)


@dataclass
class Reckoning:
    """What the clients saw against what the database holds."""

    acknowledged: int
    stored: int
    lost: int
    duplicated: int
    gaps: int
    without_letter: int
    letters_without_job: int


@pytest.fixture
def real_app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on the same database, to arrange and to look."""
    app = create_app(make_settings(own_database, tmp_path / "instance"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def post() -> Iterator[tuple[Sink, int]]:
    """A mail server that takes everything."""
    with smtp_sink() as (sink, port):
        yield sink, port


@pytest.fixture
def service(own_database: str, tmp_path: Path, real_app: Flask, post: tuple[Sink, int]) -> Service:
    mail = {"CONSULT_MAIL_SERVER": "127.0.0.1", "CONSULT_MAIL_PORT": str(post[1])}
    return Service(own_database, tmp_path / "instance", mail, workers=1)


@pytest.fixture
def slug(real_app: Flask) -> str:
    with real_app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        return str(consultation.slug)


def burst_with_kills(service: Service, slug: str, kills: int, each: int = 8) -> Burst:
    """Let people write, and kill everything again and again while they do."""
    burst = Burst(service.url, slug)
    _start(service)
    burst.begin()
    for _ in range(kills):
        burst.wait_for(each)
        time.sleep(PAUSE)
        service.kill()
        _start(service)
    burst.end()
    return burst


def _start(service: Service) -> None:
    service.start_web()
    service.start_worker()


def reckon(app: Flask, burst: Burst, slug: str) -> Reckoning:
    """Compare receipts seen with what is stored."""
    with app.app_context():
        texts = [
            hashlib.sha256(words.encode()).hexdigest()
            for words in db.session.scalars(select(Comment.text))
        ]
        submissions = db.session.scalars(select(Submission)).all()
        numbers = sorted(one.number for one in submissions)
        letters = db.session.scalars(select(Letter)).all()
        waiting = set(db.session.scalars(WAITING))
        assert audit.verify()[2] is None
    stored = Counter(texts)
    written_to = [one for one in submissions if not any(str(one.id) in x.cause for x in letters)]
    unsent = [one for one in letters if one.state != "sent" and str(one.id) not in waiting]
    result = Reckoning(
        acknowledged=len(burst.noted),
        stored=len(texts),
        lost=sum(1 for one in burst.noted if stored[one.sha256] == 0),
        duplicated=sum(count - 1 for count in stored.values()),
        gaps=len(set(range(1, len(numbers) + 1)) - set(numbers)),
        without_letter=len(written_to),
        letters_without_job=len(unsent),
    )
    print(f"\n{result}, {burst.refused} tries refused")
    return result


def test_nothing_acknowledged_is_lost_when_everything_is_killed(
    service: Service, real_app: Flask, slug: str
) -> None:
    try:
        burst = burst_with_kills(service, slug, kills=3)
    finally:
        service.kill()
    found = reckon(real_app, burst, slug)
    assert found.acknowledged >= 24
    assert found.stored >= found.acknowledged
    assert (found.lost, found.duplicated, found.gaps) == (0, 0, 0)
    assert (found.without_letter, found.letters_without_job) == (0, 0)


def test_a_build_that_acknowledges_first_is_caught(
    service: Service, real_app: Flask, slug: str
) -> None:
    service.application = "tests.faults.hasty:create_app()"
    burst = Burst(service.url, slug, patience=0)
    try:
        service.start_web()
        burst.begin()
        burst.wait_for(8)
    finally:
        service.kill()
        burst.end()
    assert reckon(real_app, burst, slug).lost > 0


@pytest.mark.fault
def test_every_letter_arrives_after_many_kills(
    service: Service, real_app: Flask, slug: str, post: tuple[Sink, int]
) -> None:
    kills = 6
    service.workers = 2
    try:
        burst = burst_with_kills(service, slug, kills=kills, each=20)
        _wait_until_sent(real_app)
    finally:
        service.kill()
    found = reckon(real_app, burst, slug)
    assert (found.lost, found.duplicated, found.without_letter) == (0, 0, 0)
    arrived = Counter(str(message["Message-ID"]) for message in post[0].messages)
    with real_app.app_context():
        expected = set(db.session.scalars(select(Letter.message_id)))
    assert expected - set(arrived) == set()
    repeated = sum(count - 1 for count in arrived.values())
    print(f"{sum(arrived.values())} letters arrived, {repeated} twice")
    assert repeated <= kills * 4


def _wait_until_sent(app: Flask, patience: float = 240) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with app.app_context():
            left = db.session.scalars(select(Letter.id).where(Letter.state != "sent")).all()
        if not left:
            return
        time.sleep(1)
    raise AssertionError(f"{len(left)} letters are still not sent")
