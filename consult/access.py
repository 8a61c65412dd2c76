"""Who may do what, on one page: permissions, predicates, the policy; deny by default."""

import uuid
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from consult.domain.consultations.rules import PUBLIC_STATES
from consult.domain.people.actors import Actor
from consult.domain.people.rules import MINISTRY_ROLES


class Permission(StrEnum):
    """Everything a route may ask for."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"
    READ = "read"
    COMMENT = "comment"
    READ_STAFF = "read_staff"
    ORGANISE = "organise"
    MODERATE = "moderate"
    FACILITATE = "facilitate"
    RESPOND = "respond"
    ANSWER = "answer"
    APPROVE = "approve"
    COMPILE = "compile"
    READ_AUDIT = "read_audit"
    UNSEAL = "unseal"
    MANAGE_PEOPLE = "manage_people"
    KEEP_REGISTER = "keep_register"
    CREATE = "create"
    DESK = "desk"
    ADMINISTER = "administer"


Predicate = Callable[[Actor, Any], bool]


def _consultation_id(thing: Any) -> uuid.UUID:
    own: uuid.UUID | None = getattr(thing, "consultation_id", None)
    identity: uuid.UUID = own or thing.id
    return identity


def anyone(actor: Actor, thing: Any) -> bool:  # noqa: ARG001
    """Allow everybody."""
    return True


def signed_in(actor: Actor, thing: Any) -> bool:  # noqa: ARG001
    """Allow every account."""
    return actor.user_id is not None


def administrator(actor: Actor, thing: Any) -> bool:  # noqa: ARG001
    """Allow the platform's administrator, who runs the service but reads no contents."""
    return actor.is_administrator


def organiser_somewhere(actor: Actor, thing: Any) -> bool:  # noqa: ARG001
    """Allow whoever organises any consultation: the register of organisations is common."""
    return any(grant.role == "organiser" for grant in actor.grants)


def role(*names: str) -> Predicate:
    """Allow one of the roles in the consultation that the thing belongs to."""

    def allowed(actor: Actor, thing: Any) -> bool:
        return actor.has(_consultation_id(thing), *names)

    return allowed


def body(*names: str) -> Predicate:
    """Allow the ministry role for a body that the thing is assigned to (`thing.body_ids`)."""

    def allowed(actor: Actor, thing: Any) -> bool:
        return bool(actor.bodies(_consultation_id(thing), *names) & frozenset(thing.body_ids))

    return allowed


def staff_somewhere(actor: Actor, thing: Any) -> bool:  # noqa: ARG001
    """Allow whoever organises, moderates or audits at least one consultation."""
    return any(grant.role in {"organiser", "moderator", "auditor"} for grant in actor.grants)


def any_of(*predicates: Predicate) -> Predicate:
    """Allow when one predicate allows."""

    def allowed(actor: Actor, thing: Any) -> bool:
        return any(predicate(actor, thing) for predicate in predicates)

    return allowed


def trustee(actor: Actor, thing: Any) -> bool:
    """Allow trustees of the consultation; nobody who also runs the service (REQ 58)."""
    return not actor.is_administrator and actor.has(_consultation_id(thing), "trustee")


def visible(actor: Actor, thing: Any) -> bool:
    """Allow everybody once the consultation is announced; before that its staff."""
    if getattr(thing, "state", None) in PUBLIC_STATES:
        return True
    return actor.has(_consultation_id(thing), "organiser", "moderator", "auditor")


POLICY: dict[Permission, Predicate] = {
    Permission.ANYONE: anyone,
    Permission.SIGNED_IN: signed_in,
    Permission.READ: visible,
    Permission.COMMENT: visible,
    Permission.READ_STAFF: role("organiser", "moderator", "auditor"),
    Permission.ORGANISE: role("organiser"),
    Permission.MODERATE: role("organiser", "moderator"),
    Permission.FACILITATE: role("organiser", "facilitator"),
    Permission.RESPOND: role(*MINISTRY_ROLES),
    Permission.ANSWER: body("ministry_contributor", "ministry_approver"),
    Permission.APPROVE: body("ministry_approver"),
    Permission.COMPILE: role("organiser"),
    Permission.READ_AUDIT: any_of(role("organiser", "auditor"), administrator),
    Permission.UNSEAL: trustee,
    Permission.MANAGE_PEOPLE: any_of(role("organiser"), administrator),
    Permission.KEEP_REGISTER: any_of(organiser_somewhere, administrator),
    Permission.CREATE: any_of(organiser_somewhere, administrator),
    Permission.DESK: any_of(staff_somewhere, administrator),
    Permission.ADMINISTER: administrator,
}


def permits(actor: Actor, permission: Permission, thing: Any = None) -> bool:
    """Return whether the actor may; an unknown permission is refused."""
    predicate = POLICY.get(permission)
    return actor.is_system or bool(predicate and predicate(actor, thing))
