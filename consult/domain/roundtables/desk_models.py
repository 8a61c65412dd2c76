"""Tables of the capture desk and the minutes: devices, photos, minutes and their corrections."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.rules import CORRECTION_STATES, MINUTES_STATES
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LocalisedText
from consult.machinery.files import StoredFile


class Device(Model):
    """A browser on which a facilitator opened the capture desk of one meeting.

    Only a hash of the token that it holds is stored. A revoked device is told so at its next call
    and nothing is taken from it; it can be let in again. `held` is how many statements it said it
    holds that are not on the server yet.
    """

    __tablename__ = "desk_devices"

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"), index=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    held: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str] = mapped_column(default="")
    wiped_at: Mapped[datetime | None]

    table: Mapped[RoundTable] = relationship(lazy="raise")


class Photo(Model):
    """A picture of a flip-chart, cleaned of its metadata; for the organisers, never public."""

    __tablename__ = "round_table_photos"
    __table_args__ = (UniqueConstraint("round_table_id", "key"),)

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"))
    key: Mapped[uuid.UUID]
    statement_key: Mapped[uuid.UUID | None]
    caption: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime]
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_files.id"))
    device_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("desk_devices.id"))

    file: Mapped[StoredFile] = relationship(lazy="raise")


class Minutes(Model):
    """The minutes of one meeting: words around what the record holds by itself.

    Statements and attendance are printed from the record as it stands; `opening`, `course` and
    `decisions` are written by people. `check_until` is the last day for corrections.
    """

    __tablename__ = "minutes"
    __table_args__ = (CheckConstraint(one_of("state", MINUTES_STATES), name="state"),)

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"), unique=True)
    state: Mapped[str] = mapped_column(default="draft")
    chair: Mapped[str] = mapped_column(default="")
    secretary: Mapped[str] = mapped_column(default="")
    opening: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    course: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    decisions: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    made_by: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    sent_at: Mapped[datetime | None]
    check_until: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    table: Mapped[RoundTable] = relationship(lazy="raise")


class MinutesCorrection(Model):
    """What somebody present says is wrong in the draft, and what became of it; never deleted."""

    __tablename__ = "minutes_corrections"
    __table_args__ = (CheckConstraint(one_of("state", CORRECTION_STATES), name="state"),)

    id: Mapped[key]
    minutes_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("minutes.id"), index=True)
    checker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("minutes_checkers.id"))
    comment_code: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    language: Mapped[str] = mapped_column(default="ru")
    state: Mapped[str] = mapped_column(default="open")
    answer: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]


class MinutesChecker(Model):
    """Somebody present to whom the draft was sent; only a hash of the link's token is kept."""

    __tablename__ = "minutes_checkers"

    id: Mapped[key]
    minutes_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("minutes.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str]
    language: Mapped[str] = mapped_column(default="ru")
    sent_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    agreed_at: Mapped[datetime | None]


class MinutesFile(Model):
    """A file of published minutes, made once: language, format, and the copy that is stored."""

    __tablename__ = "minutes_files"
    __table_args__ = (UniqueConstraint("minutes_id", "language", "format"),)

    id: Mapped[key]
    minutes_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("minutes.id"))
    language: Mapped[str]
    format: Mapped[str]
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_files.id"))
    made_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    file: Mapped[StoredFile] = relationship(lazy="raise")
