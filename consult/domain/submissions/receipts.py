"""The secrets of a receipt: the code and the edit link, made from what only the browser holds."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from hashlib import sha256

from consult.kernel.errors import NotFound
from consult.kernel.references import ALPHABET, digest, fold_code, in_groups, new_secret

LETTERS = 26
CHECK = 4
GROUP = 5
BITS = 5
WRITTEN = re.compile(r"(?<![0-9A-Za-z])(?=((?:[0-9A-Za-z]{5}[\s\u2010-\u2015-]{0,3}){6}))")


class MistypedCode(NotFound):
    """What was typed is no receipt code, whoever's: a letter is wrong, missing or too many."""

    code = "mistyped_code"
    status = 422


@dataclass(frozen=True)
class Secrets:
    """The receipt code (130 bits, and four letters to check) and the edit link's token.

    `salt` opens what the receipt commits to.
    """

    code: str
    token: str
    salt: bytes = b""

    @property
    def bare_code(self) -> str:
        """The 26 letters that are the secret: what is hashed and what keys are derived from."""
        return read_code(self.code)

    @property
    def code_hash(self) -> str:
        """The hash under which the code is stored."""
        return digest(self.bare_code)

    @property
    def token_hash(self) -> str:
        """The hash under which the token is stored."""
        return digest(self.token)


def secrets_from(secret: str) -> Secrets:
    """Return the secrets that belong to a draft's token: the same each time the form is sent.

    So a form that is sent twice shows one receipt, although only hashes are stored.
    """
    number = int.from_bytes(_derived(secret, b"receipt code"), "big")
    letters = "".join(
        ALPHABET[(number >> (BITS * place)) & (len(ALPHABET) - 1)] for place in range(LETTERS)
    )
    token = base64.urlsafe_b64encode(_derived(secret, b"edit link")).decode().rstrip("=")
    salt = _derived(secret, b"receipt salt")
    return Secrets(code=written(letters), token=token, salt=salt)


def written(letters: str) -> str:
    """Return a code's 26 letters and the four that check them in groups of five, as people read."""
    return in_groups(letters + _check(letters), "-", GROUP)


def read_code(typed: str) -> str:
    """Return the 26 letters of a code as typed, without case, spaces and dashes.

    Raises MistypedCode; no secret is asked for that, so it tells nothing about what exists.
    """
    letters = fold_code(typed)
    secret, check = letters[:LETTERS], letters[LETTERS:]
    if check != _check(secret):
        raise MistypedCode
    return secret


def holds_code(text: str) -> bool:
    """Return whether a text holds a receipt code, however it is written and whoever's it is.

    The letters that check tell: other words pass for a code once in a million times.
    """
    found = (fold_code(match.group(1)) for match in WRITTEN.finditer(text))
    return any(letters[LETTERS:] == _check(letters[:LETTERS]) for letters in found)


def _check(letters: str) -> str:
    number = int.from_bytes(sha256(letters.encode()).digest(), "big")
    return "".join(ALPHABET[(number >> (BITS * place)) % len(ALPHABET)] for place in range(CHECK))


def new_secrets() -> Secrets:
    """Return secrets of a submission that no browser sends, such as a letter typed by hand."""
    return secrets_from(new_secret())


def _derived(secret: str, purpose: bytes) -> bytes:
    return hmac.digest(secret.encode(), purpose, sha256)
