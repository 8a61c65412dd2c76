"""Trustees of a consultation: their public keys, who can seal and open, what changed in public."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import RoleGrant, User
from consult.domain.submissions.boxes import NotAKey, read_public_key
from consult.domain.submissions.rules import TRUSTEES_NEEDED
from consult.domain.submissions.sealing_models import TrusteeKey
from consult.domain.submissions.sealing_refusals import KeyRefused, NoKey
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from consult.machinery import audit
from consult.machinery.audit import AuditEvent

ROLE = "trustee"
KEY_EVENTS = ("trustee.key_added", "trustee.key_revoked")


@dataclass(frozen=True)
class PublicTrustee:
    """What everybody may know of a trustee: the name, the key's fingerprint, since when."""

    name: str
    fingerprint: str
    since: datetime


@dataclass(frozen=True)
class PublicChange:
    """A trustee who came or left while the consultation ran."""

    what: str
    name: str
    fingerprint: str
    at: datetime


def owner_of(consultation: Consultation, user_id: uuid.UUID | None) -> str:
    """Return what a trustee signs a public key for: this account in this consultation."""
    return f"{consultation.slug}/{user_id}"


def add_key(consultation: Consultation, data: bytes, *, by: Actor) -> TrusteeKey:
    """Take in the public key of a trustee; the file proves that they hold the private half.

    A key serves one account, and an account has one key at a time. Raises KeyRefused, Forbidden.
    """
    if by.user_id is None or not by.has(consultation.id, ROLE):
        raise Forbidden
    if key_of(consultation.id, by.user_id) is not None:
        raise KeyRefused(reason="has_key")
    try:
        key = read_public_key(data, owner_of(consultation, by.user_id))
    except NotAKey as refused:
        raise KeyRefused(reason=str(refused)) from refused
    row = TrusteeKey(
        consultation_id=consultation.id,
        user_id=by.user_id,
        public_key=key.key,
        fingerprint=key.fingerprint,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise KeyRefused(reason="taken") from error
    _record("trustee.key_added", row, by)
    return row


def revoke_key(consultation: Consultation, *, by: Actor) -> TrusteeKey:
    """Take the own key back: nothing is sealed to it any more and nothing opened with it."""
    row = own_key(consultation.id, by)
    row.revoked_at = now()
    _record("trustee.key_revoked", row, by)
    return row


def own_key(consultation_id: uuid.UUID, by: Actor) -> TrusteeKey:
    """Return the live key of a trustee; raises NoKey."""
    holds = by.user_id is not None and by.has(consultation_id, ROLE)
    row = key_of(consultation_id, by.user_id) if holds and by.user_id else None
    if row is None:
        raise NoKey
    return row


def key_of(consultation_id: uuid.UUID, user_id: uuid.UUID) -> TrusteeKey | None:
    """Return the key that an account holds in a consultation now."""
    statement = select(TrusteeKey).where(
        TrusteeKey.consultation_id == consultation_id,
        TrusteeKey.user_id == user_id,
        TrusteeKey.revoked_at.is_(None),
    )
    return db.session.scalar(statement)


def live_keys(consultation_id: uuid.UUID) -> Sequence[TrusteeKey]:
    """Return the keys of those who are trustees now, in a stable order."""
    statement = select(TrusteeKey).where(TrusteeKey.consultation_id == consultation_id, is_live())
    return db.session.scalars(statement.order_by(TrusteeKey.id)).all()


def is_live(key: type[TrusteeKey] = TrusteeKey) -> ColumnElement[bool]:
    """Return the condition that a key was not taken back and its holder is still a trustee.

    `key` is the table, or an alias of it.
    """
    holds = (
        exists()
        .where(
            RoleGrant.user_id == key.user_id,
            RoleGrant.consultation_id == key.consultation_id,
            RoleGrant.role == ROLE,
            User.id == key.user_id,
            User.disabled_at.is_(None),
            User.is_administrator.is_(False),
        )
        .correlate(key)
    )
    return key.revoked_at.is_(None) & holds


def can_seal(consultation_id: uuid.UUID) -> bool:
    """Return whether two trustees hold keys, so that withholding from ministries is offered."""
    statement = select(func.count()).where(TrusteeKey.consultation_id == consultation_id, is_live())
    return int(db.session.scalar(statement) or 0) >= TRUSTEES_NEEDED


def public_list(consultation_id: uuid.UUID) -> list[PublicTrustee]:
    """Return the trustees with keys, for the page that tells who holds them."""
    statement = (
        select(TrusteeKey)
        .where(TrusteeKey.consultation_id == consultation_id, is_live())
        .options(joinedload(TrusteeKey.user))
        .order_by(TrusteeKey.added_at)
    )
    return [
        PublicTrustee(row.user.name, row.fingerprint, row.added_at)
        for row in db.session.scalars(statement)
    ]


def public_changes(consultation: Consultation) -> list[PublicChange]:
    """Return who was added or left since the consultation opened, the oldest first.

    `what` is key_added, key_revoked or role_revoked; read from the log, so that nobody can hide it.
    """
    leaving = (AuditEvent.action == "role.revoked") & (AuditEvent.payload["revoked"].astext == ROLE)
    statement = select(AuditEvent).where(
        AuditEvent.consultation_id == consultation.id,
        AuditEvent.at > (consultation.opens_at or consultation.created_at),
        AuditEvent.action.in_(KEY_EVENTS) | leaving,
    )
    events = db.session.scalars(statement.order_by(AuditEvent.seq)).all()
    names = _names({_holder(event) for event in events})
    return [
        PublicChange(
            event.action.removeprefix("trustee.").replace(".", "_"),
            names.get(_holder(event), ""),
            event.payload.get("fingerprint", ""),
            event.at,
        )
        for event in events
    ]


def _holder(event: AuditEvent) -> uuid.UUID:
    return uuid.UUID(event.payload.get("holder") or event.object_id)


def _names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    statement = select(User.id, User.name).where(User.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(statement)} if ids else {}


def _record(action: str, row: TrusteeKey, by: Actor) -> None:
    audit.record(
        action,
        row,
        by=by,
        consultation_id=row.consultation_id,
        holder=row.user_id,
        fingerprint=row.fingerprint,
    )
