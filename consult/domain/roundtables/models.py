"""Tables of round tables: the meeting, its agenda, who was invited, registered and came."""

import uuid
from datetime import datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import DEFAULT_ZONE
from consult.domain.people.models import Organisation
from consult.domain.roundtables.rules import (
    ATTENDANCE_KINDS,
    FORMATS,
    PARTS,
    REGISTRATION_STATES,
    STATES,
    TABLE_LEVELS,
)
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.references import random_reference
from consult.machinery.files import StoredFile


class RoundTable(Model):
    """One meeting of a consultation, in a region or for the whole country.

    `reference` stands in public addresses; `source_ref` is its name in an imported calendar.
    `registration_number` is the number under which its statements are registered (one sheet, one
    submission number). `current_item` is the position in the agenda at which the meeting stands,
    for the screen in the hall. `invited`, `registered` and `attended` are announced numbers, kept
    beside the rows they may differ from. Instants are UTC; `zone` is that of the place. `edition`
    goes up when place or time change or the meeting is cancelled, as calendars demand (RFC 5545,
    3.8.7.4).
    """

    __tablename__ = "round_tables"
    __table_args__ = (
        UniqueConstraint("consultation_id", "source_ref"),
        CheckConstraint(one_of("level", TABLE_LEVELS), name="level"),
        CheckConstraint(one_of("format", FORMATS), name="format"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("attendance", ATTENDANCE_KINDS), name="attendance"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    source_ref: Mapped[str | None]
    level: Mapped[str] = mapped_column(default="regional")
    state: Mapped[str] = mapped_column(default="planned")
    title: Mapped[LocalisedText]
    region_code: Mapped[str]
    city: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    venue: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    link: Mapped[str] = mapped_column(default="")
    format: Mapped[str] = mapped_column(default="in_person")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(default=DEFAULT_ZONE)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=lambda: list(LANGUAGES[:2]))
    interpretation: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    accessibility: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    about: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    photos: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]
    registration_closes_at: Mapped[datetime | None]
    attendance: Mapped[str] = mapped_column(default="named")
    invited: Mapped[int | None]
    registered: Mapped[int | None]
    attended: Mapped[int | None]
    registration_number: Mapped[int | None]
    event_code: Mapped[str] = mapped_column(unique=True)
    current_item: Mapped[int | None]
    cancelled_because: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    edition: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    consultation: Mapped[Consultation] = relationship(lazy="raise")
    holders: Mapped[list["RoundTableBody"]] = relationship(
        lazy="raise", order_by="RoundTableBody.position"
    )
    agenda: Mapped[list["AgendaItem"]] = relationship(
        lazy="raise", order_by="AgendaItem.position", back_populates="table"
    )
    materials: Mapped[list["Material"]] = relationship(
        lazy="raise", order_by="Material.position", back_populates="table"
    )


class RoundTableBody(Model):
    """An organisation that holds the meeting or is a partner of it, in the order of naming."""

    __tablename__ = "round_table_bodies"
    __table_args__ = (CheckConstraint(one_of("part", PARTS), name="part"),)

    round_table_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("round_tables.id"), primary_key=True
    )
    organisation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True
    )
    part: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class AgendaItem(Model):
    """One item: a section of the plan by its number, or words of its own; `at` is local time."""

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("round_table_id", "position"),)

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"))
    position: Mapped[int]
    section_number: Mapped[str] = mapped_column(default="")
    title: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    at: Mapped[time | None]
    minutes: Mapped[int | None]

    table: Mapped[RoundTable] = relationship(lazy="raise", back_populates="agenda")


class Material(Model):
    """A file handed out at the meeting, open to everybody."""

    __tablename__ = "round_table_materials"

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"), index=True)
    position: Mapped[int]
    title: Mapped[LocalisedText]
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_files.id"))

    table: Mapped[RoundTable] = relationship(lazy="raise", back_populates="materials")
    file: Mapped[StoredFile] = relationship(lazy="raise")


class TableInvitation(Model):
    """An organisation asked to come, and when the letter with the calendar file was written."""

    __tablename__ = "round_table_invitations"

    round_table_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("round_tables.id"), primary_key=True
    )
    organisation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True
    )
    sent_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Registration(Model):
    """Somebody who wants to come; contact data is private, only a hash of the token is kept.

    The token opens the page on which the registration is changed or withdrawn.
    """

    __tablename__ = "round_table_registrations"
    __table_args__ = (
        CheckConstraint(one_of("state", REGISTRATION_STATES), name="state"),
        Index(
            "uq_round_table_registrations_live",
            "round_table_id",
            "contact_email",
            unique=True,
            postgresql_where=text("state <> 'withdrawn' and contact_email <> ''"),
        ),
    )

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="registered")
    name: Mapped[str]
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    organisation_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="ru")
    needs: Mapped[str] = mapped_column(default="")
    online: Mapped[bool] = mapped_column(default=False)
    may_be_named: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    reminded_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class Attendee(Model):
    """Somebody who came. `key` is given by whoever wrote the row first, so that it comes once.

    Where `may_be_named` is false, name and organisation are empty: they were never written down.
    """

    __tablename__ = "attendees"
    __table_args__ = (UniqueConstraint("round_table_id", "key"),)

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"))
    key: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organisations.id"))
    organisation_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    region_code: Mapped[str] = mapped_column(default="unknown")
    language: Mapped[str] = mapped_column(default="")
    may_be_named: Mapped[bool] = mapped_column(default=False)
    contact_email: Mapped[str] = mapped_column(default="")
    registration_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("round_table_registrations.id")
    )
    device_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("desk_devices.id"))
    revision: Mapped[int] = mapped_column(default=1)
    left_out_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class AttendanceCount(Model):
    """How many people of a category came, where names are not taken down (D-12).

    `device_id` is the desk that counted; another desk does not replace its numbers.
    """

    __tablename__ = "attendance_counts"
    __table_args__ = (
        UniqueConstraint("round_table_id", "category"),
        CheckConstraint("count >= 0", name="count"),
    )

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"))
    position: Mapped[int]
    category: Mapped[str]
    count: Mapped[int]
    device_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("desk_devices.id"))
