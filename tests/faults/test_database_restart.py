"""The database crashes and is stopped in a burst: 503 while it is away, nothing lost (F-5)."""

import time

import pytest

from tests.faults.cluster import Cluster
from tests.faults.reckoning import NO_HARM, reckon
from tests.faults.rig import Rig
from tests.faults.writers import Burst

EACH = 8
AWAY = 1.0
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


def burst_with_restarts(rig: Rig, server: Cluster) -> Burst:
    """Let people write while the server crashes once and is stopped once."""
    rig.service.start_web()
    burst = rig.burst()
    burst.begin()
    for mode in ("immediate", "fast"):
        burst.wait_for(EACH)
        server.stop(mode)
        time.sleep(AWAY)
        server.start()
    burst.wait_for(EACH)
    burst.end()
    return burst


def test_nothing_is_lost_and_only_503_is_answered_while_the_database_is_away(
    rig_on_server: Rig, server: Cluster
) -> None:
    burst = burst_with_restarts(rig_on_server, server)
    found = reckon(rig_on_server.app, burst, "F-5 database restart")
    assert found.acked >= 3 * EACH
    assert found.harm == NO_HARM
    assert set(burst.statuses) == {503}


def test_a_build_that_swallows_the_trouble_is_caught(rig_on_server: Rig, server: Cluster) -> None:
    rig_on_server.service.application = "tests.faults.swallowing:create_app()"
    burst = burst_with_restarts(rig_on_server, server)
    assert reckon(rig_on_server.app, burst, "F-5 mutant").lost > 0
