"""Boxes that only trustees together, or the author's code, can open: keys and layers (pure).

Everything here works with public keys. The private keys stay with the trustees, who open boxes with
docs/trustees/consult_trustee.py; docs/trustees/README.md describes every file byte by byte.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import SealedBox
from nacl.secret import SecretBox
from nacl.signing import VerifyKey
from nacl.utils import random

from consult.domain.submissions.receipts import LETTERS
from consult.kernel.references import fold_code, in_groups

PUBLIC_KEY = "consult-trustee-public-key/1"
PRIVATE_KEY = "consult-trustee-private-key/1"
OUTER_BOX = "consult-outer-box/1"
INNER_BOX = "consult-inner-box/1"
SEALED_IDENTITY = "consult-sealed-identity/1"
KEY_BYTES = 32
BLOCK = 4096
SIGNED = "consult trustee key 1\n"
AUTHOR = b"consult author box 1"


class NotAKey(ValueError):
    """The file is not the public key that is wanted; the message is a code for its sentence."""


@dataclass(frozen=True)
class PublicKey:
    """The public half of a trustee's key (Ed25519, base64) and what its owner signed it for."""

    key: str
    owner: str

    @property
    def fingerprint(self) -> str:
        """The key in 40 letters that two people can compare aloud."""
        return fingerprint(self.key)


def fingerprint(key: str) -> str:
    """Return the first 160 bits of the key's SHA-256 in ten groups of four hexadecimal digits."""
    digits = hashlib.sha256(_decoded(key)).hexdigest()[:40].upper()
    return in_groups(digits, " ")


def read_public_key(data: bytes, owner: str) -> PublicKey:
    """Return the key of a file that its holder signed for this owner.

    The signature proves that whoever hands the file in holds the private half, and that the file
    was not made for another account or consultation. Raises NotAKey: private_key, not_a_key,
    wrong_owner.
    """
    facts = read_file(data)
    if facts.get("format") == PRIVATE_KEY or "seed" in facts or "locked" in facts:
        raise NotAKey("private_key")
    key, signed, signature = (str(facts.get(name, "")) for name in ("key", "for", "signature"))
    if facts.get("format") != PUBLIC_KEY:
        raise NotAKey("not_a_key")
    if signed != owner:
        raise NotAKey("wrong_owner")
    try:
        VerifyKey(_decoded(key)).verify((SIGNED + signed).encode(), _decoded(signature))
        VerifyKey(_decoded(key)).to_curve25519_public_key()
    except (BadSignatureError, CryptoError, ValueError, TypeError, RuntimeError) as error:
        raise NotAKey("not_a_key") from error
    return PublicKey(encoded(_decoded(key)), owner)


def read_file(data: bytes) -> Mapping[str, Any]:
    """Return the object of a JSON file; empty when it is none."""
    try:
        facts = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def written(kind: str, **facts: str) -> bytes:
    """Return a JSON file of one of our kinds."""
    body = json.dumps({"format": kind, **facts}, ensure_ascii=False, indent=2)
    return (body + "\n").encode()


def new_key() -> bytes:
    """Return a fresh key for one identity."""
    return random(KEY_BYTES)


def close(identity: Mapping[str, Any], key: bytes) -> bytes:
    """Encrypt an identity under its key (XSalsa20-Poly1305).

    It is filled up with spaces to whole blocks, so that the length tells nothing of the name.
    """
    body = json.dumps(identity, ensure_ascii=False, sort_keys=True).encode()
    full = body + b" " * (-len(body) % BLOCK)
    return bytes(SecretBox(key).encrypt(full))


def open_identity(box: bytes, key: bytes) -> dict[str, Any]:
    """Return the identity of a box; raises CryptoError when the key is not its key."""
    found: dict[str, Any] = json.loads(SecretBox(key).decrypt(box))
    return found


def inner_box(key: bytes, reference: str, trustee: str) -> bytes:
    """Wrap the key of an identity for one trustee; the reference goes with it."""
    return _sealed({"submission": reference, "key": encoded(key)}, trustee)


def outer_box(inner: bytes, reference: str, trustee: str) -> bytes:
    """Wrap an inner box for another trustee, so that both are needed."""
    return _sealed({"submission": reference, "box": encoded(inner)}, trustee)


def author_box(key: bytes, code: str, salt: bytes) -> bytes:
    """Wrap the key of an identity under the author's receipt code; `salt` is the submission's."""
    return bytes(SecretBox(_from_code(code, salt)).encrypt(key))


def open_author_box(box: bytes, code: str, salt: bytes) -> bytes:
    """Return the key of an identity; raises CryptoError when the code is not the author's."""
    return bytes(SecretBox(_from_code(code, salt)).decrypt(box))


def digest_of(box: bytes) -> bytes:
    """Return the hash by which an opened inner box is known again."""
    return hashlib.sha256(box).digest()


def encoded(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """Return the bytes of base64; empty when it is none."""
    try:
        return _decoded(text)
    except ValueError:
        return b""


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def _sealed(facts: Mapping[str, str], trustee: str) -> bytes:
    public = VerifyKey(_decoded(trustee)).to_curve25519_public_key()
    return bytes(SealedBox(public).encrypt(json.dumps(facts, sort_keys=True).encode()))


def _from_code(code: str, salt: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) of the 26 folded letters of the code, one block."""
    extracted = hmac.digest(salt, fold_code(code)[:LETTERS].encode(), "sha256")
    return hmac.digest(extracted, AUTHOR + b"\x01", "sha256")
