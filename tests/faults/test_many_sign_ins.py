"""Very many sign in at once (REQ 33): comments go through, failures cost the same (REQ 26)."""

import http.cookiejar
import statistics
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from threading import Thread

import pytest

from consult.domain.people import operations
from consult.domain.people.refusals import SignInRefused
from tests.factories.people import make_user
from tests.faults.rig import Rig
from tests.faults.writers import TOKEN

pytestmark = [pytest.mark.committed, pytest.mark.fault]
TRIES = 50


def try_to_sign_in(url: str, answers: Counter[int]) -> None:
    """Give a wrong password once, as a browser does."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = f"{url}/en/account/sign-in"
    try:
        token = TOKEN.search(opener.open(page, timeout=60).read().decode())
        assert token is not None
        data = {"csrf_token": token.group(1), "email": "ghost@example.kz", "password": "wrong one"}
        opener.open(page, data=urllib.parse.urlencode(data).encode(), timeout=60)
    except urllib.error.HTTPError as refused:
        answers[refused.code] += 1


def test_two_hundred_sign_ins_do_not_hold_up_comments(rig: Rig) -> None:
    rig.start()
    answers: Counter[int] = Counter()
    burst = rig.burst(writers=4)
    burst.begin()
    burst.wait_for(4)
    before = len(burst.seconds)
    crowd = [Thread(target=try_to_sign_in, args=(rig.service.url, answers)) for _ in range(200)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    burst.wait_for(1)
    burst.end()
    during = sorted(burst.seconds[before:])
    slowest = during[int(len(during) * 0.99)]
    print(f"{len(during)} comments, p99 {slowest:.2f} s; sign-ins answered {dict(answers)}")
    assert set(answers) <= {422, 429}
    assert sum(answers.values()) == 200
    assert slowest < 2


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
