"""Tables of changes: each difference between two versions, its measures, the comments behind it."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from consult.domain.changes.rules import CAUSES, KINDS, SIDES
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.submissions.models import Comment
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LocalisedText


class Change(Model):
    """One difference between a version of the plan and the one it follows (I-11).

    `plan_version_id` is the newer version; `number` counts the changes in the order of the plan;
    `fields` names what differs (fields of a measure, or title); `cause` is empty until a person
    says it: comments (then `causes` names them), own_initiative or agreed (with an explanation).
    """

    __tablename__ = "changes"
    __table_args__ = (
        UniqueConstraint("plan_version_id", "number"),
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        CheckConstraint(one_of("cause", ("", *CAUSES)), name="cause"),
        Index("ix_changes_consultation_id", "consultation_id", "plan_version_id"),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    plan_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("plan_versions.id", ondelete="CASCADE")
    )
    number: Mapped[int]
    kind: Mapped[str]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    section_number: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="")
    explanation: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    external_id: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    plan_version: Mapped[PlanVersion] = relationship(lazy="raise")
    measures: Mapped[list["ChangeMeasure"]] = relationship(
        lazy="raise", order_by="ChangeMeasure.position"
    )
    causes: Mapped[list["ChangeCause"]] = relationship(lazy="raise")


class ChangeMeasure(Model):
    """A measure as it stood before or after a change; a split has several after it."""

    __tablename__ = "change_measures"
    __table_args__ = (
        CheckConstraint(one_of("side", SIDES), name="side"),
        Index("ix_change_measures_measure_version_id", "measure_version_id"),
    )

    change_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("changes.id", ondelete="CASCADE"), primary_key=True
    )
    side: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    measure_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("measure_versions.id", ondelete="CASCADE")
    )

    measure_version: Mapped[MeasureVersion] = relationship(lazy="raise")


class ChangeCause(Model):
    """A comment that caused a change; the answer to that comment names this change (I-10)."""

    __tablename__ = "change_causes"
    __table_args__ = (Index("ix_change_causes_comment_id", "comment_id"),)

    change_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("changes.id", ondelete="CASCADE"), primary_key=True
    )
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    comment: Mapped[Comment] = relationship(lazy="raise")
