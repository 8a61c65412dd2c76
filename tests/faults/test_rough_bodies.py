"""Bodies that no browser sends, at a real server: refused, little memory, and it goes on (REQ 69)."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults.rig import Rig, rig_on

pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]
MIB = 1024 * 1024
MOST = 20 * MIB
TURNS = 4
CHUNK = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded"
JSON = b"Content-Type: application/json"
PARTS = b"Content-Type: multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n'
CHUNKED = b"Transfer-Encoding: chunked"
DEEP = b"[" * 3000 + b"]" * 3000
TWICE = b'{"email": "a", "email": "b", "held": {}, "held": {}}'
DESK = "/en/desk/x/ABCD/sync"
SIGN_IN = "/en/account/sign-in"
BODIES: dict[str, tuple[str, bytes, bytes]] = {
    "chunked form": (SIGN_IN, FORM + b"\r\n" + CHUNKED, CHUNK * 640 + b"0\r\n\r\n"),
    "chunked parts": (
        SIGN_IN, PARTS + b"\r\n" + CHUNKED,
        b"30\r\n" + PART[:48] + b"\r\n" + CHUNK * 640 + b"0\r\n\r\n",
    ),
    "chunked json": (DESK, JSON + b"\r\n" + CHUNKED, CHUNK * 640 + b"0\r\n\r\n"),
    "more than declared": (SIGN_IN, FORM + b"\r\nContent-Length: 5", b"email=" * 100_000),
    "less than nothing": (SIGN_IN, FORM + b"\r\nContent-Length: -5", b"email=a"),
    "two lengths": (SIGN_IN, FORM + b"\r\nContent-Length: 5\r\n" + CHUNKED, b"0\r\n\r\n"),
    "deep json": (DESK, JSON, DEEP),
    "deep json in a form": (SIGN_IN, JSON, DEEP),
    "keys twice": (DESK, JSON, TWICE),
    "another charset": (SIGN_IN, FORM + b"; charset=utf-7", b"email=+ADw-script+AD4-&password=%ff"),
    "packed": (
        SIGN_IN, FORM + b"\r\nContent-Encoding: gzip", gzip.compress(b"email=" + b"x" * 60 * MIB),
    ),
    "packed json": (DESK, JSON + b"\r\nContent-Encoding: gzip", gzip.compress(b" " * 60 * MIB)),
    "a large form": (SIGN_IN, FORM, b"email=" + b"x" * 40 * MIB),
    "a large field": (SIGN_IN, PARTS, PART.replace(b"x\r\n", b"x" * 30 * MIB) + b"\r\n--b--"),
    "many fields": (SIGN_IN, FORM, b"a=1&" * 200_000),
    "many parts": (SIGN_IN, PARTS, PART * 20_000 + b"--b--"),
    "a long head": (SIGN_IN, FORM + b"\r\nX-Long: " + b"x" * 100_000, b"email=a"),
    "many heads": (SIGN_IN, FORM + b"".join(b"\r\nX-%d: 1" % n for n in range(500)), b"email=a"),
}  # fmt: skip


@contextmanager
def served(url: str, instance: Path, application: str) -> Iterator[Rig]:
    """Run one web server that did once what it does for every refusal."""
    with rig_on(url, instance) as rig:
        rig.service.workers, rig.service.application = 1, application
        rig.service.start_web()
        for path, heads, body in (
            (SIGN_IN, FORM, b"email=a"), (DESK, JSON, b"{}"), (SIGN_IN, PARTS, PART + b"--b--"),
        ):  # fmt: skip
            for _turn in range(8):
                send(rig.service.port, path, heads, body)
        yield rig


def send(port: int, path: str, heads: bytes, body: bytes) -> int:
    """Send one request as it stands; returns the status that is answered, 0 for none."""
    if CHUNKED not in heads and b"Content-Length" not in heads:
        heads += b"\r\nContent-Length: %d" % len(body)
    start = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" % path.encode()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        with suppress(OSError):
            line.sendall(start + heads + b"\r\n\r\n" + body)
        answer = b""
        with suppress(OSError):
            while b"\r\n" not in answer and (more := line.recv(4096)):
                answer += more
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else 0


def processes(rig: Rig) -> list[Path]:
    """The folders in /proc of the processes of the web server."""
    assert rig.service.web is not None
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            found += [entry] if int(fields[2]) == rig.service.web.pid else []
    return found


def memory(rig: Rig, line: str = "VmRSS") -> int:
    """Bytes that the processes of the web server hold, or held at most (VmHWM)."""
    words = [row for one in processes(rig) for row in (one / "status").read_text().splitlines()]
    return sum(int(row.split()[1]) for row in words if row.startswith(f"{line}:")) * 1024


def growth(rig: Rig, name: str) -> int:
    """Send one body a few times, which has to be refused; returns the bytes held more at most."""
    for one in processes(rig):
        (one / "clear_refs").write_text("5")  # the peak begins anew (proc(5))
    before = memory(rig)
    statuses = {send(rig.service.port, *BODIES[name]) for _turn in range(TURNS)}
    assert all(400 <= status < 500 for status in statuses), (name, statuses)
    return memory(rig, "VmHWM") - before


def test_each_is_refused_with_little_memory_and_the_next_is_served(
    own_database: str, tmp_path: Path
) -> None:
    with served(own_database, tmp_path / "instance", "consult.app:create_app()") as rig:
        before = memory(rig)
        grown = {name: growth(rig, name) for name in BODIES}
        print({name: round(size / MIB, 1) for name, size in grown.items() if size > MIB})
        assert max(grown.values()) < MOST, grown
        assert memory(rig) - before < 2 * MOST
        assert send(rig.service.port, SIGN_IN, FORM, b"email=a") == 400


def test_build_that_reads_whole_bodies_is_caught(own_database: str, tmp_path: Path) -> None:
    with served(own_database, tmp_path / "instance", "tests.faults.greedy:create_app()") as rig:
        assert max(growth(rig, name) for name in ("a large form", "a large field")) > MOST
