"""Reading people: users with their rights, organisations, who holds which role."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.people.actors import Actor, Grant
from consult.domain.people.credential_models import ProviderIdentity
from consult.domain.people.models import (
    Invitation,
    Membership,
    OneTimeLink,
    Organisation,
    RoleGrant,
    User,
)
from consult.domain.people.refusals import DeadLink
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest


def actor_of(user: User) -> Actor:
    """Return the actor that a user is, with all grants and memberships (both must be loaded)."""
    return Actor(
        user_id=user.id,
        name=user.name,
        is_administrator=user.is_administrator,
        grants=frozenset(
            Grant(grant.role, grant.consultation_id, grant.organisation_id) for grant in user.grants
        ),
        organisations=frozenset(member.organisation_id for member in user.memberships),
    )


def actor_and_user(user_id: uuid.UUID) -> tuple[User, Actor] | None:
    """Return an enabled user with the actor, or None; three small queries."""
    statement = (
        select(User)
        .where(User.id == user_id, User.disabled_at.is_(None))
        .options(selectinload(User.grants), selectinload(User.memberships))
        .execution_options(populate_existing=True)
    )
    user = db.session.scalar(statement)
    return (user, actor_of(user)) if user else None


def user_by_email(email: str) -> User | None:
    """Return the user with this address, folded to lower case."""
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def user(user_id: uuid.UUID) -> User:
    """Return a user, disabled or not; raises NotFound."""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound
    return found


def can_sign_in(email: str) -> bool:
    """Return whether the address has an account that its owner can enter."""
    found = user_by_email(email)
    return bool(found and has_way_in(found))


def has_way_in(user: User) -> bool:
    """Return whether the owner can sign in: by a password, or bound to a provider's subject."""
    bound = select(ProviderIdentity.id).where(ProviderIdentity.user_id == user.id).limit(1)
    return bool(user.password_hash) or db.session.scalar(bound) is not None


def is_staff(user: User) -> bool:
    """Return whether a user administers the platform or holds a role in any consultation."""
    if user.is_administrator:
        return True
    statement = select(RoleGrant.id).where(RoleGrant.user_id == user.id).limit(1)
    return db.session.scalar(statement) is not None


def organisation_by_code(code: str) -> Organisation | None:
    """Return an organisation by its short code (MOJ, O01)."""
    return db.session.scalar(select(Organisation).where(Organisation.code == code))


def organisation(organisation_id: uuid.UUID) -> Organisation:
    """Return an organisation; raises NotFound."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def organisations(kinds: Sequence[str] = ()) -> Sequence[Organisation]:
    """Return organisations that were not merged away, by code; all kinds when none is named."""
    statement = select(Organisation).where(Organisation.merged_into_id.is_(None))
    if kinds:
        statement = statement.where(Organisation.kind.in_(kinds))
    return db.session.scalars(statement.order_by(Organisation.code, Organisation.id)).all()


def organisations_of(user_id: uuid.UUID) -> Sequence[Organisation]:
    """Return the organisations that a user speaks for."""
    statement = (
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == user_id)
    )
    return db.session.scalars(statement.order_by(Membership.created_at)).all()


def bodies_of(user_id: uuid.UUID) -> Sequence[Organisation]:
    """Return the State bodies for which a user holds a role in any consultation."""
    held = select(RoleGrant.organisation_id).where(RoleGrant.user_id == user_id)
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(held))).all()


def staff_of(consultation_id: uuid.UUID) -> Sequence[RoleGrant]:
    """Return the roles held in a consultation with their users and bodies."""
    statement = (
        select(RoleGrant)
        .where(RoleGrant.consultation_id == consultation_id)
        .options(selectinload(RoleGrant.user), selectinload(RoleGrant.organisation))
        .order_by(RoleGrant.role, RoleGrant.created_at)
    )
    return db.session.scalars(statement).all()


def grant_in(consultation_id: uuid.UUID, grant_id: uuid.UUID) -> RoleGrant:
    """Return a role held in this consultation; raises NotFound."""
    statement = select(RoleGrant).where(
        RoleGrant.id == grant_id, RoleGrant.consultation_id == consultation_id
    )
    found = db.session.scalar(statement.options(joinedload(RoleGrant.user)))
    if found is None:
        raise NotFound
    return found


def live_invitation(secret: str, *, lock: bool = False) -> Invitation:
    """Return the unused invitation of a link, by the database's clock; raises DeadLink."""
    statement = select(Invitation).where(
        Invitation.token_hash == digest(secret),
        Invitation.used_at.is_(None),
        Invitation.expires_at > func.clock_timestamp(),
    )
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise DeadLink
    return found


def live_invitations_to(email: str) -> Sequence[Invitation]:
    """Return the unused invitations to an address that promise something, held for using them."""
    statement = select(Invitation).where(
        Invitation.email == email.strip().lower(),
        Invitation.role.is_not(None) | Invitation.member,
        Invitation.used_at.is_(None),
        Invitation.expires_at > func.clock_timestamp(),
    )
    return db.session.scalars(statement.with_for_update()).all()


def is_live_link(secret: str, purpose: str = "reset") -> bool:
    """Return whether a link to set a password still works; looking does not use it up."""
    statement = select(OneTimeLink.id).where(
        OneTimeLink.token_hash == digest(secret),
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > func.clock_timestamp(),
    )
    return db.session.scalar(statement) is not None


def invitations_to(consultation_id: uuid.UUID) -> Sequence[Invitation]:
    """Return the invitations to a consultation that were not used or taken back, newest first."""
    statement = select(Invitation).where(
        Invitation.consultation_id == consultation_id, Invitation.used_at.is_(None)
    )
    return db.session.scalars(statement.order_by(Invitation.created_at.desc())).all()


def invitation_to(consultation_id: uuid.UUID, invitation_id: uuid.UUID) -> Invitation:
    """Return an invitation to this consultation; raises NotFound."""
    found = db.session.get(Invitation, invitation_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound
    return found
