"""What is kept under a secret opens with it alone."""

import pytest

from consult.kernel.ciphers import Unopened, lock, unlock
from consult.kernel.references import new_secret


def test_unlock_gives_back_what_was_locked() -> None:
    secret = new_secret()
    assert unlock(secret, "draft", lock(secret, "draft", {"name": "Әлия", "n": [1]})) == {
        "name": "Әлия",
        "n": [1],
    }


def test_lock_twice_looks_different_and_holds_no_word() -> None:
    secret = new_secret()
    kept = {lock(secret, "draft", "Aigerim") for _ in range(2)}
    assert len(kept) == 2
    assert not [one for one in kept if "Aigerim" in one]


@pytest.mark.parametrize("part", ["secret", "purpose", "text", "cut", "empty"])
def test_unlock_refuses_what_does_not_fit(part: str) -> None:
    secret = new_secret()
    kept = lock(secret, "draft", "words")
    asked = {
        "secret": (new_secret(), "draft", kept),
        "purpose": (secret, "session", kept),
        "text": (secret, "draft", kept[:20] + ("A" if kept[20] != "A" else "B") + kept[21:]),
        "cut": (secret, "draft", kept[:8]),
        "empty": (secret, "draft", ""),
    }[part]
    with pytest.raises(Unopened):
        unlock(*asked)
