"""What the public reads of a plan: its versions, its outline, who and what is named in it."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, literal, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql import func

from consult.domain.people.models import Organisation
from consult.domain.plans.models import (
    MeasureExecutor,
    MeasurePredecessor,
    MeasureRemoval,
    MeasureVersion,
    PlanVersion,
    Section,
)
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.text import fold_for_search

FOUND_LIMIT = 30


@dataclass(frozen=True)
class Outline:
    """A section with the measures (identities across versions) that stand in it."""

    section: Section
    measure_ids: Sequence[uuid.UUID]


def public_versions(consultation_id: uuid.UUID) -> Sequence[PlanVersion]:
    """Return the versions that were ever published, newest first."""
    statement = (
        select(PlanVersion)
        .where(
            PlanVersion.consultation_id == consultation_id,
            PlanVersion.state.in_(PUBLIC_VERSIONS),
        )
        .order_by(PlanVersion.number.desc())
    )
    return db.session.scalars(statement).all()


def discussed_version(
    versions: Sequence[PlanVersion], closes_at: datetime | None
) -> PlanVersion | None:
    """Return the version that comments were asked on: the newest one published before closing."""
    early = [
        row
        for row in versions
        if not (closes_at and row.published_at) or row.published_at < closes_at
    ]
    return next(iter(early or versions[::-1]), None)


def kinds_of(version_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, int]]:
    """Return how many changes of each kind each version has; a split counts once; one query."""
    counted: dict[uuid.UUID, dict[str, int]] = {identity: {} for identity in version_ids}
    one = case(
        (MeasureVersion.change_kind == "split", MeasurePredecessor.predecessor_id),
        else_=MeasureVersion.id,
    )
    changed = (
        select(
            MeasureVersion.plan_version_id, MeasureVersion.change_kind, func.count(one.distinct())
        )
        .outerjoin(MeasurePredecessor, MeasurePredecessor.measure_version_id == MeasureVersion.id)
        .where(MeasureVersion.plan_version_id.in_(version_ids))
        .group_by(MeasureVersion.plan_version_id, MeasureVersion.change_kind)
    )
    removed = (
        select(MeasureRemoval.plan_version_id, literal("removed"), func.count())
        .where(MeasureRemoval.plan_version_id.in_(version_ids))
        .group_by(MeasureRemoval.plan_version_id)
    )
    for identity, kind, count in db.session.execute(changed.union_all(removed)):
        counted[identity][kind] = count
    return counted


def version_shown(versions: Sequence[PlanVersion], number: int | None = None) -> PlanVersion:
    """Return the version with the number, else the newest; raises NotFound when there is none."""
    wanted = [row for row in versions if number is None or row.number == number]
    if not wanted:
        raise NotFound
    return wanted[0]


def outline(version_id: uuid.UUID) -> Sequence[Outline]:
    """Return the sections of a version in order, each with its measures; one query."""
    rows = db.session.execute(
        select(Section, func.array_remove(func.array_agg(MeasureVersion.measure_id), None))
        .outerjoin(MeasureVersion, MeasureVersion.section_id == Section.id)
        .where(Section.plan_version_id == version_id)
        .group_by(Section.id)
        .order_by(Section.position)
    )
    return [Outline(section, tuple(measures)) for section, measures in rows]


def bodies(version_id: uuid.UUID) -> Sequence[Organisation]:
    """Return the bodies named in a version, by code."""
    named = (
        select(MeasureExecutor.organisation_id)
        .join(MeasureVersion, MeasureVersion.id == MeasureExecutor.measure_version_id)
        .where(MeasureVersion.plan_version_id == version_id)
    )
    statement = select(Organisation).where(
        Organisation.id.in_(named), Organisation.code.is_not(None)
    )
    return db.session.scalars(statement.order_by(Organisation.code)).all()


def themes(version_id: uuid.UUID) -> Sequence[str]:
    """Return the codes of the themes named in a version, sorted."""
    theme = func.unnest(MeasureVersion.themes).label("theme")
    statement = select(theme).where(MeasureVersion.plan_version_id == version_id).distinct()
    return sorted(db.session.scalars(statement))


def section(version_id: uuid.UUID, number: str) -> Section:
    """Return a section by its number; raises NotFound."""
    found = db.session.scalar(
        select(Section).where(Section.plan_version_id == version_id, Section.number == number)
    )
    if found is None:
        raise NotFound
    return found


def found_by(
    words: str, consultation_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[MeasureVersion]]:
    """Return measures of current versions that hold every word, by consultation; one query."""
    statement = (
        select(MeasureVersion)
        .join(MeasureVersion.plan_version)
        .where(
            PlanVersion.consultation_id.in_(consultation_ids),
            PlanVersion.state.in_(("published", "adopted")),
        )
        .options(joinedload(MeasureVersion.plan_version))
        .order_by(PlanVersion.published_at.desc(), MeasureVersion.position)
        .limit(FOUND_LIMIT)
    )
    for word in fold_for_search(words).split():
        statement = statement.where(MeasureVersion.search_text.contains(word, autoescape=True))
    found: dict[uuid.UUID, list[MeasureVersion]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.plan_version.consultation_id, []).append(row)
    return found
