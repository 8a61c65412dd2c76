"""Processes that the commands start beside themselves: web server and worker."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import click

PATIENCE = 30
READY_WAIT = 60
STOPPING = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Web:
    """How the web server runs: address, processes, threads of each."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 8

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"http://{host}:{self.port}"

    def command(self) -> list[str]:
        """Return the command line of gunicorn with the settings this service needs."""
        options = {
            "--bind": f"{self.host}:{self.port}",
            "--worker-class": "gthread",
            "--workers": self.workers,
            "--threads": self.threads,
            "--timeout": 60,
            "--graceful-timeout": 30,
            "--max-requests": 2000,
            "--max-requests-jitter": 200,
            "--log-level": "warning",
            "--config": "python:consult.machinery.server_end",
            "--logger-class": "consult.machinery.server_log.ServerLog",
            "--worker-tmp-dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112, S108
        }
        pairs = [[name, str(value)] for name, value in options.items() if value is not None]
        words = [word for pair in pairs for word in pair]
        return [
            *(sys.executable, "-m", "gunicorn", *words),
            *("--no-control-socket", "consult.app:create_app()"),
        ]


def worker_command() -> list[str]:
    """Return the command line of one worker."""
    return [sys.executable, "-m", "consult", "worker"]


@dataclass
class Family:
    """Child processes that are stopped together, in the order in which they were started."""

    environment: Mapping[str, str]
    children: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, command: Sequence[str]) -> None:
        """Start a child in a session of its own, so that Ctrl-C reaches only us."""
        child = subprocess.Popen(  # noqa: S603
            list(command), env=dict(self.environment), start_new_session=True
        )
        self.children.append(child)

    def wait(self) -> int:
        """Wait until a signal comes or a child ends by itself; returns its exit code or 0."""
        stopped: list[int] = []
        for number in STOPPING:
            signal.signal(number, lambda got, _frame: stopped.append(got))
        while not stopped:
            for child in self.children:
                if child.poll() is not None:
                    return child.returncode or 1
            time.sleep(0.2)
        return 0

    def stop(self) -> None:
        """Ask every child to end, then end those that do not."""
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next free one of the following twenty."""
    for port in range(wanted, wanted + 20):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if _can_bind(probe, host, port):
                return port
    message = f"No port from {wanted} to {wanted + 19} is free; name another one with --port."
    raise click.ClickException(message)


def _can_bind(probe: socket.socket, host: str, port: int) -> bool:
    try:
        probe.bind((host, port))
    except OSError:
        return False
    return True


def wait_ready(url: str) -> bool:
    """Wait up to a minute until /readyz answers 200."""
    deadline = time.monotonic() + READY_WAIT
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError, urllib.error.URLError),
            urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer,  # noqa: S310
        ):
            if answer.status == 200:  # noqa: PLR2004
                return True
        time.sleep(0.1)
    return False
