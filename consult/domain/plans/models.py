"""Tables of plans: versions, sections, measures and who executes them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from consult.domain.people.models import Organisation
from consult.domain.plans.rules import CHANGE_KINDS, EXECUTOR_ROLES
from consult.domain.recommendations.models import Recommendation
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LocalisedText

VERSION_STATES = ("draft", "published", "superseded", "adopted")


class PlanVersion(Model):
    """One version of the plan; a draft until published and immutable from then on (I-1)."""

    __tablename__ = "plan_versions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint(one_of("state", VERSION_STATES), name="state"),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    label: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    title: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    state: Mapped[str] = mapped_column(default="draft")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    measure_count: Mapped[int] = mapped_column(default=0)
    section_count: Mapped[int] = mapped_column(default=0)
    imported_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    published_at: Mapped[datetime | None]


class Section(Model):
    """A section of one version; `reasons` says why the section is there (B-04)."""

    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("plan_version_id", "number"),)

    id: Mapped[key]
    plan_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_versions.id"))
    number: Mapped[str]
    position: Mapped[int]
    title: Mapped[LocalisedText]
    reasons: Mapped[LocalisedText] = mapped_column(default=LocalisedText)

    plan_version: Mapped[PlanVersion] = relationship(lazy="raise")


class Measure(Model):
    """The stable identity of a measure across versions (I-2)."""

    __tablename__ = "measures"

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class MeasureVersion(Model):
    """A measure as one version of the plan words it. `number` is text as printed («2.10»).

    `intervals` holds [from, to] pairs of ISO dates (null is an open end); `indicator`, `baseline`
    and `target` are texts; `recommendations` are paragraph keys as text («95.10»), and `linked`
    those of them that stand in a register. `change_kind` compares with the version before;
    `confirmed` is false while a person still has to confirm it (I-2).
    """

    __tablename__ = "measure_versions"
    __table_args__ = (
        UniqueConstraint("plan_version_id", "number"),
        CheckConstraint(one_of("change_kind", CHANGE_KINDS), name="change_kind"),
        Index(
            "ix_measure_versions_plan_version_id_position",
            "plan_version_id",
            "position",
        ),
    )

    id: Mapped[key]
    plan_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_versions.id"))
    measure_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("measures.id"), index=True)
    section_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("sections.id"), index=True)
    number: Mapped[str]
    position: Mapped[int]
    text: Mapped[LocalisedText]
    completion_form: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    deadline: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    intervals: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    recurrence: Mapped[str] = mapped_column(default="none")
    funding: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    indicator: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    baseline: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    target: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    executors_text: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    note: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    recommendations_text: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    recommendations: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    search_text: Mapped[str] = mapped_column(default="")
    change_kind: Mapped[str] = mapped_column(default="added")
    confirmed: Mapped[bool] = mapped_column(default=True)

    plan_version: Mapped[PlanVersion] = relationship(lazy="raise")
    section: Mapped[Section] = relationship(lazy="raise")
    executors: Mapped[list["MeasureExecutor"]] = relationship(
        lazy="raise",
        order_by="MeasureExecutor.position",
        back_populates="measure_version",
    )
    predecessors: Mapped[list["MeasureVersion"]] = relationship(
        lazy="raise",
        secondary="measure_predecessors",
        primaryjoin="MeasureVersion.id == MeasurePredecessor.measure_version_id",
        secondaryjoin="MeasureVersion.id == MeasurePredecessor.predecessor_id",
        viewonly=True,
    )
    linked: Mapped[list[Recommendation]] = relationship(
        lazy="raise",
        secondary="measure_recommendations",
        order_by=Recommendation.sort_key,
        viewonly=True,
    )


class MeasurePredecessor(Model):
    """A measure of the version before that this one continues; several after a merge (I-2)."""

    __tablename__ = "measure_predecessors"
    __table_args__ = (Index("ix_measure_predecessors_predecessor_id", "predecessor_id"),)

    measure_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("measure_versions.id"), primary_key=True
    )
    predecessor_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("measure_versions.id"), primary_key=True
    )


class MeasureRemoval(Model):
    """A measure of the version before that the version leaves out, and why (I-2)."""

    __tablename__ = "measure_removals"

    plan_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("plan_versions.id"), primary_key=True
    )
    measure_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("measure_versions.id"), primary_key=True
    )
    reason: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    confirmed: Mapped[bool] = mapped_column(default=False)

    measure_version: Mapped[MeasureVersion] = relationship(lazy="raise")


class ConsultationRegister(Model):
    """A register of recommendations that the references of a consultation's plan mean."""

    __tablename__ = "consultation_registers"

    consultation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("consultations.id"), primary_key=True
    )
    mechanism: Mapped[str] = mapped_column(primary_key=True)
    cycle: Mapped[str] = mapped_column(primary_key=True)


class MeasureRecommendation(Model):
    """A reference of a measure that was found in a register; made again when registers change."""

    __tablename__ = "measure_recommendations"
    __table_args__ = (Index("ix_measure_recommendations_recommendation_id", "recommendation_id"),)

    measure_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("measure_versions.id"), primary_key=True
    )
    recommendation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("recommendations.id"), primary_key=True
    )


class MeasureExecutor(Model):
    """A body responsible for a measure: lead, co (co-executor) or by_agreement."""

    __tablename__ = "measure_executors"
    __table_args__ = (
        CheckConstraint(one_of("role", EXECUTOR_ROLES), name="role"),
        Index("ix_measure_executors_organisation_id", "organisation_id"),
    )

    measure_version_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("measure_versions.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    as_written: Mapped[LocalisedText]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))

    measure_version: Mapped[MeasureVersion] = relationship(lazy="raise", back_populates="executors")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
