"""Hundreds of clients send half a request: behind the shipped proxy nobody notices (F-8)."""

import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.rig import Rig, rig_on
from tests.faults.shipped_proxy import proxy, trusting

SLOW = 200
PROBES = 60
PATIENCE = 5
HALF_HEAD = b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY = (
    b"POST /en/account/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nemail="
)
TRUSTING = trusting()
pytestmark = [pytest.mark.committed, pytest.mark.fault]


@pytest.fixture
def rig(own_database: str, tmp_path: Path) -> Iterator[Rig]:
    """A service behind one proxy."""
    with rig_on(own_database, tmp_path / "instance", CONSULT_PROXY_HOPS="1") as made:
        yield made


def hold(port: int, *, tls: bool, stop: threading.Event) -> None:
    """Keep as many half requests open as there are slow clients, until told to stop."""
    held: list[socket.socket] = []
    place = 0
    while not stop.is_set():
        for half in (HALF_HEAD, HALF_BODY) * (SLOW - len(held) // 2):
            place += 1
            with suppress(OSError):
                held.append(_slow(port, f"127.0.0.{2 + place % 8}", half, tls=tls))
            if stop.is_set():
                break
        stop.wait(1)
        held = [one for one in held if _drips(one)]
    for one in held:
        one.close()


def _slow(port: int, source: str, half: bytes, *, tls: bool) -> socket.socket:
    line = socket.create_connection(
        ("127.0.0.1", port), timeout=PATIENCE, source_address=(source, 0)
    )
    if tls:
        line = TRUSTING.wrap_socket(line)
    line.sendall(half)
    return line


def _drips(line: socket.socket) -> bool:
    try:
        line.sendall(b"x")
    except OSError:
        line.close()
        return False
    return True


def p99(address: str) -> float:
    """The seconds that 99 of 100 pages take at most."""
    seconds = []
    for _ in range(PROBES):
        began = time.monotonic()
        with suppress(OSError):
            _read(address)
        seconds.append(time.monotonic() - began)
        if sum(seconds) > 4 * PATIENCE:
            break
    return sorted(seconds)[int(len(seconds) * 0.99) - 1]


def _read(address: str) -> bytes:
    context = _context(address)
    with urllib.request.urlopen(address, timeout=PATIENCE, context=context) as answer:  # noqa: S310
        return bytes(answer.read())


def _context(address: str) -> ssl.SSLContext | None:
    return TRUSTING if address.startswith("https") else None


def besieged(port: int, address: str, *, tls: bool) -> float:
    """The slowest page while hundreds send half requests."""
    stop = threading.Event()
    crowd = threading.Thread(target=hold, args=(port,), kwargs={"tls": tls, "stop": stop})
    crowd.start()
    time.sleep(3)
    try:
        return p99(address)
    finally:
        stop.set()
        crowd.join(60)


def test_others_notice_nothing_behind_the_shipped_proxy(rig: Rig, tmp_path: Path) -> None:
    rig.service.start_web()
    with proxy(rig.service.url, tmp_path) as ports:
        address = f"https://127.0.0.1:{ports.tls}/en/"
        calm, busy = p99(address), besieged(ports.tls, address, tls=True)
    print(
        f"\nF-8 p99 {calm * 1000:.0f} ms alone, {busy * 1000:.0f} ms beside {2 * SLOW} slow clients"
    )
    assert busy < 1


def test_without_a_proxy_others_wait(rig: Rig) -> None:
    rig.service.start_web()
    address = f"{rig.service.url}/en/"
    busy = besieged(rig.service.port, address, tls=False)
    print(f"\nF-8 mutant without a proxy: p99 {busy * 1000:.0f} ms")
    assert busy > 1
