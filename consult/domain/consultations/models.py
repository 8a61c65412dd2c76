"""Tables of consultations: the window, its texts, its history and the working calendar."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from consult.domain.consultations.rules import (
    ACT_KINDS,
    DEFAULT_ZONE,
    MIN_WORKING_DAYS,
    STATES,
)
from consult.domain.people.models import Organisation
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LANGUAGES, LocalisedText


class Consultation(Model):
    """One public discussion of one draft plan. Instants are UTC; `zone` is shown on the page."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
    )

    id: Mapped[key]
    slug: Mapped[str] = mapped_column(unique=True)
    prefix: Mapped[str]
    title: Mapped[LocalisedText]
    summary: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    purpose: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    open_to_change: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    not_open: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    legal_basis: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    deciding_body: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    complaint_route: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=lambda: list(LANGUAGES))
    missing_translations_note: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_address: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    first_closes_at: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(default=DEFAULT_ZONE)
    min_working_days: Mapped[int] = mapped_column(default=MIN_WORKING_DAYS)
    channels: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=lambda: ["web", "e-mail", "letter"]
    )
    publication_policy: Mapped[str] = mapped_column(default="by_consent")
    privacy_notice_version: Mapped[str] = mapped_column(default="1.0")
    late_allowed: Mapped[bool] = mapped_column(default=False)
    quiet_period: Mapped[bool] = mapped_column(default=False)
    quiet_override: Mapped[str] = mapped_column(default="")
    response_due_on: Mapped[date | None]
    decision_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="draft")
    lead_body_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    lead_body: Mapped[Organisation | None] = relationship(lazy="raise")


class ConsultationOrganiser(Model):
    """An organisation that runs the consultation, in the order in which it is named."""

    __tablename__ = "consultation_organisers"

    consultation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("consultations.id"), primary_key=True
    )
    organisation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ConsultationChange(Model):
    """A public fact of the consultation's life: opened, extended, closed, reopened, cancelled."""

    __tablename__ = "consultation_changes"

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[LocalisedText] = mapped_column(default=LocalisedText)


class AdoptingAct(Model):
    """The act that adopted the plan: kind, number, day, who signed it, and the final version."""

    __tablename__ = "adopting_acts"
    __table_args__ = (CheckConstraint(one_of("kind", ACT_KINDS), name="kind"),)

    consultation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("consultations.id"), primary_key=True
    )
    plan_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_versions.id"))
    kind: Mapped[str]
    number: Mapped[str]
    adopted_on: Mapped[date]
    signatory: Mapped[LocalisedText]
    address: Mapped[str] = mapped_column(default="")
    note: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class NumberCounter(Model):
    """The last registration number given in a consultation; its row lock makes numbers gap-free."""

    __tablename__ = "number_counters"

    consultation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("consultations.id"), primary_key=True
    )
    last: Mapped[int] = mapped_column(default=0)


class CalendarOverride(Model):
    """A day that the calendar library has wrong: moved working days, estimated holidays."""

    __tablename__ = "calendar_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
