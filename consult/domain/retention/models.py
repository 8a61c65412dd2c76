"""Tables of retention: periods that were set, and the protocol of every purge."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, key


class RetentionPeriod(Model):
    """How many days a kind of data is kept, where it is not the default."""

    __tablename__ = "retention_periods"

    code: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    changed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class PurgeRun(Model):
    """One purge: how many rows of each kind were emptied or deleted, and nothing of what they held.

    `counts` maps codes of kinds to numbers; `failed` maps codes to the name of what went wrong.
    """

    __tablename__ = "purge_runs"
    __table_args__ = (Index("ix_purge_runs_at", "at"),)

    id: Mapped[key]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    by: Mapped[str]
    counts: Mapped[dict[str, Any]]
    failed: Mapped[dict[str, Any]] = mapped_column(default=dict)
