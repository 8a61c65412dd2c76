"""Reading plans: versions, sections, measures with their executors, neighbours, filters."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureExecutor, MeasureVersion, PlanVersion, Section
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.text import fold_for_search


@dataclass(frozen=True)
class Filters:
    """What a list of measures is narrowed to; empty values do not narrow."""

    section: str = ""
    body: str = ""
    theme: str = ""
    words: str = ""


@dataclass(frozen=True)
class Part:
    """A section with its measures in order."""

    section: Section
    measures: list[MeasureVersion] = field(default_factory=list)


@dataclass(frozen=True)
class Neighbours:
    """A measure and the numbers of those before and after it; None at the ends."""

    measure: MeasureVersion
    previous: str | None
    next: str | None


def versions_of(consultation_id: uuid.UUID) -> Sequence[PlanVersion]:
    """Return all versions of a consultation's plan, newest first."""
    return db.session.scalars(_versions(consultation_id)).all()


def draft_of(consultation_id: uuid.UUID) -> PlanVersion | None:
    """Return the version that is not published yet, if there is one."""
    return db.session.scalar(_versions(consultation_id).where(PlanVersion.state == "draft"))


def published_of(consultation_id: uuid.UUID) -> PlanVersion | None:
    """Return the newest version that the public sees, if there is one."""
    statement = _versions(consultation_id).where(PlanVersion.state.in_(PUBLIC_VERSIONS))
    return db.session.scalars(statement.limit(1)).first()


def version_of(consultation_id: uuid.UUID, number: int) -> PlanVersion:
    """Return a version by its number; raises NotFound."""
    found = db.session.scalar(_versions(consultation_id).where(PlanVersion.number == number))
    if found is None:
        raise NotFound
    return found


def sections_of(version_id: uuid.UUID) -> Sequence[Section]:
    """Return the sections of a version in order."""
    statement = select(Section).where(Section.plan_version_id == version_id)
    return db.session.scalars(statement.order_by(Section.position)).all()


def measures_of(version_id: uuid.UUID, filters: Filters | None = None) -> Sequence[MeasureVersion]:
    """Return the measures of a version in order with their executors; three queries."""
    statement = _with_executors().where(MeasureVersion.plan_version_id == version_id)
    statement = _narrowed(statement, filters or Filters())
    return db.session.scalars(statement.order_by(MeasureVersion.position)).all()


def plan_of(version_id: uuid.UUID, filters: Filters | None = None) -> list[Part]:
    """Return the sections with their measures; four queries at any size."""
    parts = {section.id: Part(section) for section in sections_of(version_id)}
    for measure in measures_of(version_id, filters):
        parts[measure.section_id].measures.append(measure)
    return list(parts.values())


def newest_of(consultation_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, PlanVersion]:
    """Return for each consultation the newest public version, else its draft; one query."""
    statement = select(PlanVersion).where(PlanVersion.consultation_id.in_(consultation_ids))
    found = db.session.scalars(statement.order_by(PlanVersion.number)).all()
    ranked = sorted(found, key=lambda version: version.state in PUBLIC_VERSIONS)
    return {version.consultation_id: version for version in ranked}


def plans_of(version_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Part]]:
    """Return the sections with their measures of several versions; four queries at any size."""
    sections = select(Section).where(Section.plan_version_id.in_(version_ids))
    parts = {
        section.id: Part(section)
        for section in db.session.scalars(sections.order_by(Section.position))
    }
    measures = _with_executors().where(MeasureVersion.plan_version_id.in_(version_ids))
    for measure in db.session.scalars(measures.order_by(MeasureVersion.position)):
        parts[measure.section_id].measures.append(measure)
    plans: dict[uuid.UUID, list[Part]] = {}
    for part in parts.values():
        plans.setdefault(part.section.plan_version_id, []).append(part)
    return plans


def measure_by_number(version_id: uuid.UUID, number: str) -> Neighbours:
    """Return a measure with its section, executors and neighbours; raises NotFound."""
    statement = _with_executors().where(
        MeasureVersion.plan_version_id == version_id, MeasureVersion.number == number
    )
    measure = db.session.scalar(statement.options(joinedload(MeasureVersion.section)))
    if measure is None:
        raise NotFound
    numbers = db.session.execute(
        select(MeasureVersion.position, MeasureVersion.number).where(
            MeasureVersion.plan_version_id == version_id,
            MeasureVersion.position.in_([measure.position - 1, measure.position + 1]),
        )
    ).all()
    by_place = {row.position: row.number for row in numbers}
    return Neighbours(
        measure, by_place.get(measure.position - 1), by_place.get(measure.position + 1)
    )


def imported_digests(consultation_id: uuid.UUID) -> dict[int, frozenset[str]]:
    """Return the SHA-256 of the files of every version by its number (P-11)."""
    rows = db.session.execute(
        select(PlanVersion.number, PlanVersion.sources).where(
            PlanVersion.consultation_id == consultation_id
        )
    ).all()
    return {row.number: frozenset(source["sha256"] for source in row.sources) for row in rows}


def organisations_by_code(codes: set[str]) -> dict[str, Organisation]:
    """Return the organisations that have one of the codes."""
    found = db.session.scalars(select(Organisation).where(Organisation.code.in_(codes))).all()
    return {organisation.code or "": organisation for organisation in found}


def _versions(consultation_id: uuid.UUID) -> Select[PlanVersion]:
    statement = select(PlanVersion).where(PlanVersion.consultation_id == consultation_id)
    return statement.order_by(PlanVersion.number.desc())


def _with_executors() -> Select[MeasureVersion]:
    executors = selectinload(MeasureVersion.executors)
    return select(MeasureVersion).options(executors.joinedload(MeasureExecutor.organisation))


def _narrowed(statement: Select[MeasureVersion], filters: Filters) -> Select[MeasureVersion]:
    if filters.section:
        sections = select(Section.id).where(Section.number == filters.section)
        statement = statement.where(MeasureVersion.section_id.in_(sections))
    if filters.body:
        statement = statement.where(
            MeasureVersion.executors.any(
                MeasureExecutor.organisation.has(Organisation.code == filters.body)
            )
        )
    if filters.theme:
        statement = statement.where(MeasureVersion.themes.contains([filters.theme]))
    for word in fold_for_search(filters.words).split():
        statement = statement.where(MeasureVersion.search_text.contains(word, autoescape=True))
    return statement
