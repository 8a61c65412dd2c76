"""Two web servers on one database: what is done at one holds at the other at once (F-10)."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import RoleGrant
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.limits import RateCounter
from tests.conftest import fresh_database
from tests.factories.people import PASSWORD, make_user
from tests.faults.rig import Rig, rig_on
from tests.live import Service

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
TIMES = 25
TRIES = 10
SETTINGS = {"CONSULT_NO_LIMITS": "", "CONSULT_SECOND_FACTOR": "0"}
pytestmark = [pytest.mark.committed, pytest.mark.ci_fault]


@dataclass
class Two:
    """Two web servers that know each other only through the database."""

    rig: Rig
    other: Service

    @property
    def urls(self) -> tuple[str, str]:
        """Where they answer."""
        return self.rig.service.url, self.other.url


class Browser:
    """Somebody whose cookies go to both servers."""

    def __init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def open(self, address: str, **facts: str) -> tuple[int, str, str]:
        """The status, the address that was reached and the page; a form when facts are given."""
        data = urllib.parse.urlencode(facts).encode() if facts else None
        request = urllib.request.Request(address, data=data)  # noqa: S310
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, address, refused.read().decode()

    def fill(self, address: str, **facts: str) -> tuple[int, str, str]:
        """Send a form with the token of its page."""
        found = TOKEN.search(self.open(address)[2])
        assert found
        return self.open(address, csrf_token=found.group(1), **facts)

    def sign_in(self, url: str, email: str, password: str = PASSWORD) -> tuple[int, str, str]:
        """Sign in at one server."""
        return self.fill(f"{url}/en/account/sign-in", email=email, password=password)


@contextmanager
def running(url: str, instance: Path, application: str) -> Iterator[Two]:
    """Run two servers, one process each, on one database and one folder."""
    with rig_on(url, instance, **SETTINGS) as rig:
        two = Two(rig, Service(url, instance, SETTINGS))
        try:
            for service in (rig.service, two.other):
                service.workers, service.application = 1, application
                service.start_web()
            yield two
        finally:
            two.other.kill()


@pytest.fixture(scope="module")
def servers(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two servers for all tests of this file."""
    instance = tmp_path_factory.mktemp("two") / "instance"
    with (
        fresh_database(migrated_url) as url,
        running(url, instance, "consult.app:create_app()") as two,
    ):
        yield two


@pytest.fixture
def two(servers: Two) -> Two:
    """The two servers with no attempt counted yet."""
    with servers.rig.app.app_context():
        db.session.execute(delete(RateCounter))
        db.session.commit()
    return servers


def person(two: Two, *grants: str) -> str:
    """An account with these roles in the consultation; returns its address."""
    with two.rig.app.app_context():
        statement = select(Consultation).where(Consultation.slug == two.rig.slug)
        consultation = db.session.scalars(statement).one()
        return str(make_user([(grant, consultation) for grant in grants]).email)


def fail_on_both(two: Two, email: str) -> list[int]:
    """Give a wrong password at one server after the other, until one says too many."""
    statuses = []
    for place in range(2 * TRIES):
        url = two.urls[place % 2]
        statuses.append(Browser().sign_in(url, email, "not the right password")[0])
        if statuses[-1] == 429:
            break
    return statuses


def test_failures_at_both_servers_are_counted_together(two: Two) -> None:
    statuses = fail_on_both(two, person(two))
    assert (len(statuses), statuses[-1]) == (TRIES + 1, 429)


def test_a_build_that_counts_by_process_is_caught(own_database: str, tmp_path: Path) -> None:
    with running(own_database, tmp_path, "tests.faults.forgetful:create_app()") as two:
        assert len(fail_on_both(two, person(two))) > TRIES + 1


def test_signing_out_at_one_server_ends_the_session_at_the_other(two: Two) -> None:
    first, second = two.urls
    browser = Browser()
    browser.sign_in(first, person(two))
    assert browser.open(f"{second}/en/account")[1] == f"{second}/en/account"
    jar = _jar(browser)
    kept = [cookie for cookie in jar if cookie.name.endswith("session")]
    found = TOKEN.search(browser.open(f"{second}/en/account")[2])
    assert found
    browser.open(f"{second}/en/account/sign-out", csrf_token=found.group(1))
    for cookie in kept:
        jar.set_cookie(cookie)
    reached = {browser.open(f"{url}/en/account")[1].split("?")[0] for url in two.urls * TIMES}
    assert reached == {f"{url}/en/account/sign-in" for url in two.urls}


def _jar(browser: Browser) -> CookieJar:
    handlers = browser.opener.handlers
    return next(one.cookiejar for one in handlers if hasattr(one, "cookiejar"))


def test_a_role_taken_away_is_gone_at_both_servers(two: Two) -> None:
    first, _second = two.urls
    browser = Browser()
    browser.sign_in(first, person(two, "organiser"))
    pages = [f"{url}/en/organise/{two.rig.slug}" for url in two.urls] * TIMES
    assert {browser.open(page)[0] for page in pages} == {200}
    with two.rig.app.app_context():
        db.session.execute(delete(RoleGrant))
        db.session.commit()
    assert {browser.open(page)[0] for page in pages} <= {403, 404}


def test_pages_are_the_same_at_both_servers(two: Two) -> None:
    for language in ("kk", "ru", "en"):
        pages = [f"{url}/{language}/c/{two.rig.slug}" for url in two.urls] * 5
        texts = {re.sub(r"127\.0\.0\.1:\d+", "", Browser().open(page)[2]) for page in pages}
        assert len(texts) == 1


def test_a_deadline_moved_holds_at_both_servers(two: Two) -> None:
    pages = [f"{url}/en/c/{two.rig.slug}/comment?target=plan" for url in two.urls] * TIMES
    assert {"not taken now" in Browser().open(page)[2] for page in pages} == {False}
    with two.rig.app.app_context():
        statement = select(Consultation).where(Consultation.slug == two.rig.slug)
        db.session.scalars(statement).one().closes_at = now() - timedelta(minutes=3)
        db.session.commit()
    assert {"not taken now" in Browser().open(page)[2] for page in pages} == {True}
