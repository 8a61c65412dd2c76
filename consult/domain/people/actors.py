"""Actors: who does something, with the roles that decide what is permitted."""

import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grant:
    """A role in one consultation, for ministry roles with the body."""

    role: str
    consultation_id: uuid.UUID
    organisation_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a signed-in user, a visitor without an account, a command or a job."""

    user_id: uuid.UUID | None = None
    name: str = ""
    is_administrator: bool = False
    is_system: bool = False
    grants: frozenset[Grant] = field(default_factory=frozenset)
    organisations: frozenset[uuid.UUID] = field(default_factory=frozenset)

    @property
    def audit_name(self) -> str:
        """Pseudonym for the log: never a name or an address."""
        if self.is_system:
            return f"system:{self.name}"
        return f"user:{self.user_id}" if self.user_id else "public"

    @property
    def audit_role(self) -> str:
        """The broadest role, for the log."""
        if self.is_system:
            return "system"
        if self.is_administrator:
            return "administrator"
        roles = sorted({grant.role for grant in self.grants})
        return "+".join(roles) or ("account" if self.user_id else "visitor")

    def has(self, consultation_id: uuid.UUID, *roles: str) -> bool:
        """Return whether the actor has one of the roles in the consultation."""
        return any(g.consultation_id == consultation_id and g.role in roles for g in self.grants)

    def bodies(self, consultation_id: uuid.UUID, *roles: str) -> frozenset[uuid.UUID]:
        """Return the bodies for which the actor has one of the roles in the consultation."""
        return frozenset(
            g.organisation_id
            for g in self.grants
            if g.consultation_id == consultation_id and g.role in roles and g.organisation_id
        )


VISITOR = Actor()


def system(name: str) -> Actor:
    """Return the actor of a command or a job (`command`, `worker`, `demo`)."""
    return Actor(name=name, is_system=True)
