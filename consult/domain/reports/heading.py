"""The head of a report out of the same moment as its rows: plan discussed, what changed in it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from consult.domain.consultations.models import Consultation, ConsultationOrganiser
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.reports.document import MeasureLine, ReportHead
from consult.domain.submissions.models import Comment
from consult.domain.submissions.record_models import RecordTree
from consult.kernel.localised import LocalisedText
from consult.machinery.audit import AuditEvent

NO_TEXT = LocalisedText()
COMPARED = (
    *("number", "text", "completion_form", "deadline", "executors_text", "indicator"),
    *("baseline", "target", "funding", "recommendations_text"),
)


@dataclass(frozen=True)
class Versions:
    """The version that was discussed and the newest one after it, with their measures in order."""

    discussed: Any = None
    after: Any = None
    before_measures: Sequence[Any] = ()
    after_measures: Sequence[Any] = ()

    @property
    def changed_before(self) -> frozenset[str]:
        """Numbers of discussed measures that were changed or taken out afterwards."""
        later = {measure.measure_id: measure for measure in self.after_measures}
        return frozenset(
            measure.number
            for measure in self.before_measures
            if _facts(measure) != _facts(later.get(measure.measure_id))
        )


def _facts(measure: Any) -> tuple[Any, ...]:
    return tuple(getattr(measure, name) for name in COMPARED) if measure else ()


def consultation_at(connection: Connection, consultation_id: uuid.UUID) -> Any:
    """Return the consultation's columns as they stand in the snapshot."""
    return connection.execute(select(Consultation).where(Consultation.id == consultation_id)).one()


def versions_at(connection: Connection, consultation: Any) -> Versions:
    """Return what was discussed and what came of it; four queries.

    Discussed is the version that comments are written on, else the newest of before the closing.
    """
    public = connection.execute(
        select(PlanVersion)
        .where(
            PlanVersion.consultation_id == consultation.id, PlanVersion.state.in_(PUBLIC_VERSIONS)
        )
        .order_by(PlanVersion.number)
    ).all()
    if not public:
        return Versions()
    number = connection.scalar(_commented(consultation.id))
    named = [version for version in public if version.number == number]
    early = [row for row in public if row.published_at <= consultation.closes_at]
    discussed = (named or early or public[:1])[-1]
    later = [version for version in public if version.number > discussed.number]
    after = later[-1] if later else None
    return Versions(
        discussed,
        after,
        _measures(connection, discussed.id),
        _measures(connection, after.id) if after else (),
    )


def _commented(consultation_id: uuid.UUID) -> Any:
    return (
        select(func.max(PlanVersion.number))
        .join(MeasureVersion, MeasureVersion.plan_version_id == PlanVersion.id)
        .join(Comment, Comment.measure_version_id == MeasureVersion.id)
        .where(Comment.consultation_id == consultation_id)
    )


def _measures(connection: Connection, version_id: uuid.UUID) -> Sequence[Any]:
    columns = [getattr(MeasureVersion, name) for name in ("measure_id", "position", *COMPARED)]
    section = (
        Section.number.label("section_number"),
        Section.position.label("section_order"),
        Section.title.label("section_title"),
    )
    statement = (
        select(*columns, *section)
        .join(Section, Section.id == MeasureVersion.section_id)
        .where(MeasureVersion.plan_version_id == version_id)
        .order_by(MeasureVersion.position)
    )
    return connection.execute(statement).all()


def head_at(
    connection: Connection, consultation: Any, versions: Versions, *, number: int, as_of: datetime
) -> ReportHead:
    """Return the head without what is known only when all rows are written."""
    discussed, after = versions.discussed, versions.after
    return ReportHead(
        number=number,
        state="compiled",
        slug=consultation.slug,
        consultation=consultation.title,
        as_of=as_of,
        zone=consultation.zone,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        rows=0,
        checksum="",
        plan=discussed.title if discussed else NO_TEXT,
        version=discussed.label if discussed else NO_TEXT,
        next_version=after.label if after else NO_TEXT,
        answers_due=consultation.response_due_on,
        organisers=_organisers(connection, consultation.id),
        measures=tuple(_line(measure) for measure in versions.before_measures),
        measures_changed=len(versions.changed_before) if after else None,
        complaints=consultation.complaint_route,
        executor=", ".join(filter(None, (consultation.contact_name, consultation.contact_phone))),
    )


def record_at(connection: Connection, consultation_id: uuid.UUID) -> dict[str, Any]:
    """Return what ties a report to the record: roots of trees, the last event (REQ 123)."""
    trees = select(RecordTree.root).where(RecordTree.consultation_id == consultation_id)
    roots = connection.scalars(trees.order_by(RecordTree.number))
    last = select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    event = connection.execute(last).first()
    return {
        "roots": tuple(root.hex() for root in roots),
        "log_head": f"{event.seq}: {event.hash.hex()}" if event else "",
    }


def _line(measure: Any) -> MeasureLine:
    return MeasureLine(
        measure.number,
        measure.position,
        measure.section_number,
        measure.section_order,
        measure.section_title,
        measure.text,
    )


def _organisers(connection: Connection, consultation_id: uuid.UUID) -> tuple[LocalisedText, ...]:
    statement = (
        select(Organisation.name)
        .join(ConsultationOrganiser, ConsultationOrganiser.organisation_id == Organisation.id)
        .where(ConsultationOrganiser.consultation_id == consultation_id)
        .order_by(ConsultationOrganiser.position, Organisation.id)
    )
    return tuple(connection.scalars(statement))
