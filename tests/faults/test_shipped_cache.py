"""The cache of the shipped proxy gives nobody a page that was made for another (REQ 100)."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from consult.domain.consultations.queries import consultation_by_slug
from consult.web.headers import HEADERS, HSTS
from tests.factories.people import make_user, session_of
from tests.faults.rig import rig_on
from tests.faults.shipped_proxy import Ports, proxy, trusting
from tests.live import free_port

NAME = "Canary Person"
PATHS = ("", "help", "c/{slug}", "c/{slug}/plan", "c/{slug}/measures/1.1", "account")
NAMED = ("X-Powered-By", "Via", "X-Cache")
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


@dataclass
class Line:
    """A service behind the shipped proxy, and the cookie of somebody whose name is on pages."""

    ports: Ports
    cache: Path
    slug: str
    cookie: str

    def get(self, path: str, cookie: str = "") -> tuple[int, http.client.HTTPMessage, str]:
        """Ask the proxy; with a cookie or without one."""
        where = ("127.0.0.1", self.ports.tls)
        line = http.client.HTTPSConnection(*where, timeout=30, context=trusting())
        headers = {"Cookie": cookie} if cookie else {}
        line.request("GET", f"/en/{path.format(slug=self.slug)}", headers=headers)
        answer = line.getresponse()
        body = answer.read().decode()
        line.close()
        return answer.status, answer.headers, body


@pytest.fixture
def line(own_database: str, tmp_path: Path) -> Iterator[Line]:
    port = free_port()
    with proxy(f"http://127.0.0.1:{port}", tmp_path) as ports:
        public = f"https://127.0.0.1:{ports.tls}"
        settings = {"CONSULT_PROXY_HOPS": "1", "CONSULT_PUBLIC_URL": public}
        with rig_on(own_database, tmp_path / "instance", **settings) as rig:
            with rig.app.app_context():
                person = [("organiser", consultation_by_slug(rig.slug))]
                token = session_of(make_user(person, name=NAME))
            rig.service.port = port
            rig.service.start_web()
            yield Line(ports, tmp_path / "cache", rig.slug, f"__Host-consult={token}")
            rig.service.kill()


def is_hers(body: str) -> bool:
    """Whether a page was made for the person: it names her or lets her sign out."""
    return NAME in body or "csrf_token" in body


def test_reader_never_gets_the_page_of_another(line: Line) -> None:
    for turn in range(2):
        hers = [line.get(path, line.cookie) for path in PATHS]
        assert [is_hers(body) for _status, _headers, body in hers] == [True] * len(PATHS), turn
        assert {headers["Cache-Control"] for _status, headers, _body in hers} == {"no-store"}
        for path in (*PATHS, *PATHS):
            _status, headers, body = line.get(path)
            assert (is_hers(body), headers.get_all("Set-Cookie")) == (False, None), path
    kept = [one.read_bytes() for one in line.cache.rglob("*") if one.is_file()]
    assert (len(kept), any(NAME.encode() in one for one in kept)) == (len(PATHS) - 1, False)
    first, again = line.get("c/{slug}"), line.get("c/{slug}")
    assert first[2] == again[2]
    for status, headers, _body in (first, again):
        assert (status, headers["Server"]) == (200, "nginx")
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert headers["Strict-Transport-Security"] == HSTS
        assert [name for name in NAMED if name in headers] == []
