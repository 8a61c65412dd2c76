"""Tables of what proves a person beside the password: authenticators, passkeys, providers."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from consult.domain.people.rules import CHALLENGES
from consult.kernel.database import Model, key, one_of


class Authenticator(Model):
    """The app that makes six-digit codes (RFC 6238); `last_step` was the last one used.

    The secret is locked under the service's own key and bound to the account.
    """

    __tablename__ = "authenticators"

    id: Mapped[key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), unique=True)
    secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class RecoveryCode(Model):
    """One of ten codes for a lost device; stored hashed, works once."""

    __tablename__ = "recovery_codes"

    id: Mapped[key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A passkey (WebAuthn): its public key and how often it signed."""

    __tablename__ = "passkeys"

    id: Mapped[key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    used_at: Mapped[datetime | None]


class Challenge(Model):
    """A question put to a browser that may be answered once: to a passkey or by a provider."""

    __tablename__ = "challenges"
    __table_args__ = (CheckConstraint(one_of("purpose", CHALLENGES), name="purpose"),)

    id: Mapped[key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ProviderIdentity(Model):
    """Who an account is at a provider: bound at the first sign-in, never changed after it."""

    __tablename__ = "provider_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
