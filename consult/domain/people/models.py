"""Tables of people: organisations, users, memberships, roles, invitations, links."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.people.rules import ORGANISATION_KINDS, ROLES
from consult.kernel.database import Model, key
from consult.kernel.localised import LocalisedText


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


class Organisation(Model):
    """A body, an NGO or another organisation; `code` is short and stable (MOJ, O01)."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint(_one_of("kind", ORGANISATION_KINDS), name="kind"),)

    id: Mapped[key]
    code: Mapped[str | None] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[LocalisedText]
    abbreviation: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    bin: Mapped[str] = mapped_column(default="")
    region_code: Mapped[str] = mapped_column(default="unknown")
    website: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="")
    verified_at: Mapped[datetime | None]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class User(Model):
    """A person with an account; `email` is stored folded to lower case."""

    __tablename__ = "users"

    id: Mapped[key]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="ru")
    is_administrator: Mapped[bool] = mapped_column(default=False)
    confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", lazy="raise")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", lazy="raise", foreign_keys="RoleGrant.user_id"
    )


class Membership(Model):
    """A user speaks for an organisation."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id"),)

    id: Mapped[key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    post: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    user: Mapped[User] = relationship(back_populates="memberships", lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class RoleGrant(Model):
    """A role in one consultation; ministry roles name the body they act for."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint(_one_of("role", ROLES), name="role"),
        CheckConstraint(
            "(role like 'ministry_%') = (organisation_id is not null)",
            name="ministry_has_body",
        ),
        UniqueConstraint(
            "user_id",
            "consultation_id",
            "role",
            "organisation_id",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_role_grants_consultation_id_role", "consultation_id", "role"),
    )

    id: Mapped[key]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    role: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    granted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=[user_id], lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class Invitation(Model):
    """An invitation by mail: the link's token is stored hashed, works once and for 48 hours."""

    __tablename__ = "invitations"

    id: Mapped[key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="ru")
    consultation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("consultations.id"))
    role: Mapped[str | None]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    member: Mapped[bool] = mapped_column(default=False)
    invited_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OneTimeLink(Model):
    """A link sent by mail to set a password or confirm an address; single use, 60 minutes.

    `address` is the new address that the link confirms, empty for passwords.
    """

    __tablename__ = "one_time_links"

    id: Mapped[key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
