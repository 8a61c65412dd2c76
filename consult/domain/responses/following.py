"""What became of a recommendation: the measures that carry it out, comments on them, answers."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import PUBLIC_STATES
from consult.domain.plans import chain
from consult.domain.plans.models import MeasureRecommendation, MeasureVersion, PlanVersion
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.domain.submissions.reading import SHOWN
from consult.kernel.database import db

UNANSWERED = "none"


@dataclass(frozen=True)
class Place:
    """A measure under which published comments stand; `answers` counts them by disposition.

    A comment without an approved answer counts as `none`.
    """

    measure: MeasureVersion
    answers: Mapping[str, int]

    @property
    def comments(self) -> int:
        """How many comments stand there."""
        return sum(self.answers.values())


@dataclass(frozen=True)
class Carried:
    """A measure of the newest public version of a plan, and where comments on it stand.

    That is the measure itself and what it was split or merged from: comments stay where they were
    written (I-3).
    """

    consultation: Consultation
    measure: MeasureVersion
    places: Sequence[Place] = ()


def carried_by(recommendation_id: uuid.UUID) -> Sequence[Carried]:
    """Return the measures that carry a recommendation out, newest consultation first.

    Only what everybody may read: announced consultations, published versions and comments; three
    queries at any size.
    """
    rows = db.session.execute(
        select(MeasureVersion, Consultation)
        .join(MeasureVersion.plan_version)
        .join(Consultation, Consultation.id == PlanVersion.consultation_id)
        .join(
            MeasureRecommendation,
            and_(
                MeasureRecommendation.measure_version_id == MeasureVersion.id,
                MeasureRecommendation.recommendation_id == recommendation_id,
            ),
        )
        .where(Consultation.state.in_(PUBLIC_STATES), PlanVersion.number == _newest())
        .options(joinedload(MeasureVersion.plan_version))
        .order_by(Consultation.opens_at.desc(), Consultation.id, MeasureVersion.position)
    ).all()
    if not rows:
        return []
    before = chain.predecessors_of([measure.id for measure, _consultation in rows])
    stand = {measure.id: _last(measure, before[measure.id]) for measure, _consultation in rows}
    answers = _answers({identity for places in stand.values() for identity in places})
    return [
        Carried(consultation, measure, _places(stand[measure.id], answers))
        for measure, consultation in rows
    ]


def _last(
    measure: MeasureVersion, before: Sequence[MeasureVersion]
) -> dict[uuid.UUID, MeasureVersion]:
    """Return the last wording of every measure that leads to this one, by identity."""
    return {row.measure_id: row for row in (*before, measure)}


def _places(
    stand: Mapping[uuid.UUID, MeasureVersion], answers: Mapping[uuid.UUID, Mapping[str, int]]
) -> Sequence[Place]:
    return [Place(row, answers[identity]) for identity, row in stand.items() if identity in answers]


def _newest() -> ScalarSelect[int]:
    """Return the number of the newest public version of the same plan."""
    other = aliased(PlanVersion)
    return (
        select(func.max(other.number))
        .where(
            other.consultation_id == PlanVersion.consultation_id,
            other.state.in_(PUBLIC_VERSIONS),
        )
        .correlate(PlanVersion)
        .scalar_subquery()
    )


def _answers(measure_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    disposition = func.coalesce(Response.disposition, UNANSWERED)
    rows = db.session.execute(
        select(MeasureVersion.measure_id, disposition, func.count())
        .join(Comment, Comment.measure_version_id == MeasureVersion.id)
        .outerjoin(Response, and_(Response.comment_id == Comment.id, Response.state == "approved"))
        .where(
            MeasureVersion.measure_id.in_(measure_ids),
            Comment.publication.in_(SHOWN),
            Comment.withdrawn_at.is_(None),
        )
        .group_by(MeasureVersion.measure_id, disposition)
        .order_by(disposition)
    )
    found: dict[uuid.UUID, dict[str, int]] = {}
    for measure_id, name, count in rows:
        found.setdefault(measure_id, {})[name] = count
    return found
