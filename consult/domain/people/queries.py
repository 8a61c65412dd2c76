"""Reading people: users with their rights, organisations, who holds which role."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from consult.domain.people.actors import Actor, Grant
from consult.domain.people.models import Membership, Organisation, RoleGrant, User
from consult.kernel.database import db
from consult.kernel.errors import NotFound


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


def staff_of(consultation_id: uuid.UUID) -> Sequence[RoleGrant]:
    """Return the roles held in a consultation with their users and bodies."""
    statement = (
        select(RoleGrant)
        .where(RoleGrant.consultation_id == consultation_id)
        .options(selectinload(RoleGrant.user), selectinload(RoleGrant.organisation))
        .order_by(RoleGrant.role, RoleGrant.created_at)
    )
    return db.session.scalars(statement).all()


def administrators_exist() -> bool:
    """Return whether somebody administers the platform."""
    statement = select(func.count()).select_from(User).where(User.is_administrator)
    return bool(db.session.scalar(statement))
