"""Locking what is kept under a secret that only a browser holds (AES-256-GCM, HKDF-SHA256)."""

import base64
import os
from collections.abc import Callable
from typing import Any, Protocol

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32
NONCE = 12


class Cipher(Protocol):
    """What encrypts and notices every change; takes a nonce of 12 bytes."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Return what is sealed, with its tag."""

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes, /) -> bytes:
        """Return what was sealed; raises InvalidTag."""


CIPHERS: dict[int, Callable[[bytes], Cipher]] = {1: AESGCM}
"""Ciphers by their mark, the first byte of what is kept; the greatest locks, all of them open."""


class Unopened(Exception):
    """The secret does not open what was kept, or what was kept was changed."""


def lock(secret: str, purpose: str, value: Any) -> str:
    """Return a JSON-like value as text that opens only with the secret and for the purpose.

    secret: at least 128 random bits. Values that JSON does not know are kept as their text.
    """
    mark, nonce = max(CIPHERS), os.urandom(NONCE)
    plain = orjson.dumps(value, default=str)
    sealed = _cipher(mark, secret, purpose).encrypt(nonce, plain, _bound(mark, purpose))
    return base64.b64encode(bytes([mark]) + nonce + sealed).decode()


def unlock(secret: str, purpose: str, kept: str) -> Any:
    """Return the value that `lock` kept; raises Unopened."""
    try:
        raw = base64.b64decode(kept, validate=True)
        mark, nonce, sealed = raw[0], raw[1 : NONCE + 1], raw[NONCE + 1 :]
        plain = _cipher(mark, secret, purpose).decrypt(nonce, sealed, _bound(mark, purpose))
        return orjson.loads(plain)
    except (InvalidTag, ValueError, LookupError) as error:
        raise Unopened from error


def _bound(mark: int, purpose: str) -> bytes:
    """What key and text are bound to: no cipher opens with the key of another."""
    return bytes([mark]) + purpose.encode()


def _cipher(mark: int, secret: str, purpose: str) -> Cipher:
    info = _bound(mark, purpose)
    hkdf = HKDF(algorithm=SHA256(), length=KEY, salt=None, info=info)
    return CIPHERS[mark](hkdf.derive(secret.encode()))
