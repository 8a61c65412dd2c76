"""clamd itself, with signatures of a test's own: nothing is fetched from anywhere."""

import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from consult.machinery import clamd
from tests.live import free_port
from tests.machinery.test_clamd import EICAR

PATIENCE = 30
NAME = "Consult.Test.Eicar"
PROGRAM = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@dataclass
class RealScanner:
    """A clamd in a folder of its own, on a socket or a port, that can be frozen and ended."""

    folder: Path
    is_tcp: bool = False
    most: str = "10M"
    process: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "test.ndb").write_text(f"{NAME}:0:*:{EICAR.hex()}\n")
        self.address = f"127.0.0.1:{free_port()}" if self.is_tcp else f"{self.folder}/clamd.ctl"
        port = self.address.rpartition(":")[2]
        where = (
            f"TCPSocket {port}\nTCPAddr 127.0.0.1" if self.is_tcp else f"LocalSocket {self.address}"
        )
        lines = f"{where}\nDatabaseDirectory {self.folder}\nForeground yes\nStreamMaxLength {self.most}\n"
        (self.folder / "clamd.conf").write_text(lines)

    def start(self) -> None:
        """Run until it answers."""
        assert PROGRAM
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "-c", str(self.folder / "clamd.conf")], stdout=log, stderr=log
            )
        deadline = time.monotonic() + PATIENCE
        while not clamd.answers(self.address, 1):
            assert time.monotonic() < deadline, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def freeze(self) -> None:
        """Let it hang in the middle of what it does."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
        self.process = None
