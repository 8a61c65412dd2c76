"""Roles in consultations and who speaks for which organisation."""

import uuid

from sqlalchemy import select

from consult.domain.people import notices
from consult.domain.people.actors import Actor
from consult.domain.people.models import Membership, Organisation, RoleGrant, User
from consult.domain.people.refusals import LastOrganiser, RoleAndBody, TrusteeApart
from consult.domain.people.rules import BODY_KINDS, MINISTRY_ROLES, ROLES, STATE_KINDS, TRUSTEE
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, NotFound
from consult.machinery import audit, sessions


def grant_role(
    user: User, consultation: object, role: str, *, body: Organisation | None = None, by: Actor
) -> RoleGrant:
    """Give a user a role in a consultation, for ministry roles with the body; twice is once.

    Organisers of the consultation and administrators may, administrators not to themselves: they
    run the service but read no contents. A trustee holds no other role. Raises Forbidden,
    RoleAndBody or TrusteeApart; the user is told by letter.
    """
    consultation_id = identity(consultation)
    may_grant(by, consultation_id)
    if by.user_id == user.id and not by.has(consultation_id, "organiser"):
        raise Forbidden
    check_role(role, body)
    grant, is_new = store_grant(user.id, consultation_id, role, body, by.user_id)
    if is_new:
        notices.role_granted(user, grant, consultation, body)
        audit.record(
            "role.granted",
            user,
            by=by,
            consultation_id=consultation_id,
            granted=role,
            body=body.code if body else None,
        )
    return grant


def revoke_role(grant: RoleGrant, *, by: Actor) -> None:
    """Take a role away; it ends with the user's next request. The last organiser stays."""
    may_grant(by, grant.consultation_id)
    if grant.role == "organiser":
        _keep_an_organiser(grant)
    consultation_id, role, user_id = grant.consultation_id, grant.role, grant.user_id
    db.session.delete(grant)
    user = db.session.get_one(User, user_id)
    audit.record("role.revoked", user, by=by, consultation_id=consultation_id, revoked=role)


def add_membership(
    user: User, organisation: Organisation, *, post: str = "", by: Actor
) -> Membership:
    """Note that a user speaks for an organisation; twice is once."""
    statement = select(Membership).where(
        Membership.user_id == user.id, Membership.organisation_id == organisation.id
    )
    found = db.session.scalar(statement)
    if found is not None:
        return found
    member = Membership(user_id=user.id, organisation_id=organisation.id, post=post)
    db.session.add(member)
    audit.record("membership.added", user, by=by, organisation=organisation.id)
    return member


def remove_membership(member: Membership, *, by: Actor) -> None:
    """Note that a user no longer speaks for an organisation."""
    user = db.session.get_one(User, member.user_id)
    organisation_id = member.organisation_id
    db.session.delete(member)
    audit.record("membership.removed", user, by=by, organisation=organisation_id)


def identity(consultation: object) -> uuid.UUID:
    """Return the id of a consultation, a row that this subject does not know."""
    found = getattr(consultation, "id", None)
    if not isinstance(found, uuid.UUID):
        raise NotFound
    return found


def may_grant(by: Actor, consultation_id: uuid.UUID) -> None:
    """Raise Forbidden unless the actor may give roles in the consultation."""
    if not (by.is_system or by.is_administrator or by.has(consultation_id, "organiser")):
        raise Forbidden


def check_role(role: str, body: Organisation | None) -> None:
    """Raise RoleAndBody when the role is unknown or does not go with the body."""
    if role not in ROLES or (role in MINISTRY_ROLES) != (body is not None):
        raise RoleAndBody(role=role)
    if body is not None and body.kind not in BODY_KINDS:
        raise RoleAndBody(role=role)


def store_grant(
    user_id: uuid.UUID,
    consultation_id: uuid.UUID,
    role: str,
    body: Organisation | None,
    granted_by: uuid.UUID | None,
) -> tuple[RoleGrant, bool]:
    """Store a grant unless it is there; returns it and whether it is new.

    Sessions that are open rest no longer than those of staff from now on.
    """
    facts = {
        "user_id": user_id,
        "consultation_id": consultation_id,
        "role": role,
        "organisation_id": body.id if body else None,
    }
    found = db.session.scalar(select(RoleGrant).filter_by(**facts))
    if found is not None:
        return found, False
    keep_apart(user_id, consultation_id, role)
    grant = RoleGrant(**facts, granted_by_id=granted_by)
    db.session.add(grant)
    db.session.flush()
    sessions.rest_shorter(user_id, sessions.IDLE_STAFF)
    return grant, True


def keep_apart(user_id: uuid.UUID, consultation_id: uuid.UUID, role: str) -> None:
    """Raise TrusteeApart when one account would be a trustee and something else (REQ 58)."""
    held = select(RoleGrant.role).where(
        RoleGrant.user_id == user_id, RoleGrant.consultation_id == consultation_id
    )
    if any(TRUSTEE in {role, other} for other in db.session.scalars(held)):
        raise TrusteeApart(reason="role")
    if role != TRUSTEE:
        return
    if db.session.get_one(User, user_id).is_administrator:
        raise TrusteeApart(reason="administrator")
    speaks = (
        select(Membership.id)
        .join(Organisation)
        .where(Membership.user_id == user_id, Organisation.kind.in_(STATE_KINDS))
    )
    if db.session.scalar(speaks.limit(1)) is not None:
        raise TrusteeApart(reason="state_body")


def _keep_an_organiser(grant: RoleGrant) -> None:
    statement = select(RoleGrant.id).where(
        RoleGrant.consultation_id == grant.consultation_id, RoleGrant.role == "organiser"
    )
    held = db.session.scalars(statement.with_for_update()).all()
    if set(held) <= {grant.id}:
        raise LastOrganiser
