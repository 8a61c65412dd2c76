"""What the shipped proxy itself answers: the plain port, ciphers, the page when all is busy."""

import http.client
import ssl
from collections.abc import Iterator
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


def test_page_when_all_is_busy_is_dressed_like_the_others(ports: Ports) -> None:
    line = http.client.HTTPSConnection("127.0.0.1", ports.tls, timeout=PATIENCE, context=trusting())
    line.request("GET", "/en/")
    answer = line.getresponse()
    assert answer.status >= 500
    assert "Very many requests" in answer.read().decode()
    assert answer.headers["Strict-Transport-Security"] == HSTS
    for name in ("Referrer-Policy", "X-Content-Type-Options"):
        assert answer.headers[name] == HEADERS[name]
    assert answer.headers["Cache-Control"] == "no-store"
    line.close()
