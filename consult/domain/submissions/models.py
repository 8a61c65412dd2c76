"""Tables of submissions: drafts, submissions, comments, their history, attachments, tallies."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.rules import CLAIMS, HELD, KINDS, LEVELS, PUBLICATION, TARGETS
from consult.kernel.database import Model, key, one_of
from consult.machinery.files import StoredFile


class Draft(Model):
    """Points being collected by a writer; only the hash of the token that opens it is stored.

    `data` holds {points: [...], about: {...}} exactly as typed, so that nothing is lost.
    """

    __tablename__ = "drafts"

    id: Mapped[key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    data: Mapped[dict[str, Any]]
    submission_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("submissions.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class Submission(Model):
    """What one author sent at once: a form, a letter, an e-mail, words at a round table.

    `number` is the gap-free registration number (I-4), an internal record number; `reference` is
    the random one people use. Several authors registered under one number (a round table's sheet)
    have a `part` each. `channel`, `entered_by` and the author are three separate facts.
    `organisation_kind` is what stays of a registered organisation whose identity is sealed.
    """

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number", "part"),
        CheckConstraint(one_of("level", LEVELS), name="level"),
        CheckConstraint(one_of("claimed", CLAIMS), name="claimed"),
        CheckConstraint(one_of("held", HELD), name="held"),
        Index(
            "ix_submissions_consultation_id_received_at",
            "consultation_id",
            "received_at",
            "id",
        ),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    part: Mapped[int] = mapped_column(default=1)
    reg_no: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str] = mapped_column(default="")
    edit_token_hash: Mapped[str | None] = mapped_column(unique=True)
    channel: Mapped[str]
    received_at: Mapped[datetime]
    entered_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    entered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    entered_by_name: Mapped[str] = mapped_column(default="")
    late: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str]
    author_kind: Mapped[str]
    author_name: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    organisation_name: Mapped[str] = mapped_column(default="")
    organisation_kind: Mapped[str] = mapped_column(default="")
    cosigners: Mapped[str] = mapped_column(default="")
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    contact_email: Mapped[str] = mapped_column(default="")
    verification: Mapped[str] = mapped_column(default="unverified")
    claimed: Mapped[str] = mapped_column(default="", server_default="")
    held: Mapped[str] = mapped_column(default="", server_default="")
    region_code: Mapped[str] = mapped_column(default="unknown")
    level: Mapped[str]
    privacy_notice_version: Mapped[str] = mapped_column(default="")
    source_ref: Mapped[str] = mapped_column(default="")
    source_sha256: Mapped[str] = mapped_column(default="")
    round_table_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("round_tables.id"), index=True
    )
    withdrawn_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship(lazy="raise")
    round_table: Mapped[RoundTable | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    comments: Mapped[list["Comment"]] = relationship(
        lazy="raise", order_by="Comment.point", back_populates="submission"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        lazy="raise", order_by="Attachment.position"
    )


def _as_received(context: Any) -> datetime:
    """The place in lists of a comment that is written without one: its moment of receipt."""
    received_at: datetime = context.get_current_parameters()["received_at"]
    return received_at


class Comment(Model):
    """One point on one measure version, one of its fields, a section or the whole plan.

    `text`, `proposed_wording` and `rationale` are the words as they stand (the newest version by
    the author, I-6); `redactions` is a layer of spans over them. Received order, for moderators:
    (received_at, id); lists of the public and of ministries order by (shown_at, id), where the
    place of a withheld author is drawn within the day or week that is shown (REQ 118).
    """

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("submission_id", "point"),
        UniqueConstraint("consultation_id", "code"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("target_type", TARGETS), name="target_type"),
        CheckConstraint(one_of("publication", PUBLICATION), name="publication"),
        CheckConstraint(
            "(target_type in ('measure', 'field')) = (measure_version_id is not null)",
            name="target_measure",
        ),
        CheckConstraint(
            "(target_type = 'section') = (section_id is not null)",
            name="target_section",
        ),
        CheckConstraint("(target_type = 'field') = (target_field <> '')", name="target_field"),
        Index("ix_comments_queue", "consultation_id", "publication", "received_at", "id"),
        Index("ix_comments_received", "consultation_id", "received_at", "id"),
        Index(
            "ix_comments_measure",
            "measure_version_id",
            "publication",
            "shown_at",
            "id",
        ),
        Index("ix_comments_section", "section_id", "publication", "shown_at", "id"),
        Index("ix_comments_shown", "consultation_id", "shown_at", "id"),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"))
    point: Mapped[int]
    code: Mapped[str]
    target_type: Mapped[str]
    measure_version_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("measure_versions.id"))
    section_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("sections.id"))
    target_field: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    proposed_wording: Mapped[str] = mapped_column(default="")
    rationale: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    shown_at: Mapped[datetime] = mapped_column(default=_as_received)
    publication: Mapped[str] = mapped_column(default="received")
    ground: Mapped[str] = mapped_column(default="")
    redactions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    withdrawn_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    hints: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    search_text: Mapped[str] = mapped_column(default="")
    external_id: Mapped[str] = mapped_column(default="")
    group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("comment_groups.id"), index=True)
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    submission: Mapped[Submission] = relationship(lazy="raise", back_populates="comments")
    measure_version: Mapped[MeasureVersion | None] = relationship(lazy="raise")
    section: Mapped[Section | None] = relationship(lazy="raise")


class CommentGroup(Model):
    """Comments that say the same, from different authors: one shared answer, a row for each.

    Its members name it by `comments.group_id`.
    """

    __tablename__ = "comment_groups"

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    name: Mapped[str]
    made_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class CommentVersion(Model):
    """Words that an author has replaced by an edit; append-only (I-6)."""

    __tablename__ = "comment_versions"

    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    proposed_wording: Mapped[str]
    rationale: Mapped[str]
    kind: Mapped[str]
    replaced_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class CommentBody(Model):
    """A body that is to see and answer a comment: lead or co (filled when it is received).

    `due_on` is the last day for the answer; empty means that of the consultation. `reminded` counts
    the letters of escalation sent so far.
    """

    __tablename__ = "comment_bodies"
    __table_args__ = (
        CheckConstraint("role in ('lead', 'co')", name="role"),
        Index("ix_comment_bodies_organisation_id", "organisation_id", "comment_id"),
    )

    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True
    )
    role: Mapped[str]
    due_on: Mapped[date | None]
    assigned_by: Mapped[str] = mapped_column(default="")
    assigned_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Attachment(Model):
    """A file sent with a submission: `is_clean` when it is itself the clean copy.

    `cleaned_id` is the copy that others get beside a file that stands as it was sent.
    """

    __tablename__ = "attachments"

    id: Mapped[key]
    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    position: Mapped[int]
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_files.id"))
    cleaned_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_files.id"))
    is_clean: Mapped[bool] = mapped_column(default=False, server_default="false")

    file: Mapped[StoredFile] = relationship(lazy="raise", foreign_keys=[file_id])
    cleaned: Mapped[StoredFile | None] = relationship(lazy="raise", foreign_keys=[cleaned_id])


class CommentTally(Model):
    """How many comments stand in a state, per target; kept by triggers, never written by code.

    `target` is `measure:<measure_version_id>`, `section:<id>` or `plan`; withdrawn ones count under
    the publication `withdrawn`.
    """

    __tablename__ = "comment_tallies"

    consultation_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    publication: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
