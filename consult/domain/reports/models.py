"""Tables of reports: the frozen snapshot and the files made from it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.kernel.database import Model, key, one_of
from consult.machinery.files import StoredFile

STATES = ("queued", "compiling", "compiled", "published", "superseded", "failed")


class Report(Model):
    """One compilation: number, as-of, rows and their checksum; the rows never change again."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        CheckConstraint(one_of("state", STATES), name="state"),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="queued")
    as_of: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    checksum: Mapped[str] = mapped_column(default="")
    head: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(default="")
    requested_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    override_reason: Mapped[str] = mapped_column(default="")
    override_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    compiled_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name


class ReportRowRecord(Model):
    """One frozen row of a report, as JSON of reports.document.ReportRow."""

    __tablename__ = "report_rows"
    __table_args__ = (
        Index("ix_report_rows_comment_code", "report_id", text("(data ->> 'comment_code')")),
    )

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]


class ReportPart(Model):
    """A frozen line of another list of the report: changes, recommendations, meetings and so on.

    `part` names the list, `position` counts its lines from 1, `data` is JSON of its dataclass.
    """

    __tablename__ = "report_parts"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[dict[str, Any]]


class ReportFile(Model):
    """A file made from a report, once per variant, edition, language, audience and format.

    The edition is final, or draft for files made before the report was published.
    """

    __tablename__ = "report_files"
    __table_args__ = (
        UniqueConstraint(
            *("report_id", "variant", "edition", "language", "audience", "format"),
            name="uq_report_files_kind",
        ),
        CheckConstraint("edition in ('final', 'draft')", name="edition"),
    )

    id: Mapped[key]
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("reports.id"))
    variant: Mapped[str] = mapped_column(default="consolidated")
    edition: Mapped[str] = mapped_column(default="final")
    language: Mapped[str]
    audience: Mapped[str]
    format: Mapped[str]
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_files.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    file: Mapped[StoredFile] = relationship(lazy="raise")
