"""Hashing and checking passwords: Argon2id, at most two hashes at once in a process."""

from collections.abc import Callable
from functools import cache
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from consult.kernel.errors import TooMany

T = TypeVar("T")

MOST_BYTES = 1024
AT_ONCE = 2
WAITING = 1
BUSY_SECONDS = 2
HASHER = PasswordHasher(
    time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
_turns = BoundedSemaphore(AT_ONCE)
_places = BoundedSemaphore(AT_ONCE + WAITING)


def make_hash(password: str) -> str:
    """Return the Argon2id hash (t=2, m=19 MiB, p=1) under which a password is stored."""
    return _in_turn(lambda: HASHER.hash(_hashable(password)))


def matches(stored: str, password: str) -> bool:
    """Return whether the password fits the stored hash.

    An empty or broken hash costs as much time as a real one, so that nobody learns from the
    clock whether an account exists. A password too long to be ours is refused before hashing.
    Raises TooMany when another one waits already: threads are needed for comments as well.
    """
    if len(password.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return False
    if not _places.acquire(blocking=False):
        raise TooMany(retry_after=BUSY_SECONDS)
    try:
        return _in_turn(lambda: HASHER.verify(stored or _dummy(), _hashable(password)))
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _places.release()


def is_outdated(stored: str) -> bool:
    """Return whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def _hashable(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")


def _in_turn(work: Callable[[], T]) -> T:
    with _turns:
        return work()


@cache
def _dummy() -> str:
    return HASHER.hash(b"nobody has this password")
