"""Who is counted for failures to sign in: an account, a network, everybody; each apart (REQ 28, 29)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from consult.app import create_app
from consult.domain.people.operations import invitations, passwords
from consult.domain.people.refusals import SignInRefused
from consult.kernel.database import db
from consult.kernel.errors import TooMany
from consult.web.account import gate
from tests.conftest import make_settings

pytestmark = pytest.mark.committed
DANA = "dana@example.kz"


class Servers:
    """Servers on one database; each failure is seen by the next of them."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder, self.turn = url, folder, 0
        self.apps = [self.another(), self.another()]

    def another(self) -> Flask:
        """Start a server anew."""
        self.turn += 1
        folder = self.folder / str(self.turn)
        return create_app(make_settings(self.url, folder, limits_enabled=True))

    def fail(self, email: str, address: str) -> int:
        """Give a wrong password; returns how many seconds to wait, 0 when it was looked at."""
        self.turn += 1
        app = self.apps[self.turn % len(self.apps)]
        refused = pytest.raises((TooMany, SignInRefused))
        from_there = app.test_request_context(environ_base={"REMOTE_ADDR": address})
        with from_there, refused as caught, gate.attempt(email):
            raise SignInRefused
        return int(caught.value.facts.get("retry_after", 0))


@pytest.fixture
def servers(own_database: str, tmp_path: Path) -> Iterator[Servers]:
    """Two servers, at the beginning of five minutes that do not end meanwhile."""
    made = Servers(own_database, tmp_path)
    with made.apps[0].app_context():
        left = "select 300 - extract(epoch from clock_timestamp())::int % 300"
        seconds = db.session.scalar(text(left))
        if seconds < 5:
            db.session.execute(text("select pg_sleep(:s)"), {"s": seconds})
    yield made
    for app in made.apps:
        with app.app_context():
            db.engine.dispose()


def test_account_is_closed_to_guessing_from_many_networks(servers: Servers) -> None:
    waits = [servers.fail(DANA, f"198.51.{place}.7") for place in range(10)]
    assert waits == [0] * 10
    assert 0 < servers.fail(f" {DANA.upper()} ", "203.0.113.1") <= 300
    assert servers.fail("other@example.kz", "203.0.113.1") == 0


@pytest.mark.parametrize(
    ("address", "neighbour", "stranger"),
    [
        ("198.51.100.{}", "198.51.100.250", "198.51.101.1"),
        ("2001:db8:7:{}::1", "2001:db8:7:ffff::9", "2001:db8:8::1"),
    ],
)
def test_network_is_closed_to_guessing_at_many_accounts(
    servers: Servers, address: str, neighbour: str, stranger: str
) -> None:
    waits = [servers.fail(f"p{place}@example.kz", address.format(place)) for place in range(10)]
    assert waits == [0] * 10
    assert 0 < servers.fail("somebody@example.kz", neighbour) <= 300
    assert servers.fail("somebody@example.kz", stranger) == 0


def test_counts_outlive_a_restart(servers: Servers) -> None:
    for _try in range(10):
        servers.fail(DANA, "198.51.100.7")
    servers.apps = [servers.another()]
    assert servers.fail(DANA, "203.0.113.1") > 0
    assert servers.fail("other@example.kz", "198.51.100.8") > 0


def test_who_is_refused_closes_the_door_to_nobody_else(servers: Servers) -> None:
    servers.fail(DANA, "203.0.113.1")
    with servers.apps[0].app_context():
        raised = "update rate_counters set count = 985 where bucket like 'sign_in_total:%'"
        db.session.execute(text(raised))
        db.session.commit()
    waits = [servers.fail(f"p{place}@example.kz", "198.51.100.7") for place in range(40)]
    assert (waits[:10], all(waits[10:])) == ([0] * 10, True)
    assert servers.fail("owner@example.kz", "192.0.2.1") == 0


def test_links_live_until_the_next_letters_may_be_asked_for() -> None:
    assert passwords.LIFETIME.total_seconds() >= gate.LETTERS.seconds
    assert invitations.CONFIRMING.total_seconds() >= gate.LETTERS.seconds


def test_thousandth_failure_of_all_is_looked_at_and_the_next_is_not(servers: Servers) -> None:
    servers.fail(DANA, "198.51.100.7")
    with servers.apps[0].app_context():
        raised = "update rate_counters set count = 999 where bucket like 'sign_in_total:%'"
        db.session.execute(text(raised))
        db.session.commit()
    assert servers.fail("one@example.kz", "203.0.113.1") == 0
    assert 0 < servers.fail("two@example.kz", "192.0.2.1") <= 300
