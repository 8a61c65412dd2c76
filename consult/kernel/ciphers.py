"""Locking what is kept under a secret that only a browser holds (AES-256-GCM, HKDF-SHA256)."""

import base64
import os
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY = 32
NONCE = 12


class Unopened(Exception):
    """The secret does not open what was kept, or what was kept was changed."""


def lock(secret: str, purpose: str, value: Any) -> str:
    """Return a JSON-like value as text that opens only with the secret and for the purpose.

    secret: at least 120 random bits. Values that JSON does not know are kept as their text.
    """
    nonce = os.urandom(NONCE)
    plain = orjson.dumps(value, default=str)
    sealed = AESGCM(_key(secret, purpose)).encrypt(nonce, plain, purpose.encode())
    return base64.b64encode(nonce + sealed).decode()


def unlock(secret: str, purpose: str, kept: str) -> Any:
    """Return the value that `lock` kept; raises Unopened."""
    try:
        raw = base64.b64decode(kept, validate=True)
        cipher = AESGCM(_key(secret, purpose))
        return orjson.loads(cipher.decrypt(raw[:NONCE], raw[NONCE:], purpose.encode()))
    except (InvalidTag, ValueError) as error:
        raise Unopened from error


def _key(secret: str, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=KEY, salt=None, info=purpose.encode())
    return hkdf.derive(secret.encode())
