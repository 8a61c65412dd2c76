"""From a recommendation to the measures that carry it out, and the comments on them."""

import pytest
from sqlalchemy import select

from consult.domain.plans.models import (
    Measure,
    MeasurePredecessor,
    MeasureVersion,
    PlanVersion,
    Section,
)
from consult.domain.responses.following import carried_by
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import in_three, make_consultation, make_plan, measure_of
from tests.factories.reading import add_comment, approve
from tests.factories.recommendations import carry_out, make_cycle, make_recommendation


@pytest.fixture
def consultation(app):
    with app.app_context():
        consultation = make_consultation("answering")
        make_plan(consultation, sections=1, measures=1)
        return consultation


def split(consultation):
    """Publish a second version in which measure 1.1 became 1.1 and 1.2, both new identities."""
    first = measure_of(consultation)
    version = PlanVersion(consultation_id=consultation.id, number=2, languages=["ru"])
    db.session.add(version)
    db.session.flush()
    section = Section(plan_version_id=version.id, number="1", position=1, title=in_three("One"))
    db.session.add(section)
    db.session.flush()
    for place in (1, 2):
        measure = Measure(consultation_id=consultation.id)
        db.session.add(measure)
        db.session.flush()
        row = MeasureVersion(
            plan_version_id=version.id,
            measure_id=measure.id,
            section_id=section.id,
            number=f"1.{place}",
            position=place,
            text=in_three(f"Half {place}"),
            change_kind="split",
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(MeasurePredecessor(measure_version_id=row.id, predecessor_id=first.id))
    db.session.flush()
    earlier = db.session.scalar(select(PlanVersion).where(PlanVersion.id == first.plan_version_id))
    earlier.state = "superseded"
    version.state, version.published_at = "published", now()
    db.session.commit()


def told(recommendation):
    return [
        (one.measure.number, [(place.measure.number, dict(place.answers)) for place in one.places])
        for one in carried_by(recommendation.id)
    ]


def test_carried_by_when_comments_were_answered(app, consultation):
    with app.app_context():
        recommendation = make_recommendation(cycle=make_cycle())
        carry_out(measure_of(consultation), recommendation)
    approve(app, add_comment(app, consultation), "accepted")
    approve(app, add_comment(app, consultation), "rejected", state="draft")
    add_comment(app, consultation, publication="received", published_at=None)
    with app.app_context():
        assert told(recommendation) == [("1.1", [("1.1", {"accepted": 1, "none": 1})])]


def test_carried_by_when_the_measure_was_split(app, consultation):
    with app.app_context():
        recommendation = make_recommendation(cycle=make_cycle())
        carry_out(measure_of(consultation), recommendation)
    add_comment(app, consultation)
    with app.app_context():
        split(consultation)
        assert told(recommendation) == []
        carry_out(measure_of(consultation, "1.2"), recommendation)
        assert told(recommendation) == [("1.2", [("1.1", {"none": 1})])]


def test_carried_by_when_the_consultation_is_a_draft(app):
    with app.app_context():
        hidden = make_consultation("draft")
        make_plan(hidden)
        recommendation = make_recommendation(cycle=make_cycle())
        carry_out(measure_of(hidden), recommendation)
        assert told(recommendation) == []
