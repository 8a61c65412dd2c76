"""The web server's clock is days off: the database's decides all the same (F-6, REQ 18)."""

import json
import time
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.faults.reckoning import NO_HARM, reckon
from tests.faults.rig import Rig, rig_on

WAIT = 3.0
PATIENCE = 40.0
MUTANT = "tests.faults.own_clock:create_app()"
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


def library() -> Path:
    """The library that tells a process another time; skips loudly where it is not installed."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("F-6 did NOT run: libfaketime is not installed (apt install faketime)")
    return found[0]


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """The file that says how far off the web server's clock is."""
    file = tmp_path / "time"
    file.write_text("+0")
    return file


@pytest.fixture
def rig(own_database: str, tmp_path: Path, told: Path) -> Iterator[Rig]:
    """A service whose web server reads its clock from a file."""
    environment = {
        "LD_PRELOAD": str(library()),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
    }
    with rig_on(own_database, tmp_path / "instance", **environment) as made:
        made.service.workers = 1
        yield made


def close_in(rig: Rig, distance: timedelta) -> None:
    """Move the deadline; no worker is there to close the consultation."""
    with rig.app.app_context():
        statement = select(Consultation).where(Consultation.slug == rig.slug)
        db.session.scalars(statement).one().closes_at = now() + distance
        db.session.commit()


def taken(rig: Rig, told: Path, shift: str, closes_in: timedelta, *, hoped: int = 0) -> int:
    """How many comments are taken by a server whose clock is off, until so many are."""
    close_in(rig, closes_in)
    rig.service.start_web()
    told.write_text(shift)
    burst = rig.burst(writers=3, patience=0)
    burst.begin()
    deadline = time.monotonic() + (PATIENCE if hoped else WAIT)
    while time.monotonic() < deadline and (not hoped or len(burst.noted) < hoped):
        time.sleep(0.05)
    burst.end()
    found = reckon(rig.app, burst, f"F-6 clock {shift}, closes in {closes_in}")
    assert found.harm == NO_HARM
    return found.stored


def test_clock_three_days_ahead_closes_nothing(rig: Rig, told: Path) -> None:
    assert taken(rig, told, "+3d", timedelta(days=1), hoped=3) >= 3
    facts = _ready(rig)
    assert abs(facts["clock_skew_seconds"] - 3 * 86_400) < 60


def test_clock_two_hours_behind_opens_nothing(rig: Rig, told: Path) -> None:
    assert taken(rig, told, "-2h", timedelta(hours=-1)) == 0


def test_clock_set_back_while_people_write_repeats_no_number(rig: Rig, told: Path) -> None:
    close_in(rig, timedelta(days=1))
    rig.service.start_web()
    burst = rig.burst(writers=4)
    burst.begin()
    for shift in ("+3d", "-2h", "+0"):
        told.write_text(shift)
        burst.wait_for(4)
    burst.end()
    found = reckon(rig.app, burst, "F-6 clock jumps")
    assert found.acked >= 12
    assert found.harm == NO_HARM


def test_a_build_with_a_clock_of_its_own_is_caught(rig: Rig, told: Path) -> None:
    rig.service.application = MUTANT
    assert taken(rig, told, "-2h", timedelta(hours=-1), hoped=1) > 0


def _ready(rig: Rig) -> dict[str, float]:
    address = f"{rig.service.url}/readyz"
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
        facts: dict[str, float] = json.loads(answer.read())
    return facts
