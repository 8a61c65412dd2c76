"""nginx with the configuration that is shipped, on ports of a test's own."""

import datetime as dt
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.live import ROOT, free_port


class Ports(NamedTuple):
    """Where the proxy listens."""

    tls: int
    plain: int


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
def proxy(upstream: str, folder: Path) -> Iterator[Ports]:
    """Run nginx with the configuration that is shipped, on ports of its own, before an address."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("the shipped proxy did NOT run: nginx is not installed (apt nginx-light)")
    port, plain = free_port(), free_port()
    make_certificate(folder)
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for found, put in {
        "/etc/nginx/tls": str(folder),
        "/var/cache/nginx/consult": f"{folder}/cache",
        "/etc/nginx/html": str(ROOT / "deploy"),
        "http://web:8000": upstream,
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "error_log /dev/stderr crit;": f"error_log {folder}/error.log crit;",
    }.items():
        assert found in text, found
        text = text.replace(found, put)
    text = re.sub(r"\n  http2 on;|\n    http2 on;", "", text)
    config = folder / "nginx.conf"
    config.write_text(f"{_user()}pid {folder}/nginx.pid;\n{text}")
    subprocess.run([program, "-t", "-q", "-c", str(config)], check=True)
    process = subprocess.Popen([program, "-c", str(config), "-g", "daemon off;"])
    try:
        _until_open(port)
        yield Ports(port, plain)
    finally:
        process.terminate()
        process.wait(10)


def trusting(ciphers: str = "") -> ssl.SSLContext:
    """A reader who takes any certificate; with ciphers, one who knows TLS 1.2 and these only."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if ciphers:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)
    return context


def _user() -> str:
    """Let the workers of a proxy that root starts read folders of tests."""
    return "" if os.geteuid() else "user root;\n"


def _until_open(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the proxy does not answer")
