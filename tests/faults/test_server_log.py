"""The log of the real web server after readers, writers and malformed requests (REQ 113)."""

import json
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.faults.rig import Rig

CANARIES = ("canary-agent", "canary-referer", "canary-query", "canary-forwarded", "127.0.0.1")
HEADERS = {
    "User-Agent": "canary-agent",
    "Referer": "http://canary-referer.example/",
    "X-Forwarded-For": "canary-forwarded",
}
MALFORMED = (
    b"GET /en/canary-query HTTP/9.9\r\nUser-Agent: canary-agent\r\n\r\n",
    b"canary-query\r\n\r\n",
    b"GET /en/?q=canary-query HTTP/1.1\r\nBad Header canary-agent: x\r\n\r\n",
    b"GET /" + b"canary-query" * 1000 + b" HTTP/1.1\r\n\r\n",
)
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


def ask(url: str) -> int:
    """The status of a page asked for with telling headers."""
    try:
        request = urllib.request.Request(url, headers=HEADERS)  # noqa: S310
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def send(port: int, words: bytes) -> None:
    """Send bytes and wait for the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(words)
        while line.recv(65536):
            pass


def test_log_of_the_web_server_tells_of_nobody(rig: Rig) -> None:
    rig.service.workers = 1
    rig.service.start_web()
    url = rig.service.url
    paths = (f"/en/c/{rig.slug}?q=canary-query", "/en/nowhere?q=canary-query", "/en/help")
    assert [ask(url + path) for path in paths] == [200, 404, 200]
    burst = rig.burst(writers=1)
    burst.begin()
    burst.wait_for(1)
    burst.end()
    for words in MALFORMED:
        send(rig.service.port, words)
    rig.service.stop()
    log = (Path(rig.service.instance) / "web.log").read_text()
    assert [word for word in (*CANARIES, rig.slug) if word in log] == []
    lines = [json.loads(line) for line in log.splitlines()]
    refused = [one for one in lines if one["message"] == "malformed request refused"]
    assert len(refused) == len(MALFORMED)
    pages = [one["status"] for one in lines if one["message"] == "error page"]
    assert pages == [404]
