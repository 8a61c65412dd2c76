"""Names and addresses of a consultation that may not stand in anything public (REQ 86)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureExecutor, MeasureVersion, PlanVersion
from consult.domain.reports.canaries import Canaries
from consult.domain.reports.models import Report
from consult.domain.submissions.levels import sees
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from consult.kernel.localised import LANGUAGES, LocalisedText


def canaries_at(
    connection: Connection, consultation: Any, also_shown: Iterable[str] = ()
) -> Canaries:
    """Return what may not stand in anything public: names by consent, every private address.

    Names that others gave for publication, bodies of the plan and the organisers' own address are
    public, and so is what the caller names.
    """
    hidden: set[str] = set()
    shown: set[str] = {consultation.contact_email, consultation.contact_name, *also_shown}
    for row in connection.execute(_senders(consultation.id)):
        organisation = [row.organisation_name, *_spoken(row.name)]
        hidden.add(row.contact_email)
        seen = sees("public", row.level)
        (shown if "name" in seen else hidden).add(row.author_name)
        (shown if "organisation" in seen else hidden).update(organisation)
    for name in connection.scalars(_bodies_of_plan(consultation.id)):
        shown.update(_spoken(name))
    return Canaries(hidden - {""}, shown - {""})


def canaries_of(report: Report) -> Canaries:
    """Return the same for a report whose files are about to be released."""
    connection = db.session.connection()
    consultation = db.session.get_one(Consultation, report.consultation_id)
    return canaries_at(connection, consultation)


def _spoken(name: LocalisedText | None) -> list[str]:
    return [name.exact(language) for language in LANGUAGES] if name else []


def _senders(consultation_id: uuid.UUID) -> Any:
    return (
        select(
            Submission.level,
            Submission.author_name,
            Submission.organisation_name,
            Submission.contact_email,
            Organisation.name,
        )
        .outerjoin(Organisation, Organisation.id == Submission.organisation_id)
        .where(Submission.consultation_id == consultation_id)
        .distinct()
    )


def _bodies_of_plan(consultation_id: uuid.UUID) -> Any:
    return (
        select(Organisation.name)
        .join(MeasureExecutor, MeasureExecutor.organisation_id == Organisation.id)
        .join(MeasureVersion, MeasureVersion.id == MeasureExecutor.measure_version_id)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id)
    )
