"""Tables of moderation: every decision, append-only."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from consult.domain.moderation.rules import ACTIONS
from consult.kernel.database import Model, key, one_of


class ModerationDecision(Model):
    """One decision on one comment: who, when, what, on which ground."""

    __tablename__ = "moderation_decisions"
    __table_args__ = (
        CheckConstraint(one_of("action", ACTIONS), name="action"),
        Index("ix_moderation_decisions_comment_id_at", "comment_id", "at"),
    )

    id: Mapped[key]
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"))
    action: Mapped[str]
    ground: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    redactions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
