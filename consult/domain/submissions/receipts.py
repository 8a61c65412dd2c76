"""The secrets of a receipt: the code and the edit link, made from what only the browser holds."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256

from consult.kernel.references import ALPHABET, digest, fold_code, new_secret

GROUP = 4
LETTERS = 24
BITS = 5


@dataclass(frozen=True)
class Secrets:
    """The receipt code (120 bits, in six groups) and the token of the edit link (256 bits)."""

    code: str
    token: str

    @property
    def code_hash(self) -> str:
        """The hash under which the code is stored."""
        return digest(fold_code(self.code))

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
    groups = (letters[start : start + GROUP] for start in range(0, LETTERS, GROUP))
    token = base64.urlsafe_b64encode(_derived(secret, b"edit link")).decode().rstrip("=")
    return Secrets(code="-".join(groups), token=token)


def new_secrets() -> Secrets:
    """Return secrets of a submission that no browser sends, such as a letter typed by hand."""
    return secrets_from(new_secret())


def _derived(secret: str, purpose: bytes) -> bytes:
    return hmac.digest(secret.encode(), purpose, sha256)
