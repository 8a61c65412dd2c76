"""Tables of sealing: trustees' public keys, sealed identities, their wrapped keys, unsealings."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.people.models import User
from consult.domain.submissions.models import Submission
from consult.domain.submissions.rules import UNSEALING_GROUNDS, UNSEALING_STATES
from consult.kernel.database import Model, key, one_of


class TrusteeKey(Model):
    """The public key of a trustee in one consultation; nobody holds the private half here.

    A key that was taken back stays, for what was sealed to it and for the public list of changes.
    """

    __tablename__ = "trustee_keys"
    __table_args__ = (
        UniqueConstraint("consultation_id", "public_key"),
        Index(
            "uq_trustee_keys_live",
            "consultation_id",
            "user_id",
            unique=True,
            postgresql_where=text("revoked_at is null"),
        ),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    public_key: Mapped[str]
    fingerprint: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise")


class SealedIdentity(Model):
    """Who sent a submission, in a box; `destroyed_at` says that the box was emptied for good."""

    __tablename__ = "sealed_identities"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    box: Mapped[bytes] = mapped_column(LargeBinary)
    author_box: Mapped[bytes] = mapped_column(LargeBinary)
    destroyed_at: Mapped[datetime | None]


class SealedKey(Model):
    """The key of one identity for one ordered pair: the outer trustee opens first, then the inner.

    `inner_digest` is the hash of the inner box, by which it is known again when it is handed in.
    """

    __tablename__ = "sealed_keys"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    outer_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("trustee_keys.id"), primary_key=True, index=True
    )
    inner_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("trustee_keys.id"), primary_key=True, index=True
    )
    box: Mapped[bytes] = mapped_column(LargeBinary)
    inner_digest: Mapped[bytes] = mapped_column(LargeBinary)


class Unsealing(Model):
    """One trustee asks to know who sent a submission, another one seconds or refuses.

    `inner_box` is there only from the seconding until the asker has what they came for.
    """

    __tablename__ = "unsealings"
    __table_args__ = (
        CheckConstraint(one_of("state", UNSEALING_STATES), name="state"),
        CheckConstraint(one_of("ground", UNSEALING_GROUNDS), name="ground"),
        CheckConstraint("decided_by_id is distinct from asked_by_id", name="two_persons"),
        Index(
            "uq_unsealings_waiting",
            "submission_id",
            "asked_by_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_unsealings_consultation_id_asked_at", "consultation_id", "asked_at"),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    asker_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("trustee_keys.id"))
    ground: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="asked")
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(default="")
    inner_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    delivered_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
    asked_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    asker_key: Mapped[TrusteeKey] = relationship(lazy="raise")
