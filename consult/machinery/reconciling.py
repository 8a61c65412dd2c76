"""What must be nought at any time: late letters, stuck jobs, rows without their file (REQ 133)."""

import logging
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import text

from consult.kernel.database import db
from consult.machinery import storage

log = logging.getLogger("consult.reconciling")
LATE = timedelta(hours=1)
LETTERS = text(
    """select count(*) from letters where state = 'queued'
    and coalesce(next_at, created_at) < clock_timestamp() - make_interval(secs => :seconds)"""
)
JOBS = text(
    """select count(*) from procrastinate_jobs job where status in ('todo', 'doing')
    and greatest(
        scheduled_at, (select max(at) from procrastinate_events where job_id = job.id)
    ) < clock_timestamp() - make_interval(secs => :seconds)"""
)


@dataclass(frozen=True)
class Discrepancies:
    """How much is not as it should be; each figure is nought in good order."""

    letters_late: int
    jobs_stuck: int
    files_missing: int

    @property
    def any(self) -> bool:
        """Whether somebody should look."""
        return any(asdict(self).values())


def discrepancies() -> Discrepancies:
    """Count what has waited for more than an hour, and rows whose bytes are gone."""
    values = {"seconds": LATE.total_seconds()}
    return Discrepancies(
        letters_late=int(db.session.scalar(LETTERS, values) or 0),
        jobs_stuck=int(db.session.scalar(JOBS, values) or 0),
        files_missing=len(storage.missing_files()),
    )


def look() -> Discrepancies:
    """Count, and say loudly in the log what is not nought; for the worker's upkeep."""
    found = discrepancies()
    if found.any:
        log.error("not in order", extra=asdict(found))
    return found
