"""Letters to people: invitations, links for passwords, news about their account and roles."""

import uuid
from typing import Any

from consult.domain.people.models import Invitation, Organisation, RoleGrant, User
from consult.kernel.clock import now
from consult.machinery import outbox
from consult.machinery.letters import address, write


def invitation(
    invited: Invitation, secret: str, consultation: Any, organisation: Organisation | None
) -> None:
    """Invite to a role in a consultation, or to speak for an organisation."""
    _post(
        "invitation",
        to=invited.email,
        language=invited.language,
        cause=f"invitation:{invited.id}:{invited.token_hash[:12]}",
        consultation_id=invited.consultation_id,
        name=invited.name,
        link=address("account.accept", invited.language, token=secret),
        role=invited.role,
        title=consultation.title if consultation is not None else None,
        organisation=organisation.name if organisation else None,
    )


def registration(invited: Invitation, secret: str) -> None:
    """Give the link with which an address is confirmed and an account made."""
    _post(
        "registration",
        to=invited.email,
        language=invited.language,
        cause=f"registration:{invited.id}",
        link=address("account.accept", invited.language, token=secret),
    )


def account_exists(user: User) -> None:
    """Tell somebody who registers again that there is an account."""
    _to_user("account_exists", user, link=address("account.sign_in", user.language))


def reset(user: User, secret: str) -> None:
    """Give the link that sets a new password."""
    _to_user("password_reset", user, link=address("account.reset", user.language, token=secret))


def reset_unknown(email: str, language: str) -> None:
    """Tell the owner of an address without an account that a link was asked for."""
    _post(
        "password_reset_unknown",
        to=email,
        language=language,
        cause=f"password_reset_unknown:{uuid.uuid4()}",
        link=address("account.register", language),
    )


def password_changed(user: User) -> None:
    """Tell that the password was changed, and what to do when it was somebody else."""
    _to_user(
        "password_changed",
        user,
        link=address("account.reset_request", user.language),
        changed_at=user.password_changed_at,
    )


def account_changed(user: User, what: str, *, to: str = "") -> None:
    """Tell what was changed in how an account is protected; `to` is a former address."""
    _post(
        "account_changed",
        to=to or user.email,
        language=user.language,
        cause=f"account_changed:{user.id}:{uuid.uuid4()}",
        name=user.name,
        what=what,
        changed_at=now(),
        link=address("account.reset_request", user.language),
    )


def confirm_address(user: User, new: str, secret: str) -> None:
    """Give the link that makes a new address the account's."""
    _post(
        "confirm_address",
        to=new,
        language=user.language,
        cause=f"confirm_address:{user.id}:{uuid.uuid4()}",
        name=user.name,
        link=address("account.address_confirm", user.language, token=secret),
    )


def role_granted(
    user: User, grant: RoleGrant, consultation: Any, body: Organisation | None
) -> None:
    """Tell that a role in a consultation was given."""
    _post(
        "role_granted",
        to=user.email,
        language=user.language,
        cause=f"role:{grant.id}",
        consultation_id=grant.consultation_id,
        name=user.name,
        role=grant.role,
        title=consultation.title,
        organisation=body.name if body else None,
        link=address("account.sign_in", user.language),
    )


def _to_user(kind: str, user: User, **facts: Any) -> None:
    cause = f"{kind}:{user.id}:{uuid.uuid4()}"
    _post(kind, to=user.email, language=user.language, cause=cause, name=user.name, **facts)


def _post(
    kind: str,
    *,
    to: str,
    language: str,
    cause: str,
    consultation_id: uuid.UUID | None = None,
    **facts: Any,
) -> None:
    outbox.post(
        write(kind, language, **facts),
        to=to,
        kind=kind,
        language=language,
        cause=cause,
        consultation_id=consultation_id,
    )
