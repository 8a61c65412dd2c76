"""A person's own data: everything that the service keeps about an account, and closing it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.people.actors import Actor
from consult.domain.people.credential_models import (
    Authenticator,
    Challenge,
    Passkey,
    ProviderIdentity,
    RecoveryCode,
)
from consult.domain.people.models import Invitation, Membership, OneTimeLink, RoleGrant, User
from consult.domain.retention.refusals import StillHasRoles
from consult.domain.roundtables.models import Registration
from consult.domain.submissions import erasing
from consult.domain.submissions.models import Comment, Draft, Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit, sessions
from consult.machinery.audit import AuditEvent
from consult.machinery.outbox import Letter

Data = dict[str, Any]
WAYS_IN = (Authenticator, Challenge, OneTimeLink, Passkey, ProviderIdentity, RecoveryCode)
"""What an account is signed in to with, or opened anew; none of it outlives the account."""


def own_data(user: User) -> Data:
    """Return what is kept about an account as plain data, ready for JSON; a dozen queries.

    What was sent at the two strictest levels is not in it: nothing ties it to the account.
    """
    return {
        "written_at": now().isoformat(),
        "account": _account(user),
        "organisations": list(_organisations(user.id)),
        "roles": list(_roles(user.id)),
        "sessions": list(_sessions(user.id)),
        "submissions": list(_submissions(user.id)),
        "drafts": list(_drafts(user.id)),
        "registrations": list(_registrations(user.id)),
        "letters": list(_letters(user.email)),
        "log": list(_log(user.id)),
    }


def close_account(user: User, *, by: Actor, names_too: bool) -> None:
    """Empty an account for good; its comments stay, with `names_too` without any name.

    Raises StillHasRoles: who holds a role gives it back first, so that no desk is left alone.
    """
    if user.is_administrator or _holds_roles(user.id):
        raise StillHasRoles
    if names_too:
        for submission in _sent(user.id):
            erasing.erase_identity(submission, by=by, ground="author")
    _empty(user)
    sessions.end_sessions_of(user.id)
    audit.record("user.erased", user, by=by, names_too=names_too)


def _empty(user: User) -> None:
    for table in (Membership, Draft, *WAYS_IN):
        db.session.execute(delete(table).where(table.user_id == user.id))
    db.session.execute(delete(Invitation).where(Invitation.email == user.email))
    emptied = {"contact_email": "", "needs": ""}
    db.session.execute(
        update(Registration).where(Registration.user_id == user.id).values(**emptied)
    )
    user.email = f"closed-{user.id}@invalid"
    user.name, user.password_hash = "", ""
    user.disabled_at = now()
    db.session.flush()


def _holds_roles(user_id: uuid.UUID) -> bool:
    return bool(db.session.scalar(select(RoleGrant.id).where(RoleGrant.user_id == user_id)))


def _sent(user_id: uuid.UUID) -> list[Submission]:
    statement = (
        select(Submission)
        .where(Submission.user_id == user_id)
        .options(
            joinedload(Submission.consultation),
            joinedload(Submission.organisation),
            selectinload(Submission.comments).joinedload(Comment.measure_version),
        )
    )
    return list(db.session.scalars(statement.order_by(Submission.received_at)).unique())


def _account(user: User) -> Data:
    return {
        "address": user.email,
        "name": user.name,
        "language": user.language,
        "confirmed_at": _day(user.confirmed_at),
        "created_at": _day(user.created_at),
        "password_changed_at": _day(user.password_changed_at),
        "is_administrator": user.is_administrator,
    }


def _organisations(user_id: uuid.UUID) -> Iterator[Data]:
    statement = select(Membership).where(Membership.user_id == user_id)
    for row in db.session.scalars(statement.options(joinedload(Membership.organisation))):
        yield {"name": row.organisation.name.as_dict(), "post": row.post}


def _roles(user_id: uuid.UUID) -> Iterator[Data]:
    for row in db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user_id)):
        yield {
            "role": row.role,
            "consultation": str(row.consultation_id),
            "since": _day(row.created_at),
        }


def _sessions(user_id: uuid.UUID) -> Iterator[Data]:
    for row in sessions.open_sessions_of(user_id):
        yield {
            "started": _day(row.started_at),
            "last_seen": _day(row.seen_at),
            "browser": row.browser,
        }


def _submissions(user_id: uuid.UUID) -> Iterator[Data]:
    for row in _sent(user_id):
        yield {
            "consultation": row.consultation.slug,
            "reference": row.reference,
            "received_at": _day(row.received_at),
            "level": row.level,
            "author_name": row.author_name,
            "organisation": row.organisation.name.as_dict()
            if row.organisation
            else row.organisation_name,
            "address": row.contact_email,
            "region": row.region_code,
            "withdrawn_at": _day(row.withdrawn_at),
            "points": [_point(one) for one in row.comments],
        }


def _point(comment: Comment) -> Data:
    measure = comment.measure_version
    return {
        "code": comment.code,
        "measure": measure.number if measure else "",
        "kind": comment.kind,
        "text": comment.text,
        "proposed_wording": comment.proposed_wording,
        "rationale": comment.rationale,
        "publication": comment.publication,
    }


def _drafts(user_id: uuid.UUID) -> Iterator[Data]:
    statement = select(Draft).where(Draft.user_id == user_id, Draft.submission_id.is_(None))
    for row in db.session.scalars(statement):
        yield {"consultation": str(row.consultation_id), "touched": _day(row.updated_at)}


def _registrations(user_id: uuid.UUID) -> Iterator[Data]:
    for row in db.session.scalars(select(Registration).where(Registration.user_id == user_id)):
        yield {
            "name": row.name,
            "organisation": row.organisation_name,
            "address": row.contact_email,
            "needs": row.needs,
            "state": row.state,
        }


def _letters(address: str) -> Iterator[Data]:
    for row in db.session.scalars(select(Letter).where(Letter.recipient == address)):
        yield {"kind": row.kind, "subject": row.subject, "state": row.state}


def _log(user_id: uuid.UUID) -> Iterator[Data]:
    statement = select(AuditEvent).where(AuditEvent.actor == f"user:{user_id}")
    for row in db.session.scalars(statement.order_by(AuditEvent.seq)):
        yield {"at": _day(row.at), "action": row.action}


def _day(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
