"""The disk of the database runs full in a burst and is made larger: nothing is lost (F-3)."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster, cluster_in
from tests.faults.reckoning import NO_HARM, reckon
from tests.faults.rig import Rig, rig_on
from tests.faults.writers import Burst

MEGABYTE = 1024 * 1024
SIZE = 120
LARGER = 240
LEFT = 3
BULK = 18_000
"""Characters of a text, so that a few dozen fill what is left."""
FULL = 16
PATIENCE = 40
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="consult-disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("F-3 did NOT run: mounting a small disk is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture
def server(small_disk: Path, migrated_url: str) -> Iterator[Cluster]:
    """A database server whose whole data stand on the small disk."""
    options = ("-c", "min_wal_size=2MB", "-c", "max_wal_size=4MB")
    with cluster_in(small_disk, migrated_url, *options, wal=1) as made:
        yield made


@pytest.fixture
def rig(server: Cluster, tmp_path: Path) -> Iterator[Rig]:
    """A service on that server."""
    with rig_on(server.url, tmp_path / "instance") as made:
        yield made


def burst_on_a_full_disk(rig: Rig, server: Cluster, disk: Path) -> Burst:
    """Let people write until the disk is full and for a while after; then give it room."""
    rig.service.start_web()
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, _free(disk) - LEFT * MEGABYTE)
    burst = rig.burst(bulk=BULK)
    burst.begin()
    _until_refused(burst, FULL)
    larger = f"remount,size={LARGER}m"
    subprocess.run(["mount", "-o", larger, str(disk)], check=True)
    if not server.runs:
        server.start()
    burst.wait_for(8)
    burst.end()
    return burst


def _free(disk: Path) -> int:
    room = os.statvfs(disk)
    return room.f_bavail * room.f_frsize


def _until_refused(burst: Burst, times: int) -> None:
    """Wait until people were refused often: the disk is full."""
    deadline = time.monotonic() + PATIENCE
    while burst.statuses[503] < times and time.monotonic() < deadline:
        time.sleep(0.05)
    assert burst.statuses[503] >= times, burst.statuses


def test_nothing_is_lost_on_a_full_disk_and_all_goes_on_when_there_is_room(
    rig: Rig, server: Cluster, small_disk: Path
) -> None:
    burst = burst_on_a_full_disk(rig, server, small_disk)
    found = reckon(rig.app, burst, "F-3 disk full")
    assert found.acked >= 16
    assert found.harm == NO_HARM
    assert set(burst.statuses) == {503}


def test_a_build_that_answers_a_receipt_all_the_same_is_caught(
    rig: Rig, server: Cluster, small_disk: Path
) -> None:
    rig.service.application = "tests.faults.swallowing:create_app()"
    burst = burst_on_a_full_disk(rig, server, small_disk)
    assert reckon(rig.app, burst, "F-3 mutant").lost > 0


def test_full_folder_of_files_and_logs_stops_no_comment(
    own_database: str, small_disk: Path
) -> None:
    """Without the gauge of room, which stops sending before: nothing of a comment needs the disk."""
    instance = small_disk / "instance"
    with rig_on(own_database, instance, CONSULT_LEAST_FREE="0") as rig:
        rig.service.start_web()
        with (small_disk / "ballast").open("wb") as file, contextlib.suppress(OSError):
            while file.write(bytes(MEGABYTE)):
                file.flush()
        burst = rig.burst()
        burst.begin()
        burst.wait_for(16)
        burst.end()
        found = reckon(rig.app, burst, "F-3 folder of files full")
    assert found.harm == NO_HARM
