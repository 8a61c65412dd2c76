"""What is kept under a secret opens with it alone."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from consult.kernel.ciphers import CIPHERS, Unopened, lock, unlock
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


def mark_of(kept: str) -> int:
    """The first byte of what is kept."""
    return base64.b64decode(kept)[0]


def test_cipher_can_be_exchanged_while_older_texts_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secret = new_secret()
    older = lock(secret, "draft", "words")
    monkeypatch.setitem(CIPHERS, 2, ChaCha20Poly1305)
    newer = lock(secret, "draft", "words")
    assert (mark_of(older), mark_of(newer)) == (1, 2)
    assert unlock(secret, "draft", older) == unlock(secret, "draft", newer) == "words"


@pytest.mark.parametrize("mark", [0, 2, 3, 255])
def test_mark_of_another_cipher_opens_nothing(monkeypatch: pytest.MonkeyPatch, mark: int) -> None:
    secret = new_secret()
    raw = base64.b64decode(lock(secret, "draft", "words"))
    monkeypatch.setitem(CIPHERS, 2, ChaCha20Poly1305)
    monkeypatch.setitem(CIPHERS, 3, CIPHERS[1])
    with pytest.raises(Unopened):
        unlock(secret, "draft", base64.b64encode(bytes([mark]) + raw[1:]).decode())
