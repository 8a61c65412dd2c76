"""Hashes of passwords: parameters, limits, accounts that do not exist."""

import threading
import time

import pytest

from consult.domain.people import passwords
from consult.kernel.errors import TooMany


def test_hash_is_argon2id_with_our_parameters() -> None:
    assert passwords.make_hash("some long password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_password_is_kept_exactly_as_typed() -> None:
    stored = passwords.make_hash(" Құпия сөз \u00a0")
    assert passwords.matches(stored, " Құпия сөз \u00a0")
    assert not passwords.matches(stored, "Құпия сөз")


def test_password_of_a_megabyte_is_not_hashed() -> None:
    started = time.perf_counter()
    assert not passwords.matches(passwords.make_hash("x" * 12), "x" * 1_000_000)
    assert time.perf_counter() - started < 0.5


def test_missing_hash_matches_nothing() -> None:
    assert not passwords.matches("", "")
    assert not passwords.matches("not a hash", "anything at all")


def test_other_parameters_are_outdated() -> None:
    weak = "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$0N0uJMFrLFZTQF3Z8vNrKkTVV3xqKPGLYQHHFDLLfMM"
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.make_hash("some long password"))


def test_who_comes_fourth_is_sent_away_and_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, begun = threading.Event(), threading.Semaphore(0)

    class Slow:
        def verify(self, _stored: str, _password: bytes) -> bool:
            begun.release()
            return go_on.wait(5)

    monkeypatch.setattr(passwords, "HASHER", Slow())
    three = [threading.Thread(target=passwords.matches, args=("x", "y")) for _ in range(3)]
    for thread in three:
        thread.start()
    for _hash in range(passwords.AT_ONCE):
        assert begun.acquire(timeout=5)
    wait_until_full()
    with pytest.raises(TooMany):
        passwords.matches("x", "y")
    go_on.set()
    for thread in three:
        thread.join()
    assert passwords.matches("x", "y")


def wait_until_full() -> None:
    deadline = time.monotonic() + 5
    while passwords._places._value and time.monotonic() < deadline:
        time.sleep(0.01)
