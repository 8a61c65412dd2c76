"""The table of backups: made, checked and restored, each with the head of the log at its point."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, key, one_of

KINDS = ("made", "keys", "checked", "restored")


class BackupRun(Model):
    """One run; `ok` is false and `reason` a code when it failed. Sizes are bytes.

    `head_seq` and `head_hash` are the last event of the log that the archive holds.
    """

    __tablename__ = "backup_runs"
    __table_args__ = (
        CheckConstraint(one_of("kind", KINDS), name="kind"),
        Index("ix_backup_runs_kind_at", "kind", "at"),
    )

    id: Mapped[key]
    kind: Mapped[str]
    archive: Mapped[str]
    ok: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(default="")
    head_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head_hash: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
