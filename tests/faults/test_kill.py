"""kill -9 of web server and worker in a burst: nothing that was acknowledged is lost (F-1)."""

import time
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select

from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.faults.reckoning import NO_HARM, reckon
from tests.faults.rig import Rig
from tests.faults.writers import Burst
from tests.machinery.sink import Sink

PAUSE = 0.05
pytestmark = pytest.mark.committed


def burst_with_kills(rig: Rig, kills: int, each: int = 8) -> Burst:
    """Let people write, and kill everything again and again while they do."""
    burst = rig.burst()
    rig.start()
    burst.begin()
    for _ in range(kills):
        burst.wait_for(each)
        time.sleep(PAUSE)
        rig.service.kill()
        rig.start()
    burst.end()
    return burst


def test_nothing_acknowledged_is_lost_when_everything_is_killed(rig: Rig) -> None:
    rig.service.workers = 1
    burst = burst_with_kills(rig, kills=3)
    rig.service.kill()
    found = reckon(rig.app, burst, "F-1 kill -9")
    assert found.acked >= 24
    assert found.stored >= found.acked
    assert found.harm == NO_HARM


def test_a_build_that_acknowledges_first_is_caught(rig: Rig) -> None:
    rig.service.application = "tests.faults.hasty:create_app()"
    burst = rig.burst(patience=0)
    rig.service.start_web()
    burst.begin()
    burst.wait_for(8)
    rig.service.kill()
    burst.end()
    assert reckon(rig.app, burst, "F-1 mutant").lost > 0


@pytest.mark.fault
def test_every_letter_arrives_after_many_kills(rig: Rig, post: Sink) -> None:
    kills = 6
    burst = burst_with_kills(rig, kills=kills, each=20)
    _wait_until_sent(rig.app)
    rig.service.kill()
    assert reckon(rig.app, burst, "F-1 kill -9, six times").harm == NO_HARM
    arrived = Counter(str(message["Message-ID"]) for message in post.messages)
    with rig.app.app_context():
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
