"""Invitations: a link by mail that works once, for 48 hours; one hour to confirm an address."""

from dataclasses import dataclass
from datetime import timedelta

from consult.domain.people import notices
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.people.models import Invitation, Organisation, User
from consult.domain.people.operations.accounts import checked_address, new_user
from consult.domain.people.operations.organisations import OrganisationFacts, create_organisation
from consult.domain.people.operations.passwords import names_of, set_password
from consult.domain.people.operations.roles import (
    add_membership,
    check_role,
    identity,
    may_grant,
    store_grant,
)
from consult.domain.people.queries import (
    actor_and_user,
    has_way_in,
    live_invitation,
    live_invitations_to,
    user_by_email,
)
from consult.domain.people.refusals import DeadLink
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from consult.kernel.references import digest, new_secret
from consult.kernel.text import clean_line
from consult.machinery import audit

INVITED = timedelta(hours=48)
CONFIRMING = timedelta(minutes=60)


@dataclass(frozen=True)
class NewOrganisation:
    """What a person who registers says of the organisation; it is not verified by that."""

    facts: OrganisationFacts
    post: str = ""


def invite(  # noqa: PLR0913 - an invitation has this many facts
    email: str,
    *,
    consultation: object | None = None,
    role: str | None = None,
    body: Organisation | None = None,
    member_of: Organisation | None = None,
    name: str = "",
    language: str = "ru",
    by: Actor,
) -> Invitation:
    """Invite a person by mail, either to a role in a consultation or to speak for an organisation.

    Raises NotAnAddress, Forbidden, RoleAndBody. The link is in the letter only; the table holds
    its hash.
    """
    if consultation is not None:
        may_grant(by, identity(consultation))
        check_role(role or "", body)
    elif not _keeps_register(by) or member_of is None:
        raise Forbidden
    organisation = body or member_of
    invitation = Invitation(
        email=checked_address(email),
        name=clean_line(name),
        language=language,
        consultation_id=identity(consultation) if consultation is not None else None,
        role=role,
        organisation_id=organisation.id if organisation else None,
        member=member_of is not None,
        invited_by_id=by.user_id,
    )
    secret = _renewed(invitation, INVITED)
    notices.invitation(invitation, secret, consultation, organisation)
    _record("invitation.sent", invitation, by)
    return invitation


def resend_invitation(
    invitation: Invitation,
    consultation: object | None,
    organisation: Organisation | None,
    *,
    by: Actor,
) -> None:
    """Send an invitation again with a new link for 48 hours; the old link dies."""
    _may_handle(invitation, by)
    if invitation.used_at:
        raise DeadLink
    secret = _renewed(invitation, INVITED)
    notices.invitation(invitation, secret, consultation, organisation)
    _record("invitation.resent", invitation, by)


def cancel_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Take an unused invitation back: its link dies and it leaves the list."""
    _may_handle(invitation, by)
    if invitation.used_at:
        raise DeadLink
    invitation.expires_at = invitation.used_at = now()
    _record("invitation.cancelled", invitation, by)


def request_account(email: str, *, language: str) -> None:
    """Send the owner of the address a link to make an account, or the news that there is one.

    Nothing but the invitation is stored before the link is used.
    """
    address = checked_address(email)
    user = user_by_email(address)
    if user is not None:
        notices.account_exists(user)
        audit.record("account.requested", user, by=VISITOR)
        return
    invitation = Invitation(email=address, language=language)
    secret = _renewed(invitation, CONFIRMING)
    notices.registration(invitation, secret)
    _record("account.requested", invitation, VISITOR)


def accept_invitation(
    secret: str,
    *,
    name: str = "",
    password: str = "",
    organisation: NewOrganisation | None = None,
) -> User:
    """Use an invitation: make the account unless there is one, and give it what was promised.

    Does not sign in. Raises DeadLink, WeakPassword, Missing (name); the link then still works.
    """
    invitation = live_invitation(secret, lock=True)
    user = user_by_email(invitation.email)
    if user is not None and user.disabled_at:
        raise DeadLink
    if user is None or not has_way_in(user):
        user = user or new_user(invitation.email, name, invitation.language)
        names = _names_ahead(invitation, organisation)
        set_password(user, password, staff=bool(invitation.role), names=names)
    _give(invitation, user, organisation)
    invitation.used_at = now()
    actor = _actor_of(user)
    audit.record(
        "invitation.accepted",
        invitation,
        by=actor,
        consultation_id=invitation.consultation_id,
        granted=invitation.role,
    )
    return user


def accept_by_provider(email: str, *, name: str) -> User | None:
    """Use the live invitations to an address that a provider has verified; None without any.

    The account gets no password. Who registers without being invited goes the usual way.
    """
    invitations = live_invitations_to(email)
    if not invitations:
        return None
    first = invitations[0]
    user = new_user(email, name or first.name or email.partition("@")[0], first.language)
    for invitation in invitations:
        _give(invitation, user, None)
        invitation.used_at = now()
        _record("invitation.accepted", invitation, _actor_of(user))
    return user


def _names_ahead(invitation: Invitation, organisation: NewOrganisation | None) -> tuple[str, ...]:
    """Return what the organisation is called that the account will belong to."""
    held = _organisation_of(invitation)
    return (
        *(names_of(held) if held else ()),
        *(names_of(organisation.facts) if organisation else ()),
    )


def _organisation_of(invitation: Invitation) -> Organisation | None:
    identity = invitation.organisation_id
    return db.session.get_one(Organisation, identity) if identity else None


def _give(invitation: Invitation, user: User, organisation: NewOrganisation | None) -> None:
    held = _organisation_of(invitation)
    if invitation.role and invitation.consultation_id:
        store_grant(
            user.id, invitation.consultation_id, invitation.role, held, invitation.invited_by_id
        )
    if invitation.member and held is not None:
        add_membership(user, held, by=_actor_of(user))
    if organisation is not None and not invitation.role and not invitation.member:
        made = create_organisation(organisation.facts, by=_actor_of(user))
        add_membership(user, made, post=organisation.post, by=_actor_of(user))


def _actor_of(user: User) -> Actor:
    db.session.flush()
    found = actor_and_user(user.id)
    return found[1] if found else VISITOR


def _renewed(invitation: Invitation, lifetime: timedelta) -> str:
    secret = new_secret()
    invitation.token_hash = digest(secret)
    invitation.expires_at = now() + lifetime
    db.session.add(invitation)
    db.session.flush()
    return secret


def _keeps_register(by: Actor) -> bool:
    return by.is_system or by.is_administrator or any(g.role == "organiser" for g in by.grants)


def _may_handle(invitation: Invitation, by: Actor) -> None:
    if invitation.consultation_id is not None:
        may_grant(by, invitation.consultation_id)
    elif not _keeps_register(by):
        raise Forbidden


def _record(action: str, invitation: Invitation, by: Actor) -> None:
    audit.record(
        action,
        invitation,
        by=by,
        consultation_id=invitation.consultation_id,
        invited_to=invitation.role,
        organisation=invitation.organisation_id,
    )
