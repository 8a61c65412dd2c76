"""A web server that ends in good order writes what only its processes have counted (REQ 107)."""

import pytest
from sqlalchemy import func, select

from consult.kernel.database import db
from consult.machinery.traffic import TrafficMinute
from tests.faults.rig import Rig

pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


def test_counts_of_the_last_seconds_are_written_at_the_end(rig: Rig) -> None:
    rig.service.start_web()
    burst = rig.burst(writers=2)
    burst.begin()
    burst.wait_for(3)
    burst.end()
    rig.service.stop()
    with rig.app.app_context():
        counted = db.session.scalar(
            select(func.sum(TrafficMinute.count)).where(TrafficMinute.kind == "accepted")
        )
    assert counted == len(burst.noted) >= 3
