"""Reading which backups were made and proved."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from consult.kernel.database import db
from consult.machinery.backup.models import BackupRun

SHOWN = 30
HOUR = 3600


def last_runs() -> Sequence[BackupRun]:
    """Return the last thirty runs, the newest first."""
    return db.session.scalars(select(BackupRun).order_by(BackupRun.at.desc()).limit(SHOWN)).all()


def age_in_hours(kind: str, moment: datetime) -> int | None:
    """Return how long ago the last good run of a kind was; None when there never was one."""
    statement = select(func.max(BackupRun.at)).where(BackupRun.kind == kind, BackupRun.ok)
    last = db.session.scalar(statement)
    return int((moment - last).total_seconds()) // HOUR if last else None
