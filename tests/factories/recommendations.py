"""Registers of recommendations. Call inside an app context; everything is committed."""

import os
from typing import Any

from consult.domain.plans.models import (
    ConsultationRegister,
    MeasureRecommendation,
    MeasureVersion,
    PlanVersion,
)
from consult.domain.recommendations.models import Recommendation, RecommendationPosition
from consult.domain.recommendations.rules import sort_key
from consult.kernel.database import db
from consult.kernel.text import fold_for_search
from tests.factories.consultations import in_three
from tests.factories.kept import kept


def make_recommendation(paragraph: str = "95.1", **changes: Any) -> Recommendation:
    """A recommendation of cycle 1 of the UPR that the State supports, with its source."""
    text = in_three(f"Protect rights {paragraph}")
    values: dict[str, Any] = {
        "mechanism": "UPR",
        "cycle": "1",
        "text": text,
        "states": ["FR"],
        "position": "supported",
        "themes": ["EQ"],
        "sdg_targets": ["16.3"],
        "search_text": fold_for_search(f"{paragraph} " + " ".join(text.as_dict().values())),
    }
    values |= {"paragraph": paragraph, "sort_key": sort_key(paragraph), **changes}
    recommendation = Recommendation(**values)
    recommendation.positions = [
        RecommendationPosition(
            number=1, position=recommendation.position, source="A/HRC/14/10", by_name="somebody"
        )
    ]
    db.session.add(recommendation)
    return kept(recommendation)


def make_cycle() -> str:
    """A name of a cycle that no other test uses."""
    return f"cycle-{os.urandom(4).hex()}"


def carry_out(measure: MeasureVersion, *recommendations: Recommendation) -> None:
    """Link a measure with recommendations, as a plan import does, and choose their registers."""
    consultation_id = measure_consultation(measure)
    for one in recommendations:
        db.session.merge(
            ConsultationRegister(
                consultation_id=consultation_id, mechanism=one.mechanism, cycle=one.cycle
            )
        )
        db.session.merge(
            MeasureRecommendation(measure_version_id=measure.id, recommendation_id=one.id)
        )
    session = db.session()
    session.expire_on_commit = False
    session.commit()
    session.expire_on_commit = True


def measure_consultation(measure: MeasureVersion) -> Any:
    """The consultation that a measure belongs to."""
    version = db.session.get(PlanVersion, measure.plan_version_id)
    assert version is not None
    return version.consultation_id
