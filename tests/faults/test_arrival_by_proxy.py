"""The shipped proxy tells when the first byte of a sending came, and believes nobody else (REQ 20)."""

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from consult.web.arrival import HEADER
from tests.faults.shipped_proxy import Ports, proxy, trusting

SLOW = 2.0
BODY = b"csrf_token=x&seen=y"


@dataclass
class Behind:
    """A web server that notes what the proxy told it of each sending."""

    ports: Ports
    told: list[list[str]] = field(default_factory=list)


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    """The proxy before a web server that only listens."""
    told: list[list[str]] = []

    class Listening(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            told.append(self.headers.get_all(HEADER) or [])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    Thread(target=server.serve_forever, daemon=True).start()
    with proxy(f"http://127.0.0.1:{server.server_port}", tmp_path) as ports:
        yield Behind(ports, told)
    server.shutdown()
    server.server_close()


def send(behind: Behind, wait: float, claim: str = "") -> float:
    """Send a form whose body takes so long; returns the seconds that the web server was told."""
    claimed = f"{HEADER}: {claim}\r\n" if claim else ""
    head = (
        f"POST /en/c/any/comment/check HTTP/1.1\r\nHost: consult.example.org\r\n{claimed}"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(BODY)}\r\n"
        "Connection: close\r\n\r\n"
    )
    plain = socket.create_connection(("127.0.0.1", behind.ports.tls), timeout=30)
    with trusting().wrap_socket(plain, server_hostname="127.0.0.1") as line:
        assert isinstance(line, ssl.SSLSocket)
        line.sendall(head.encode() + BODY[:5])
        time.sleep(wait)
        line.sendall(BODY[5:])
        assert line.recv(4096).startswith(b"HTTP/1.1 204")
    (told,) = behind.told.pop()
    return float(told)


def test_proxy_tells_how_long_the_body_took(behind: Behind) -> None:
    assert SLOW <= send(behind, SLOW) < SLOW + 5


def test_claim_of_a_sender_is_replaced(behind: Behind) -> None:
    assert send(behind, 0, claim="100") < 50
