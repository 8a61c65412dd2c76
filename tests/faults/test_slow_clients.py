"""Hundreds of clients send half a request: behind the shipped proxy nobody notices (F-8)."""

import datetime as dt
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.faults.rig import Rig, rig_on
from tests.live import ROOT, free_port

SLOW = 200
PROBES = 60
PATIENCE = 5
HALF_HEAD = b"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY = (
    b"POST /en/account/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nemail="
)
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE
pytestmark = [pytest.mark.committed, pytest.mark.fault]


@pytest.fixture
def rig(own_database: str, tmp_path: Path) -> Iterator[Rig]:
    """A service behind one proxy."""
    with rig_on(own_database, tmp_path / "instance", CONSULT_PROXY_HOPS="1") as made:
        yield made


def make_certificate(folder: Path) -> None:
    """Write a key and a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    moment = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(moment - dt.timedelta(days=1))
        .not_valid_after(moment + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, pkcs8, plain))
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))


@contextmanager
def proxy(rig: Rig, folder: Path) -> Iterator[int]:
    """Run nginx with the configuration that is shipped, on a port of its own; gives the port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("F-8 did NOT run: nginx is not installed (apt nginx-light)")
    port, plain = free_port(), free_port()
    make_certificate(folder)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for found, put in {
        "/etc/nginx/tls": str(folder),
        "/var/cache/nginx/consult": f"{folder}/cache",
        "http://web:8000": rig.service.url,
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "error_log /dev/stderr crit;": f"error_log {folder}/error.log crit;",
    }.items():
        assert found in text, found
        text = text.replace(found, put)
    text = re.sub(r"\n  http2 on;|\n    http2 on;", "", text)
    config = folder / "nginx.conf"
    config.write_text(f"pid {folder}/nginx.pid;\n{text}")
    process = subprocess.Popen([program, "-c", str(config), "-g", "daemon off;"])
    try:
        _until_open(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _until_open(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the proxy does not answer")


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
    with proxy(rig, tmp_path) as port:
        address = f"https://127.0.0.1:{port}/en/"
        calm, busy = p99(address), besieged(port, address, tls=True)
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
