"""What the shipped proxy itself answers: the plain port, ciphers, the page when all is busy."""

import http.client
import ssl
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from consult.web.headers import HEADERS, HSTS
from tests.faults.shipped_proxy import Ports, proxy, trusting
from tests.live import free_port

PATIENCE = 10


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    """The proxy before a web server that does not answer."""
    folder: Path = tmp_path_factory.mktemp("proxy")
    with proxy(f"http://127.0.0.1:{free_port()}", folder) as found:
        yield found


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 301), ("HEAD", 301), ("POST", 403), ("PUT", 403)]
)
def test_only_pages_lead_from_http_to_https(ports: Ports, method: str, status: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", ports.plain, timeout=PATIENCE)
    line.request(method, "/en/plans", headers={"Host": "consult.example.org"})
    answer = line.getresponse()
    assert answer.status == status
    wanted = "https://consult.example.org/en/plans" if status == 301 else None
    assert answer.headers["Location"] == wanted
    line.close()


def test_strongest_cipher_is_taken_whatever_the_reader_prefers(ports: Ports) -> None:
    wish = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
    line = http.client.HTTPSConnection(
        "127.0.0.1", ports.tls, timeout=PATIENCE, context=trusting(wish)
    )
    line.connect()
    assert isinstance(line.sock, ssl.SSLSocket)
    assert line.sock.cipher() == ("ECDHE-ECDSA-AES256-GCM-SHA384", "TLSv1.2", 256)
    line.close()


@pytest.mark.parametrize("cipher", ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA"])
def test_cipher_without_authenticated_encryption_is_refused(ports: Ports, cipher: str) -> None:
    line = http.client.HTTPSConnection(
        "127.0.0.1", ports.tls, timeout=PATIENCE, context=trusting(cipher)
    )
    with pytest.raises(ssl.SSLError):
        line.connect()
    line.close()


def asked(ports: Ports, method: str, headers: dict[str, str]) -> tuple[int, Message, str]:
    """What the proxy answers over TLS."""
    line = http.client.HTTPSConnection("127.0.0.1", ports.tls, timeout=PATIENCE, context=trusting())
    line.request(method, "/en/", headers=headers)
    answer = line.getresponse()
    found = answer.status, answer.headers, answer.read().decode()
    line.close()
    return found


@pytest.mark.parametrize(
    ("method", "headers", "status", "words", "more"),
    [
        ("GET", {}, 502, "Very many requests", {"Retry-After": "60"}),
        ("POST", {"Content-Length": "0"}, 502, "Very many requests", {"Retry-After": "60"}),
        ("POST", {"Content-Length": str(33 * 1024 * 1024)}, 413, "Too much at once", {}),
    ],
    ids=["busy", "busy while sending", "too large"],
)
def test_page_of_the_proxy_is_dressed_like_the_others(
    ports: Ports,
    method: str,
    headers: dict[str, str],
    status: int,
    words: str,
    more: dict[str, str],
) -> None:
    found, dress, body = asked(ports, method, headers)
    assert (found, words in body, dress["Server"]) == (status, True, "nginx")
    wanted = {**HEADERS, **more, "Strict-Transport-Security": HSTS, "Cache-Control": "no-store"}
    assert {name: dress.get_all(name) for name in wanted} == {
        name: [value] for name, value in wanted.items()
    }
