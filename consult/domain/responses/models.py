"""Tables of responses: one current answer a comment, with its history."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.people.models import Organisation
from consult.domain.responses.rules import DISPOSITIONS, POSITION_STATES, STANCES, STATES
from consult.domain.submissions.models import Comment
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LocalisedText


class Response(Model):
    """The answer of a body to a comment (I-8); two persons prepare and approve it (I-12).

    `promised_version` is the number of the version in which an accepted change is to come (I-10);
    it is checked again when that version is published. `group_id` is the group of like comments
    whose shared answer this one was copied from.
    """

    __tablename__ = "responses"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("disposition", DISPOSITIONS), name="disposition"),
        CheckConstraint(
            "state <> 'approved' or (approved_at is not null and prepared_by <> approved_by)",
            name="two_persons",
        ),
        CheckConstraint(
            "duplicate_of_id is null or duplicate_of_id <> comment_id",
            name="not_itself",
        ),
        Index("ix_responses_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[key]
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"), unique=True)
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    state: Mapped[str] = mapped_column(default="draft")
    disposition: Mapped[str]
    ground: Mapped[str] = mapped_column(default="")
    reasons: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    part_accepted: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    change: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    change_ref: Mapped[str] = mapped_column(default="")
    target_measure: Mapped[str] = mapped_column(default="")
    promised_version: Mapped[int | None]
    covered_by: Mapped[str] = mapped_column(default="")
    duplicate_of_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("comments.id"))
    passed_to: Mapped[str] = mapped_column(default="")
    signer_post: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    prepared_by: Mapped[str] = mapped_column(default="")
    prepared_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    reviewed_by: Mapped[str] = mapped_column(default="")
    reviewed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    reviewed_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="")
    group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("comment_groups.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    comment: Mapped[Comment] = relationship(lazy="raise", foreign_keys=[comment_id])
    duplicate_of: Mapped[Comment | None] = relationship(
        lazy="raise", foreign_keys=[duplicate_of_id]
    )
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ResponseRevision(Model):
    """A state through which an answer has passed; append-only."""

    __tablename__ = "response_revisions"

    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("responses.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    data: Mapped[dict[str, Any]]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class ResponsePosition(Model):
    """What a co-responsible body says to the answer of the lead: agrees, dissents or adds to it.

    Dissent is recorded and printed in the table of disagreements; it does not stop the answer.
    """

    __tablename__ = "response_positions"
    __table_args__ = (
        UniqueConstraint("comment_id", "organisation_id"),
        CheckConstraint(one_of("stance", STANCES), name="stance"),
        CheckConstraint(one_of("state", POSITION_STATES), name="state"),
        CheckConstraint(
            "state <> 'approved' or (approved_at is not null and prepared_by <> approved_by)",
            name="two_persons",
        ),
        Index("ix_response_positions_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[key]
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"))
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    stance: Mapped[str]
    text: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    state: Mapped[str] = mapped_column(default="draft")
    prepared_by: Mapped[str] = mapped_column(default="")
    prepared_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_by: Mapped[str] = mapped_column(default="")
    approved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ReasonText(Model):
    """Reasons that a body keeps for reuse, with the disposition they go with."""

    __tablename__ = "reason_texts"
    __table_args__ = (
        CheckConstraint(one_of("disposition", DISPOSITIONS), name="disposition"),
        Index("ix_reason_texts_organisation_id", "organisation_id", "name"),
    )

    id: Mapped[key]
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str]
    disposition: Mapped[str]
    ground: Mapped[str] = mapped_column(default="")
    reasons: Mapped[LocalisedText]
    made_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
