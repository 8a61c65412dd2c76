"""The mail server is away, busy and hangs up while people write: every letter arrives (F-4)."""

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.faults.reckoning import NO_HARM, reckon
from tests.faults.rig import Rig, rig_on
from tests.faults.writers import Burst
from tests.machinery.sink import Port, Sink, closed_port

EACH = 8
KILLS = 3
PATIENCE = 60
STALLED = 120
"""Seconds in which letters of a killed worker are tried again: half a minute without a sign of life,
then the next whole minute."""
PENDING = select(Letter.id).where(Letter.state == "queued")
HOUR_PASSES = text(
    "update procrastinate_jobs set scheduled_at = null where scheduled_at is not null"
    " and task_name = 'send_letter'"
)
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


@dataclass
class MailServer:
    """A mail server that comes and goes on one port, and what it took meanwhile."""

    port: int
    sink: Sink
    controller: Port | None = None

    def start(self) -> None:
        """Listen."""
        self.controller = Port(self.sink, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        """Refuse connections."""
        if self.controller is not None:
            self.controller.stop()
        self.controller = None

    @property
    def arrived(self) -> Counter[str]:
        """How often each letter arrived, by its Message-ID."""
        return Counter(str(message["Message-ID"]) for message in self.sink.messages)


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server that is not there yet."""
    server = MailServer(closed_port(), Sink())
    yield server
    server.stop()


@pytest.fixture
def rig(own_database: str, tmp_path: Path, mail: MailServer) -> Iterator[Rig]:
    """A service that sends its letters there."""
    settings = {
        "CONSULT_MAIL_SERVER": "127.0.0.1",
        "CONSULT_MAIL_PORT": str(mail.port),
        "CONSULT_MAIL_TIMEOUT": "2",
    }
    with rig_on(own_database, tmp_path / "instance", **settings) as made:
        yield made


def hour_passes(rig: Rig) -> int:
    """Make all letters due that wait for another try; returns how many are not sent yet."""
    with rig.app.app_context():
        db.session.execute(HOUR_PASSES)
        db.session.commit()
        return len(db.session.scalars(PENDING).all())


def until_all_are_sent(rig: Rig) -> None:
    """Let hours pass until nothing waits."""
    deadline = time.monotonic() + STALLED
    while (left := hour_passes(rig)) and time.monotonic() < deadline:
        time.sleep(0.3)
    assert left == 0, f"{left} letters are still not sent"


def tries_are_made(rig: Rig) -> None:
    """Let an hour pass and start the worker anew: it tries all that waits at once."""
    rig.service.kill()
    hour_passes(rig)
    before = _tries(rig)
    rig.start()
    deadline = time.monotonic() + PATIENCE
    while _tries(rig) <= before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _tries(rig) > before


def _tries(rig: Rig) -> int:
    with rig.app.app_context():
        return int(db.session.scalar(select(func.sum(Letter.attempts))) or 0)


def write(rig: Rig, count: int) -> Burst:
    """Let people write until so many receipts were seen."""
    burst = rig.burst(writers=4)
    burst.begin()
    burst.wait_for(count)
    burst.end()
    return burst


def missing(rig: Rig, mail: MailServer) -> set[str]:
    """The letters that never arrived."""
    with rig.app.app_context():
        return set(db.session.scalars(select(Letter.message_id))) - set(mail.arrived)


def test_letters_wait_for_the_mail_server_and_comments_do_not(rig: Rig, mail: MailServer) -> None:
    mail.start()
    rig.start()
    with_mail = write(rig, 2 * EACH)
    mail.stop()
    burst = write(rig, 2 * EACH)
    for trouble in ("451 come back later", "421 too many", "hang up"):
        mail.sink.rcpt = "" if trouble == "hang up" else trouble
        mail.sink.hang_up = trouble == "hang up"
        mail.start()
        tries_are_made(rig)
        mail.stop()
    mail.sink.hang_up = False
    mail.start()
    for _ in range(KILLS):
        rig.service.kill()
        hour_passes(rig)
        rig.start()
    until_all_are_sent(rig)
    burst.noted += with_mail.noted
    assert reckon(rig.app, burst, "F-4 mail down").harm == NO_HARM
    repeated = sum(count - 1 for count in mail.arrived.values())
    slower = statistics.median(burst.seconds) / statistics.median(with_mail.seconds)
    print(
        f"{len(mail.arrived)} letters, {repeated} twice; comments took {slower:.2f} times as long"
    )
    assert missing(rig, mail) == set()
    assert slower < 2


def test_a_letter_refused_for_good_is_failed_and_holds_up_no_other(
    rig: Rig, mail: MailServer
) -> None:
    mail.sink.rcpt = "550 no such person"
    mail.start()
    rig.start()
    write(rig, 1)
    until_all_are_sent(rig)
    with rig.app.app_context():
        states = db.session.execute(select(Letter.state, Letter.last_error)).all()
    assert {tuple(row) for row in states} == {("failed", "SMTPRecipientsRefused 550")}
    mail.sink.rcpt = ""
    write(rig, 4)
    until_all_are_sent(rig)
    assert len(missing(rig, mail)) == len(states)


def test_a_build_that_marks_before_it_sends_is_caught(rig: Rig, mail: MailServer) -> None:
    rig.service.worker_module = "tests.faults.eager_worker"
    rig.start()
    write(rig, EACH)
    until_all_are_sent(rig)
    mail.start()
    assert missing(rig, mail) != set()
