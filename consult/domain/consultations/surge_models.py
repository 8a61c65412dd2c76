"""The table of surges: times in which many sent at once and browsers had to work first."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, key


class Surge(Model):
    """A surge of a consultation, begun by a person or by the count; it is on until it has ended."""

    __tablename__ = "surges"
    __table_args__ = (
        Index(
            "uq_surges_on",
            "consultation_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index("ix_surges_list", "consultation_id", "began_at"),
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    automatic: Mapped[bool]
    began_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    began_by: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
