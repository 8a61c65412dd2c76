"""References of measures and the registers they mean: choosing registers, finding the keys."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, select, true

from consult.domain.people.actors import Actor
from consult.domain.plans import followers
from consult.domain.plans.models import (
    ConsultationRegister,
    MeasureRecommendation,
    MeasureVersion,
    PlanVersion,
)
from consult.domain.recommendations import operations as recommendations
from consult.domain.recommendations import queries as registers
from consult.domain.recommendations.importer import RegisterFile
from consult.domain.recommendations.models import Recommendation
from consult.domain.recommendations.operations import Outcome
from consult.kernel.database import db
from consult.kernel.errors import Missing
from consult.machinery import audit

Key = tuple[str, str]


@dataclass(frozen=True)
class Unknown:
    """A reference of a measure that stands in none of the registers (H-02)."""

    measure: MeasureVersion
    paragraph: str


def keys_of(consultation_id: uuid.UUID) -> Sequence[Key]:
    """Return the registers (mechanism, cycle) that the plan of a consultation refers to."""
    rows = db.session.execute(
        select(ConsultationRegister.mechanism, ConsultationRegister.cycle)
        .where(ConsultationRegister.consultation_id == consultation_id)
        .order_by(ConsultationRegister.mechanism, ConsultationRegister.cycle)
    )
    return [(mechanism, cycle) for mechanism, cycle in rows]


def set_registers(consultation: Any, keys: Collection[Key], *, by: Actor) -> None:
    """Choose the registers that the references of a plan mean, and find them anew.

    Raises Missing (registers) when one of them holds no recommendation.
    """
    chosen = sorted(set(keys))
    there = {register.key for register in registers.registers(chosen)} if chosen else set()
    if lost := [" ".join(key) for key in chosen if key not in there]:
        raise Missing(missing=["registers"], registers=lost)
    own = ConsultationRegister.consultation_id == consultation.id
    db.session.execute(delete(ConsultationRegister).where(own))
    for mechanism, cycle in chosen:
        facts = {"consultation_id": consultation.id, "mechanism": mechanism, "cycle": cycle}
        db.session.add(ConsultationRegister(**facts))
    db.session.flush()
    link(consultation.id)
    audit.record(
        "plan.registers_set",
        consultation,
        by=by,
        consultation_id=consultation.id,
        registers=[" ".join(key) for key in chosen],
    )


def link(consultation_id: uuid.UUID) -> None:
    """Find the references of all versions of a plan in its registers; one removal, one insertion.

    Call it whenever references or registers have changed.
    """
    _link([consultation_id])


def import_register(parsed: RegisterFile, *, by: Actor, dry: bool = False) -> Outcome:
    """Import a register and find the references of all plans that use it.

    Raises RegisterBlocked.
    """
    outcome = recommendations.import_register(parsed, by=by, dry=dry)
    if not dry and outcome.new:
        _link(_using(outcome.registers))
    return outcome


def _using(keys: Collection[Key]) -> Sequence[uuid.UUID]:
    rows = db.session.execute(
        select(
            ConsultationRegister.consultation_id,
            ConsultationRegister.mechanism,
            ConsultationRegister.cycle,
        )
    )
    return [identity for identity, mechanism, cycle in rows if (mechanism, cycle) in keys]


def _link(consultation_ids: Collection[uuid.UUID]) -> None:
    versions = (
        select(MeasureVersion.id)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id.in_(consultation_ids))
    )
    db.session.flush()
    db.session.execute(
        delete(MeasureRecommendation).where(MeasureRecommendation.measure_version_id.in_(versions))
    )
    found = (
        select(MeasureVersion.id, Recommendation.id)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .join(
            ConsultationRegister,
            ConsultationRegister.consultation_id == PlanVersion.consultation_id,
        )
        .join(
            Recommendation,
            and_(
                Recommendation.mechanism == ConsultationRegister.mechanism,
                Recommendation.cycle == ConsultationRegister.cycle,
                Recommendation.paragraph == func.any(MeasureVersion.recommendations),
            ),
        )
        .where(PlanVersion.consultation_id.in_(consultation_ids))
    )
    columns = ("measure_version_id", "recommendation_id")
    db.session.execute(insert(MeasureRecommendation).from_select(columns, found))


def unknown_references(version_id: uuid.UUID) -> Sequence[Unknown]:
    """Return the references of a version that stand in none of its registers, in order (H-02)."""
    reference = func.unnest(MeasureVersion.recommendations).table_valued(
        "paragraph", with_ordinality="place"
    )
    named = reference.render_derived()
    stands = exists().where(
        MeasureRecommendation.measure_version_id == MeasureVersion.id,
        MeasureRecommendation.recommendation_id == Recommendation.id,
        Recommendation.paragraph == named.c.paragraph,
    )
    rows = db.session.execute(
        select(MeasureVersion, named.c.paragraph)
        .join(named, true())
        .where(MeasureVersion.plan_version_id == version_id, ~stands)
        .order_by(MeasureVersion.position, named.c.place)
    )
    return [Unknown(measure, paragraph) for measure, paragraph in rows]


def found_for(measure_version_id: uuid.UUID) -> Mapping[str, Recommendation]:
    """Return the recommendations that the references of a measure mean, by paragraph; one query."""
    statement = (
        select(Recommendation)
        .join(MeasureRecommendation, MeasureRecommendation.recommendation_id == Recommendation.id)
        .where(MeasureRecommendation.measure_version_id == measure_version_id)
    )
    return {one.paragraph: one for one in db.session.scalars(statement)}


def positions_for(consultation_id: uuid.UUID) -> dict[str, str] | None:
    """Return position by paragraph of the plan's registers; None when none is chosen."""
    keys = keys_of(consultation_id)
    if not keys:
        return None
    return {one.paragraph: one.position for one in registers.of_registers(keys)}


def themes_for(consultation_id: uuid.UUID) -> Mapping[str, Sequence[str]]:
    """Return theme codes by paragraph of the plan's registers; empty when none is chosen."""
    found = registers.of_registers(keys_of(consultation_id))
    return {one.paragraph: tuple(one.themes) for one in found}


def _changed(version: PlanVersion, actor: Actor) -> None:  # noqa: ARG001  as followers are called
    _link([version.consultation_id])


def _leaving(version: PlanVersion, actor: Actor) -> None:  # noqa: ARG001  as followers are called
    db.session.flush()
    rows = select(MeasureVersion.id).where(MeasureVersion.plan_version_id == version.id)
    own = MeasureRecommendation.measure_version_id.in_(rows)
    db.session.execute(delete(MeasureRecommendation).where(own))


followers.follow(changed=_changed, leaving=_leaving)
