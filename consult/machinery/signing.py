"""The keys that sign receipts (Ed25519): the private part a file, public parts kept as rows."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import current_app
from sqlalchemy import LargeBinary, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.clock import now
from consult.kernel.database import Model, db

SEED = 32


class SigningKey(Model):
    """A public key under which something was signed; a retired one still proves what it signed."""

    __tablename__ = "signing_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    retired_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Signer:
    """The key in use: its id and the private part, which never leaves the process."""

    id: str
    private: Ed25519PrivateKey

    def sign(self, data: bytes) -> bytes:
        """Return the signature of 64 bytes."""
        return self.private.sign(data)


def key_id(public: bytes) -> str:
    """Return the id of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def path() -> Path:
    """Where the private part is: in the instance, outside the repository and the database."""
    folder: Path = current_app.config["SETTINGS"].instance
    return folder / "keys" / "signing.key"


def signer() -> Signer | None:
    """Return the key in use, made at the very first use; None when its file is lost or broken.

    A lost key stops nothing: what is not signed now is signed later, see `rotate`.
    """
    file = path()
    if not file.exists() and db.session.scalar(select(SigningKey.id).limit(1)) is None:
        _make(file)
    try:
        found = _signer(bytes.fromhex(file.read_text(encoding="ascii").strip()))
    except (OSError, ValueError):
        return None
    _remember(found)
    return found


def rotate() -> Signer:
    """Put a new key in the place of the one in use, whose public part is kept for checking."""
    file = path()
    fresh = file.with_name(f"signing.{os.getpid()}.new")
    _make(fresh)
    found = _signer(bytes.fromhex(fresh.read_text(encoding="ascii")))
    in_use = update(SigningKey).where(SigningKey.retired_at.is_(None))
    db.session.execute(in_use.values(retired_at=now()))
    _remember(found)
    fresh.replace(file)
    return found


def public_keys() -> list[SigningKey]:
    """Return all public keys, the oldest first."""
    return list(db.session.scalars(select(SigningKey).order_by(SigningKey.created_at)))


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether a signature is one of this key over these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as opened:
        opened.write(os.urandom(SEED).hex())
        opened.flush()
        os.fsync(opened.fileno())


def _signer(seed: bytes) -> Signer:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return Signer(key_id(private.public_key().public_bytes_raw()), private)


def _remember(found: Signer) -> None:
    public = found.private.public_key().public_bytes_raw()
    row = insert(SigningKey).values(id=found.id, public=public)
    db.session.execute(row.on_conflict_do_nothing())
