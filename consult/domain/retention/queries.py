"""Reading what was set: periods by kind, the last purges."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.domain.retention.models import PurgeRun, RetentionPeriod
from consult.domain.retention.rules import KINDS
from consult.kernel.database import db

SHOWN = 20


def periods() -> dict[str, int]:
    """Return days by the code of each kind, in the order of the list."""
    rows = db.session.execute(select(RetentionPeriod.code, RetentionPeriod.days))
    own: dict[str, int] = {row.code: row.days for row in rows}
    return {kind.code: own.get(kind.code, kind.days) for kind in KINDS}


def last_runs() -> Sequence[PurgeRun]:
    """Return the last twenty purges, the newest first."""
    return db.session.scalars(select(PurgeRun).order_by(PurgeRun.at.desc()).limit(SHOWN)).all()
