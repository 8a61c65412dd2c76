"""Reading what proves a person beside the password: the second step, codes left, passkeys."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.domain.people.credential_models import (
    Authenticator,
    Passkey,
    ProviderIdentity,
    RecoveryCode,
)
from consult.domain.people.models import OneTimeLink, User
from consult.domain.people.refusals import DeadLink
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest

ADDRESS = "address"


@dataclass(frozen=True)
class Steps:
    """What an account has beside its password."""

    authenticator: bool = False
    passkeys: int = 0
    codes_left: int = 0

    @property
    def any(self) -> bool:
        """Whether signing in with the password asks for a second step."""
        return self.authenticator or self.passkeys > 0


def steps_of(user_id: uuid.UUID) -> Steps:
    """Return what an account has beside its password; one query."""
    app = select(func.count()).where(Authenticator.user_id == user_id).scalar_subquery()
    keys = select(func.count()).where(Passkey.user_id == user_id).scalar_subquery()
    codes = (
        select(func.count())
        .where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
    )
    row = db.session.execute(select(app, keys, codes)).one()
    return Steps(bool(row[0]), row[1], row[2])


def passkeys_of(user_id: uuid.UUID) -> Sequence[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    statement = select(Passkey).where(Passkey.user_id == user_id)
    return db.session.scalars(statement.order_by(Passkey.created_at, Passkey.id)).all()


def passkey_of(user_id: uuid.UUID, passkey_id: uuid.UUID) -> Passkey:
    """Return one passkey of an account; another's is not found."""
    found = db.session.get(Passkey, passkey_id)
    if found is None or found.user_id != user_id:
        raise NotFound
    return found


def passkey_by_credential(credential_id: bytes) -> Passkey | None:
    """Return the passkey with this credential, held for changing its counter."""
    statement = select(Passkey).where(Passkey.credential_id == credential_id)
    return db.session.scalar(statement.with_for_update())


def identity_at(issuer: str, subject: str) -> ProviderIdentity | None:
    """Return who is bound to a provider's subject."""
    statement = select(ProviderIdentity).where(
        ProviderIdentity.issuer == issuer, ProviderIdentity.subject == subject
    )
    return db.session.scalar(statement)


def address_link(secret: str, *, lock: bool = False) -> tuple[OneTimeLink, User]:
    """Return an unused link that confirms a new address, with its user; raises DeadLink."""
    statement = (
        select(OneTimeLink, User)
        .join(User, User.id == OneTimeLink.user_id)
        .where(
            OneTimeLink.token_hash == digest(secret),
            OneTimeLink.purpose == ADDRESS,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > func.clock_timestamp(),
            User.disabled_at.is_(None),
        )
    )
    row = db.session.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise DeadLink
    return row[0], row[1]


def is_bound(user_id: uuid.UUID, issuer: str) -> bool:
    """Return whether an account is bound to somebody at the provider."""
    statement = select(ProviderIdentity.id).where(
        ProviderIdentity.user_id == user_id, ProviderIdentity.issuer == issuer
    )
    return db.session.scalar(statement) is not None
