"""Thirty times the usual number of people for ten minutes: all are taken, none waits long (REQ 107).

The usual rate is that of the last day of a large discussion: 10,000 comments of which a tenth come
in its last twelve hours, and ten pages read for each.
"""

import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consult.kernel.database import db
from consult.machinery.traffic import PAUSE, TrafficMinute
from tests.faults.reckoning import NO_HARM, reckon
from tests.faults.rig import Rig, rig_on
from tests.faults.shipped_proxy import Ports, proxy, trusting
from tests.faults.writers import Burst
from tests.live import free_port

USUAL = 1_000 / 12 / 3600
"""Submissions a second."""
TIMES = 30
MINUTES = 10
PAGES = ("", "/plan", "/measures/1.1", "/measures/1.2", "/general") * 2
"""What one person reads before they write."""
SLOWEST = 3.0
"""Seconds in which 95 of 100 sendings end, REQ 107."""
pytestmark = [pytest.mark.committed, pytest.mark.fault]


@dataclass
class Rush:
    """People who come at their own pace, whether those before them were served or not."""

    burst: Burst
    read: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def come(self, minutes: float) -> None:
        """Let one after the other come for so long, and wait until the last is served."""
        people = []
        began = time.monotonic()
        for place in range(int(minutes * 60 * USUAL * TIMES)):
            time.sleep(max(0.0, began + place / (USUAL * TIMES) - time.monotonic()))
            people.append(threading.Thread(target=self._person, daemon=True))
            people[-1].start()
        for person in people:
            person.join(120)

    def _person(self) -> None:
        for page in PAGES:
            began = time.monotonic()
            try:
                with urllib.request.urlopen(  # noqa: S310 - our own address
                    f"{self.burst.url}/en/c/{self.burst.slug}{page}",
                    timeout=30,
                    context=self.burst.context,
                ) as answer:
                    answer.read()
            except OSError as error:
                self.failed.append(f"{page}: {error}")
            self.read.append(time.monotonic() - began)
        self.burst.send_one()


@pytest.fixture
def rush(own_database: str, tmp_path: Path) -> Iterator[tuple[Rig, Rush]]:
    """A service of two processes and a worker behind the shipped proxy, and people before it."""
    port = free_port()
    folder = tmp_path / "instance"
    with (
        proxy(f"http://127.0.0.1:{port}", tmp_path) as ports,
        rig_on(own_database, folder, **_behind(ports)) as rig,
    ):
        rig.service.port = port
        rig.start()
        burst = rig.burst(context=trusting())
        yield rig, Rush(replace(burst, url=f"https://127.0.0.1:{ports.tls}"))


def _behind(ports: Ports) -> dict[str, str]:
    public = f"https://127.0.0.1:{ports.tls}"
    return {"CONSULT_PROXY_HOPS": "1", "CONSULT_PUBLIC_URL": public}


def _processes_write_their_counts(rig: Rig) -> None:
    """Let every process answer something after the pause in which it only counts."""
    time.sleep(PAUSE + 1)
    for _ in range(50):
        with urllib.request.urlopen(f"{rig.service.url}/healthz", timeout=10) as answer:  # noqa: S310
            answer.read()


def at_most(seconds: list[float], share: float) -> float:
    """Return the seconds within which this share of all ended."""
    return sorted(seconds)[int(len(seconds) * share) - 1]


def test_rush_is_taken_whole_and_nobody_waits_long(rush: tuple[Rig, Rush]) -> None:
    rig, people = rush
    burst = people.burst
    people.come(MINUTES)
    slow, read = at_most(burst.seconds, 0.95), at_most(people.read, 0.95)
    print(
        f"\nREQ 107: {len(burst.noted)} submissions, {len(people.read)} pages in {MINUTES} minutes"
    )
    print(f"sending p95 {slow * 1000:.0f} ms, reading p95 {read * 1000:.0f} ms")
    print(
        f"{burst.refused} tries refused {dict(burst.statuses)}, {len(people.failed)} pages failed"
    )
    assert len(burst.noted) == int(MINUTES * 60 * USUAL * TIMES)
    assert people.failed == []
    assert slow < SLOWEST
    _processes_write_their_counts(rig)
    assert reckon(rig.app, burst, "REQ 107 rush").harm == NO_HARM
    with rig.app.app_context():
        minutes = db.session.execute(
            select(TrafficMinute.minute, func.sum(TrafficMinute.count))
            .where(TrafficMinute.kind == "accepted")
            .group_by(TrafficMinute.minute)
        ).all()
    assert sum(count for _minute, count in minutes) == len(burst.noted)
    assert MINUTES <= len(minutes) <= MINUTES + 2
