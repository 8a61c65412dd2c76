"""What became of a recommendation: the measures that carry it out, comments on them, answers."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import PUBLIC_STATES
from consult.domain.plans.models import MeasureRecommendation, MeasureVersion, PlanVersion
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.domain.submissions.reading import SHOWN
from consult.kernel.database import db

UNANSWERED = "none"


@dataclass(frozen=True)
class Carried:
    """A measure of the newest public version of a plan, and the published comments on it.

    `answers` counts comments by the disposition of their approved answer, `none` without one;
    comments written on earlier versions of the measure count too.
    """

    consultation: Consultation
    measure: MeasureVersion
    answers: Mapping[str, int] = field(default_factory=dict)

    @property
    def comments(self) -> int:
        """How many comments on the measure are published."""
        return sum(self.answers.values())


def carried_by(recommendation_id: uuid.UUID) -> Sequence[Carried]:
    """Return the measures that carry a recommendation out, newest consultation first; two queries.

    Only what everybody may read: announced consultations, published versions and comments.
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
    answers = _answers({measure.measure_id for measure, _consultation in rows})
    return [
        Carried(consultation, measure, answers.get(measure.measure_id, {}))
        for measure, consultation in rows
    ]


def _newest() -> object:
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
    if not measure_ids:
        return {}
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
