"""The power is cut in a burst: what the disk held at that instant has every receipt (F-2).

The disk is an image on a file system that copies by reference: such a copy is the state of the disk
at one instant, without what the kernel had not written yet. Needs root and loop mounts.
"""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from consult.app import create_app
from consult.kernel.database import db
from tests.conftest import make_settings
from tests.faults.cluster import Cluster, cluster_in, hand_over
from tests.faults.reckoning import NO_HARM, Reckoning, reckon
from tests.faults.rig import rig_on
from tests.faults.writers import Burst, Noted

CUTS = 6
FEW = 3
LAZY = ("-c synchronous_commit=off", "-c wal_writer_delay=10s", "-c wal_writer_flush_after=100MB")
pytestmark = [pytest.mark.committed, pytest.mark.fault]


@dataclass
class Disk:
    """A disk whose state can be kept: its image, and where it is mounted."""

    folder: Path

    @property
    def image(self) -> Path:
        """The bytes of the disk."""
        return self.folder / "outer" / "inner.img"

    @property
    def root(self) -> Path:
        """Where it is mounted."""
        return self.folder / "inner"

    def cut(self, name: str) -> Path:
        """Keep what the disk holds at this instant."""
        kept = self.folder / "outer" / f"{name}.img"
        _do("cp", "--reflink=always", self.image, kept)
        return kept


@dataclass
class Cut:
    """A state of the disk, and what was acknowledged before it."""

    image: Path
    before: list[Noted]


def _do(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


@contextmanager
def mounted(image: Path, place: Path) -> Iterator[Path]:
    """Mount an image until the end of the block."""
    place.mkdir(exist_ok=True)
    _do("mount", "-o", "loop", image, place)
    try:
        yield place
    finally:
        _do("umount", "--lazy", place)


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A disk on a file system that copies by reference; skips loudly where that is impossible."""
    if os.geteuid() != 0 or not (shutil.which("mkfs.xfs") and shutil.which("mkfs.ext4")):
        pytest.skip("F-2 did NOT run: it needs root, mkfs.xfs and mkfs.ext4 (apt xfsprogs)")
    folder = Path(tempfile.mkdtemp(prefix="consult-power-"))
    folder.chmod(0o755)
    made = Disk(folder)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        try:
            _do("truncate", "-s", "3G", folder / "outer.img")
            _do("mkfs.xfs", "-q", "-m", "reflink=1", folder / "outer.img")
            stack.enter_context(mounted(folder / "outer.img", folder / "outer"))
            _do("truncate", "-s", "400M", made.image)
            _do("mkfs.ext4", "-q", "-F", made.image)
            stack.enter_context(mounted(made.image, made.root))
        except subprocess.CalledProcessError:
            pytest.skip("F-2 did NOT run: loop mounts are not allowed here")
        yield made


def cuts_in_a_burst(
    disk: Disk, migrated_url: str, instance: Path, times: int, *options: str
) -> list[Cut]:
    """Let people write and keep the state of the disk at random instants."""
    dice = random.Random(11)
    cuts = []
    with (
        cluster_in(disk.root, migrated_url, *options) as server,
        rig_on(server.url, instance) as rig,
    ):
        _do("sync", "-f", disk.root)
        rig.service.start_web()
        burst = rig.burst()
        burst.begin()
        for place in range(times):
            burst.wait_for(6)
            time.sleep(dice.random())
            before = list(burst.noted)
            cuts.append(Cut(disk.cut(f"cut-{place}"), before))
        burst.end()
    return cuts


def after(cut: Cut, folder: Path, instance: Path) -> Reckoning:
    """Switch the machine on again: mount the disk, let the server recover, and reckon."""
    socket = Path(tempfile.mkdtemp(prefix="consult-pg-"))
    hand_over(socket)
    with mounted(cut.image, folder / "again") as root:
        with suppress(FileNotFoundError):
            (root / "data" / "postmaster.pid").unlink()
        server = Cluster(root, socket)
        server.start()
        try:
            app = create_app(make_settings(server.url, instance))
            found = reckon(app, Burst("", "", noted=cut.before), f"F-2 {cut.image.stem}")
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        finally:
            server.stop("immediate")
    shutil.rmtree(socket)
    return found


def test_nothing_acknowledged_is_lost_when_the_power_is_cut(
    disk: Disk, migrated_url: str, tmp_path: Path
) -> None:
    for cut in cuts_in_a_burst(disk, migrated_url, tmp_path / "instance", CUTS):
        found = after(cut, disk.folder, tmp_path / "instance")
        assert found.acked >= 6
        assert found.harm == NO_HARM


def test_a_server_that_does_not_wait_for_the_disk_is_caught(
    disk: Disk, migrated_url: str, tmp_path: Path
) -> None:
    cuts = cuts_in_a_burst(disk, migrated_url, tmp_path / "instance", FEW, *LAZY)
    assert sum(after(cut, disk.folder, tmp_path / "instance").lost for cut in cuts) > 0
