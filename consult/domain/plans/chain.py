"""What measures became and what they came from, through any number of versions (I-3)."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from consult.domain.plans.models import (
    MeasurePredecessor,
    MeasureRemoval,
    MeasureVersion,
    PlanVersion,
)
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText

Chained = Mapping[uuid.UUID, Sequence[MeasureVersion]]
Column = InstrumentedAttribute[uuid.UUID]


def successors_of(measure_version_ids: Collection[uuid.UUID], *, drafts: bool = False) -> Chained:
    """Return what each of the measures became in all later versions, oldest first; one query.

    Their plan versions are loaded. Versions that are not public are left out unless `drafts`.
    """
    later, earlier = MeasurePredecessor.measure_version_id, MeasurePredecessor.predecessor_id
    return _walked(measure_version_ids, start=earlier, step=later, drafts=drafts)


def predecessors_of(measure_version_ids: Collection[uuid.UUID], *, drafts: bool = False) -> Chained:
    """Return what each of the measures came from in all earlier versions, oldest first."""
    later, earlier = MeasurePredecessor.measure_version_id, MeasurePredecessor.predecessor_id
    return _walked(measure_version_ids, start=later, step=earlier, drafts=drafts)


def newest(measures: Sequence[MeasureVersion]) -> list[MeasureVersion]:
    """Return those of a measure's successors that stand in the newest of their versions."""
    last = max((row.plan_version.number for row in measures), default=0)
    return [row for row in measures if row.plan_version.number == last]


@dataclass(frozen=True)
class LeftOut:
    """In which version a measure was left out, and why."""

    version_number: int
    reason: LocalisedText


def left_out(
    measure_version_ids: Collection[uuid.UUID], *, drafts: bool = False
) -> Mapping[uuid.UUID, LeftOut]:
    """Return which of the measures, or of what they became, a later version left out."""
    if not measure_version_ids:
        return {}
    chains = successors_of(measure_version_ids, drafts=drafts)
    roots = {row.id: root for root, rows in chains.items() for row in rows}
    roots |= {identity: identity for identity in measure_version_ids}
    statement = (
        select(MeasureRemoval.measure_version_id, PlanVersion.number, MeasureRemoval.reason)
        .join(PlanVersion, PlanVersion.id == MeasureRemoval.plan_version_id)
        .where(MeasureRemoval.measure_version_id.in_(roots), _shown(drafts=drafts))
        .order_by(PlanVersion.number)
    )
    return {
        roots[identity]: LeftOut(number, reason)
        for identity, number, reason in db.session.execute(statement)
    }


def _walked(ids: Collection[uuid.UUID], *, start: Column, step: Column, drafts: bool) -> Chained:
    reached = (
        select(start.label("root"), step.label("found"))
        .where(start.in_(ids))
        .cte("reached", recursive=True)
    )
    reached = reached.union(select(reached.c.root, step).where(start == reached.c.found))
    statement = (
        select(reached.c.root, MeasureVersion)
        .join(MeasureVersion, MeasureVersion.id == reached.c.found)
        .join(MeasureVersion.plan_version)
        .where(_shown(drafts=drafts))
        .options(joinedload(MeasureVersion.plan_version))
        .order_by(PlanVersion.number, MeasureVersion.position)
    )
    found: dict[uuid.UUID, list[MeasureVersion]] = {identity: [] for identity in ids}
    for root, row in db.session.execute(statement):
        found[root].append(row)
    return found


def _shown(*, drafts: bool) -> ColumnElement[bool]:
    states = (*PUBLIC_VERSIONS, "draft") if drafts else tuple(PUBLIC_VERSIONS)
    return PlanVersion.state.in_(states)
