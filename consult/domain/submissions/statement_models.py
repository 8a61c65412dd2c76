"""The table of statements: what was said at a meeting, beside the comment that it became."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.rules import SOURCES
from consult.domain.submissions.models import Comment
from consult.kernel.database import Model, one_of


class Statement(Model):
    """One statement of a round table. `key` was given where it was written down first.

    The same key sent again changes nothing; a higher `revision` from the device that wrote it
    replaces the words as an edit of the comment. `said_at` is the moment in the room, which a late
    hand-in does not change; `read_back` says that the speaker heard and confirmed the words.
    """

    __tablename__ = "statements"
    __table_args__ = (
        CheckConstraint(one_of("source", SOURCES), name="source"),
        Index("ix_statements_round_table_id_said_at", "round_table_id", "said_at", "key"),
    )

    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"), unique=True)
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"))
    device_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("desk_devices.id"))
    source: Mapped[str]
    said_at: Mapped[datetime]
    read_back: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    comment: Mapped[Comment] = relationship(lazy="raise")
    table: Mapped[RoundTable] = relationship(lazy="raise")
