"""Room on the disk of the files: uploads end first, then sending, long before nothing works."""

import shutil
import threading
import time
from pathlib import Path
from typing import Literal

from consult.kernel.errors import Unavailable

Room = Literal["ample", "tight", "none"]
SHARE = 0.05
FRESH = 60.0


class NoRoomForFiles(Unavailable):
    """There is too little room for uploads; everything else works."""

    code = "no_room_for_files"


class NoRoom(Unavailable):
    """There is too little room to take comments; reading works."""

    code = "no_room"


class Gauge:
    """What was measured last, for a minute; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[Path, tuple[float, Room]] = {}

    def read(self, folder: Path, least: int) -> Room:
        """Return how much room there is: less than `least` bytes is tight, less than half none.

        On a small disk five per cent of it are enough; `least` of 0 switches this off.
        """
        with self._lock:
            at, room = self._seen.get(folder, (-FRESH, "ample"))
            if time.monotonic() - at > FRESH:
                room = _measured(folder, least)
                self._seen[folder] = time.monotonic(), room
            return room

    def forget(self) -> None:
        """Measure anew at the next question."""
        with self._lock:
            self._seen.clear()


gauge = Gauge()


def _measured(folder: Path, least: int) -> Room:
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return "ample"
    enough = min(least, int(usage.total * SHARE))
    if usage.free >= enough:
        return "ample"
    return "tight" if usage.free >= enough // 2 else "none"
