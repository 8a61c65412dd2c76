"""The service as it really runs: gunicorn and a worker as processes of their own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from consult.cli.processes import Web, wait_ready
from tests.conftest import SECRET

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 20


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """Web server and worker on one database and one instance folder."""

    database_url: str
    instance: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    workers: int = 2
    application: str = "consult.app:create_app()"
    worker_module: str = "tests.hurried_worker"
    web: "subprocess.Popen[bytes] | None" = None
    worker: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """The address of the home page without a language."""
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> None:
        """Start the web server and wait until it can take a comment."""
        *command, _application = Web(port=self.port, workers=self.workers, threads=4).command()
        self.web = self._start([*command, self.application], "web")
        assert wait_ready(self.url), (self.instance / "web.log").read_text()[-2000:]

    def start_worker(self) -> None:
        """Start one worker."""
        self.worker = self._start([sys.executable, "-m", self.worker_module], "worker")

    def _start(self, command: list[str], name: str) -> "subprocess.Popen[bytes]":
        environment = {
            **{key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ},
            "DATABASE_URL": self.database_url,
            "CONSULT_INSTANCE": str(self.instance),
            "CONSULT_SECRET_KEY": SECRET,
            "CONSULT_PUBLIC_URL": self.url,
            "CONSULT_NO_LIMITS": "1",
            "CONSULT_SECOND_FACTOR": "off",
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": str(ROOT),
            **self.settings,
        }
        with (self.instance / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """End both with SIGKILL, gunicorn's children too, as a power cut would."""
        for process in (self.web, self.worker):
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(PATIENCE)
        self.web = self.worker = None

    def stop(self) -> None:
        """End both in good order."""
        for process in (self.web, self.worker):
            if process is not None and process.poll() is None:
                process.terminate()
        for process in (self.web, self.worker):
            if process is not None:
                _wait(process)
        self.web = self.worker = None


def _wait(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """Run web server and worker until the end of the block."""
    assert sys.executable
    service.instance.mkdir(parents=True, exist_ok=True)
    try:
        service.start_web()
        service.start_worker()
        yield service
    finally:
        service.stop()
