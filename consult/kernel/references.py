"""Random references and secrets that people can read, type and compare."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
FOLDED = str.maketrans({"O": "0", "I": "1", "L": "1"})


def random_reference(length: int = 8) -> str:
    """Return a random public reference in Crockford's base 32 (5 bits a letter)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def fold_code(typed: str) -> str:
    """Return what was typed without spaces, dashes and case; O is 0, I and L are 1."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum())
    return kept.translate(FOLDED)


def in_groups(text: str, between: str, size: int = GROUP) -> str:
    """Return a code in groups of four or of `size`, as people read and type it."""
    return between.join(text[start : start + size] for start in range(0, len(text), size))


def new_secret() -> str:
    """Return a secret for a link or a session: 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return the SHA-256 (hex) under which a secret of at least 128 bits is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()
