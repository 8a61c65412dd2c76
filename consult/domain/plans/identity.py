"""What the measures of a draft continue: proposed by comparison, kept as rows, settled (I-2)."""

import uuid
from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from consult.domain.plans import queries
from consult.domain.plans.diff import kind_of, matched
from consult.domain.plans.models import (
    Measure,
    MeasurePredecessor,
    MeasureRemoval,
    MeasureVersion,
    PlanVersion,
)
from consult.domain.plans.rows import new_identities
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.plans.wording import worded
from consult.kernel.database import db


def followed_by(version: PlanVersion) -> PlanVersion | None:
    """Return the public version that a version follows; None for the first."""
    statement = select(PlanVersion).where(
        PlanVersion.consultation_id == version.consultation_id,
        PlanVersion.number < version.number,
        PlanVersion.state.in_(PUBLIC_VERSIONS),
    )
    return db.session.scalars(statement.order_by(PlanVersion.number.desc()).limit(1)).first()


def propose(version: PlanVersion) -> None:
    """Write what each measure of a draft seems to continue and what seems removed."""
    followed = followed_by(version)
    if followed is None:
        return
    before = {row.number: row for row in queries.measures_of(followed.id)}
    after = measures_with_predecessors(version.id)
    matches = matched([worded(row) for row in before.values()], [worded(row) for row in after])
    for row, match in zip(after, matches, strict=True):
        row.confirmed = match.certain
        db.session.add_all(
            MeasurePredecessor(measure_version_id=row.id, predecessor_id=before[number].id)
            for number in match.predecessors
        )
    db.session.flush()
    settle(version)


def set_predecessors(row: MeasureVersion, predecessors: Sequence[MeasureVersion]) -> None:
    """Write what a measure of a draft continues; call `settle` when all is written."""
    db.session.execute(
        delete(MeasurePredecessor).where(MeasurePredecessor.measure_version_id == row.id)
    )
    db.session.add_all(
        MeasurePredecessor(measure_version_id=row.id, predecessor_id=earlier.id)
        for earlier in predecessors
    )
    db.session.flush()


def continue_all(pairs: Sequence[tuple[MeasureVersion, MeasureVersion]]) -> None:
    """Write for (measure of a draft, earlier measure) that the first continues the second."""
    db.session.add_all(
        MeasurePredecessor(measure_version_id=row.id, predecessor_id=earlier.id)
        for row, earlier in pairs
    )
    db.session.flush()


def sole_predecessors(version: PlanVersion, row: MeasureVersion) -> set[uuid.UUID]:
    """Return what a measure of a draft continues and no other measure of the draft does."""
    others = {
        earlier.id
        for other in measures_with_predecessors(version.id)
        if other.id != row.id
        for earlier in other.predecessors
    }
    return {earlier.id for earlier in row.predecessors} - others


def measures_with_predecessors(version_id: uuid.UUID) -> Sequence[MeasureVersion]:
    """Return the measures of a version in order with what they continue; two queries."""
    statement = (
        select(MeasureVersion)
        .where(MeasureVersion.plan_version_id == version_id)
        .options(selectinload(MeasureVersion.predecessors))
        .order_by(MeasureVersion.position)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def settle(version: PlanVersion) -> None:
    """Make kinds, identities and removals of a draft agree with what its measures continue.

    The first of several that continue one measure keeps its identity, the others get new ones.
    """
    followed = followed_by(version)
    db.session.flush()
    rows = measures_with_predecessors(version.id)
    before = queries.measures_of(followed.id) if followed else ()
    uses = Counter(earlier.id for row in rows for earlier in row.predecessors)
    for row in rows:
        earlier = _in_order(row)
        shared = any(uses[one.id] > 1 for one in earlier)
        row.change_kind = kind_of(worded(row), [worded(one) for one in earlier], shared=shared)
    _settle_identities(version, rows, {row.measure_id for row in before})
    _settle_removals(version, [row.id for row in before if row.id not in uses])
    db.session.flush()


def _in_order(row: MeasureVersion) -> list[MeasureVersion]:
    return sorted(row.predecessors, key=lambda earlier: earlier.position)


def _settle_identities(
    version: PlanVersion, rows: Sequence[MeasureVersion], earlier: Collection[uuid.UUID]
) -> None:
    held = {row.measure_id for row in rows}
    wanted = _wanted_identities(rows)
    lacking = [row for row in rows if row.id not in wanted and (row.measure_id in earlier)]
    fresh = new_identities(version.consultation_id, len(lacking))
    wanted |= {row.id: identity for row, identity in zip(lacking, fresh, strict=True)}
    for row in rows:
        row.measure_id = wanted.get(row.id, row.measure_id)
    db.session.flush()
    _delete_unused(held - {row.measure_id for row in rows})


def _wanted_identities(rows: Sequence[MeasureVersion]) -> dict[uuid.UUID, uuid.UUID]:
    taken: set[uuid.UUID] = set()
    wanted: dict[uuid.UUID, uuid.UUID] = {}
    for row in rows:
        free = (one.measure_id for one in _in_order(row) if one.measure_id not in taken)
        if (identity := next(free, None)) is not None:
            wanted[row.id] = identity
            taken.add(identity)
    return wanted


def _delete_unused(identities: Collection[uuid.UUID]) -> None:
    used = select(MeasureVersion.measure_id).where(MeasureVersion.measure_id.in_(identities))
    db.session.execute(delete(Measure).where(Measure.id.in_(identities), Measure.id.not_in(used)))


def _settle_removals(version: PlanVersion, gone: Sequence[uuid.UUID]) -> None:
    own = MeasureRemoval.plan_version_id == version.id
    kept = db.session.scalars(select(MeasureRemoval.measure_version_id).where(own)).all()
    db.session.execute(
        delete(MeasureRemoval).where(own, MeasureRemoval.measure_version_id.not_in(gone))
    )
    db.session.add_all(
        MeasureRemoval(plan_version_id=version.id, measure_version_id=identity)
        for identity in gone
        if identity not in kept
    )


def removals_of(version_id: uuid.UUID) -> Sequence[MeasureRemoval]:
    """Return what a version leaves out of the one before, in its order; with the measures."""
    statement = (
        select(MeasureRemoval)
        .join(MeasureRemoval.measure_version)
        .where(MeasureRemoval.plan_version_id == version_id)
        .options(selectinload(MeasureRemoval.measure_version))
        .order_by(MeasureVersion.position)
    )
    return db.session.scalars(statement).all()


def delete_matching(version_id: uuid.UUID) -> None:
    """Delete what a draft says about what it continues."""
    rows = select(MeasureVersion.id).where(MeasureVersion.plan_version_id == version_id)
    db.session.execute(
        delete(MeasurePredecessor).where(MeasurePredecessor.measure_version_id.in_(rows))
    )
    db.session.execute(delete(MeasureRemoval).where(MeasureRemoval.plan_version_id == version_id))
