"""Very many sign in at once (REQ 33): comments go through, failures cost the same (REQ 26)."""

import http.cookiejar
import statistics
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from threading import Barrier, Thread

import pytest

from consult.domain.people import operations
from consult.domain.people.refusals import SignInRefused
from tests.factories.people import make_user
from tests.faults.rig import Rig
from tests.faults.writers import TOKEN

pytestmark = [pytest.mark.committed, pytest.mark.fault]
TRIES = 50


@dataclass
class Crowd:
    """Browsers that have the form open and send a wrong password at the same moment."""

    url: str
    size: int
    answers: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.start = Barrier(self.size)
        self.browsers = [self._open() for _ in range(self.size)]

    def _open(self) -> tuple[urllib.request.OpenerDirector, str]:
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        token = TOKEN.search(opener.open(self._page, timeout=60).read().decode())
        assert token is not None
        return opener, token.group(1)

    @property
    def _page(self) -> str:
        return f"{self.url}/en/account/sign-in"

    def _send(self, opener: urllib.request.OpenerDirector, token: str) -> None:
        data = {"csrf_token": token, "email": "ghost@example.kz", "password": "wrong one"}
        body = urllib.parse.urlencode(data).encode()
        self.start.wait()
        try:
            opener.open(self._page, data=body, timeout=60)
        except urllib.error.HTTPError as refused:
            self.answers[refused.code] += 1

    def rush(self) -> None:
        """Let everybody send at once; ends when all were answered."""
        threads = [Thread(target=self._send, args=browser) for browser in self.browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def test_two_hundred_sign_ins_do_not_hold_up_comments(rig: Rig) -> None:
    rig.start()
    crowd = Crowd(rig.service.url, 200)
    burst = rig.burst(writers=4)
    burst.begin()
    burst.wait_for(8)
    before, calm = len(burst.seconds), max(burst.seconds)
    crowd.rush()
    burst.wait_for(1)
    burst.end()
    during = sorted(burst.seconds[before:])
    slowest = during[int(len(during) * 0.99)]
    print(
        f"{len(during)} comments, p99 {slowest:.2f} s after {calm:.2f} s; sign-ins answered {dict(crowd.answers)}"
    )
    assert set(crowd.answers) <= {422, 429}
    assert crowd.answers.total() == 200
    assert slowest < max(2, 6 * calm)  # two seconds on a machine that does nothing else


def seconds(email: str) -> float:
    """Return how long one refusal takes."""
    started = time.perf_counter()
    with pytest.raises(SignInRefused):
        operations.check_password(email, "a wrong password of mine")
    return time.perf_counter() - started


def test_clock_does_not_tell_whether_an_account_exists(rig: Rig) -> None:
    with rig.app.app_context():
        known = make_user().email
        pairs = [(seconds(known), seconds("ghost@example.kz")) for _ in range(TRIES)]
    here, there = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"medians: known {here * 1000:.1f} ms, unknown {there * 1000:.1f} ms")
    assert abs(here - there) < 0.1 * here
