"""How the story ended: the act, the version adopted, what changed after the report (A-14)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.domain.consultations.adoption import act_of
from consult.domain.consultations.models import AdoptingAct
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.pieces import Compared, compared
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.reports.models import Report
from consult.kernel.database import db


@dataclass(frozen=True)
class Ending:
    """The adopting act, the version it adopted, the last version that the report names.

    `later` are the differences between the two: changes that nobody read in the report.
    """

    act: AdoptingAct
    version: PlanVersion
    report: Report | None
    reported: PlanVersion | None
    later: Sequence[Compared] = ()


def ending_of(consultation_id: uuid.UUID) -> Ending | None:
    """Return how the story of a consultation ended; None before the decision."""
    act = act_of(consultation_id)
    if act is None:
        return None
    version = db.session.get_one(PlanVersion, act.plan_version_id)
    report = _report(consultation_id)
    reported = _reported(report) if report else None
    later = compared(reported.id, version.id) if reported and reported.id != version.id else ()
    return Ending(act, version, report, reported, later)


def _report(consultation_id: uuid.UUID) -> Report | None:
    statement = select(Report).where(
        Report.consultation_id == consultation_id, Report.state == "published"
    )
    return db.session.scalar(statement)


def _reported(report: Report) -> PlanVersion | None:
    """Return the newest version that was public when the report was compiled."""
    statement = (
        select(PlanVersion)
        .where(
            PlanVersion.consultation_id == report.consultation_id,
            PlanVersion.state.in_(PUBLIC_VERSIONS),
            PlanVersion.published_at <= report.as_of,
        )
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )
    return db.session.scalar(statement)
