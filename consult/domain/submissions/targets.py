"""Finding what comments are about in the published plan, and the bodies that are to answer."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import literal, select, union_all

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureExecutor, MeasureVersion, PlanVersion, Section
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.submissions.points import Target
from consult.kernel.database import db

Bodies = Mapping[uuid.UUID, str]
_Assigned = dict[uuid.UUID, dict[uuid.UUID, str]]


@dataclass(frozen=True)
class Places:
    """The ids behind the numbers of a plan version, and the order in which it names them."""

    version_id: uuid.UUID | None = None
    measures: Mapping[str, tuple[uuid.UUID, int]] = field(default_factory=dict)
    sections: Mapping[str, tuple[uuid.UUID, int]] = field(default_factory=dict)

    def holds(self, target: Target) -> bool:
        """Return whether the plan has what the target names."""
        if target.type == "plan":
            return True
        known = self.sections if target.type == "section" else self.measures
        return target.number in known

    def order(self, target: Target) -> tuple[int, int, int]:
        """Return the place of a target in plan order: the whole plan, sections, their measures."""
        if target.type == "plan":
            return (0, 0, 0)
        if target.type == "section":
            return (1, self.sections.get(target.number, (None, 0))[1], 0)
        return (2, self.measures.get(target.number, (None, 0))[1], 0)

    def ids(self, target: Target) -> dict[str, uuid.UUID | None]:
        """Return the columns of a comment that point to the target."""
        measure = section = None
        if target.type in {"measure", "field"}:
            measure = self.measures[target.number][0]
        elif target.type == "section":
            section = self.sections[target.number][0]
        return {"measure_version_id": measure, "section_id": section}


def places_of(consultation_id: uuid.UUID) -> Places:
    """Return the places of the newest published version of the plan; one query."""
    version = (
        select(PlanVersion.id)
        .where(
            PlanVersion.consultation_id == consultation_id,
            PlanVersion.state.in_(PUBLIC_VERSIONS),
        )
        .order_by(PlanVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        union_all(
            *(
                select(
                    literal(kind).label("kind"),
                    table.number,
                    table.id,
                    table.position,
                    table.plan_version_id,
                ).where(table.plan_version_id == version)
                for kind, table in (("measure", MeasureVersion), ("section", Section))
            )
        )
    ).all()
    found: dict[str, dict[str, tuple[uuid.UUID, int]]] = {"measure": {}, "section": {}}
    for kind, number, identity, position, _version in rows:
        found[kind][number] = (identity, position)
    return Places(rows[0].plan_version_id if rows else None, found["measure"], found["section"])


def bodies_for(
    consultation: Consultation, places: Places, targets: Collection[Target]
) -> dict[Target, Bodies]:
    """Return for each target the bodies (organisation id to lead or co) that are to answer it.

    A measure: its lead bodies and co-executors; a section: the lead bodies of its measures; the
    plan, or where no body is known: the lead body of the consultation. One query.
    """
    measures, sections = _executors(places)
    lead: Bodies = {consultation.lead_body_id: "lead"} if consultation.lead_body_id else {}
    found: dict[Target, Bodies] = {}
    for target in targets:
        measure_id, section_id = places.ids(target).values()
        bodies = measures.get(measure_id) if measure_id else None
        if section_id:
            bodies = sections.get(section_id)
        found[target] = bodies or lead
    return found


def _executors(places: Places) -> tuple[_Assigned, _Assigned]:
    measures: _Assigned = defaultdict(dict)
    sections: _Assigned = defaultdict(dict)
    rows = db.session.execute(
        select(
            MeasureVersion.id,
            MeasureVersion.section_id,
            Organisation.id,
            MeasureExecutor.role,
        )
        .join(MeasureExecutor, MeasureExecutor.measure_version_id == MeasureVersion.id)
        .join(Organisation, Organisation.id == MeasureExecutor.organisation_id)
        .where(
            MeasureVersion.plan_version_id == places.version_id,
            MeasureExecutor.role.in_(("lead", "co")),
        )
        .order_by(MeasureVersion.position, MeasureExecutor.position)
    )
    for measure_id, section_id, body_id, role in rows:
        known = measures[measure_id].get(body_id)
        measures[measure_id][body_id] = "lead" if "lead" in (known, role) else role
        if role == "lead":
            sections[section_id][body_id] = "lead"
    return measures, sections
