"""What the public reads of reports: which one of a consultation is published."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.domain.reports.models import Report
from consult.kernel.database import db


@dataclass(frozen=True)
class PublishedReport:
    """A published report: its number in the consultation, its day, how many rows it has."""

    number: int
    published_at: datetime | None
    rows: int


def published_reports(
    consultation_ids: Collection[uuid.UUID],
) -> Mapping[uuid.UUID, PublishedReport]:
    """Return the newest published report of each consultation that has one; one query."""
    statement = (
        select(Report.consultation_id, Report.number, Report.published_at, Report.rows)
        .where(Report.consultation_id.in_(consultation_ids), Report.state == "published")
        .order_by(Report.number)
    )
    return {
        identity: PublishedReport(number, published_at, rows)
        for identity, number, published_at, rows in db.session.execute(statement)
    }
