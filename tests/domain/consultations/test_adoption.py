"""The act that adopts a plan."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from consult.domain.consultations import queries
from consult.domain.consultations.adoption import Act, act_of, adopt
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.refusals import NotTheNewest, UnfitActDay, UnfitAddress
from consult.domain.people.actors import Actor
from consult.domain.plans.models import PlanVersion
from consult.domain.reports.ending import ending_of
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing, WrongState
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import in_three, make_consultation, make_plan
from tests.factories.reports import make_report
from tests.factories.trace import BY, import_list, import_version, make_discussed


def act(**changes: Any) -> Act:
    facts = {"kind": "resolution", "number": "1165", "adopted_on": datetime.now(UTC).date(),
             "signatory": in_three("Prime Minister")}  # fmt: skip
    return Act(**{**facts, **changes})


@pytest.fixture
def decided(app: Flask) -> Any:
    """A consultation with a published plan and report, and the version."""
    with app.app_context():
        made = make_consultation("report_published")
        version = make_plan(made)
        yield db.session.get_one(Consultation, made.id), db.session.get_one(PlanVersion, version.id)


def test_adopt_records_the_act_and_decides(decided: Any) -> None:
    consultation, version = decided
    adopt(consultation, version, act(address="https://adilet.zan.kz/rus/docs/P1100001165"), by=BY)
    kept = act_of(consultation.id)
    assert kept is not None
    assert (kept.kind, kept.number, kept.recorded_by) == ("resolution", "1165", "test")
    assert (consultation.state, version.state) == ("decision_made", "adopted")
    assert [one.kind for one in queries.changes_of(consultation.id)] == ["decision_made"]
    with pytest.raises(WrongState):
        adopt(consultation, version, act(), by=BY)


def test_adopted_version_never_changes(decided: Any) -> None:
    consultation, version = decided
    adopt(consultation, version, act(), by=BY)
    db.session.flush()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(text("update measure_versions set note = '{}' "
                                "where plan_version_id = :id"), {"id": version.id})  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"kind": "whim"}, Missing),
        ({"number": ""}, Missing),
        ({"adopted_on": None}, Missing),
        ({"signatory": LocalisedText()}, Missing),
        ({"adopted_on": datetime.now(UTC).date() + timedelta(days=2)}, UnfitActDay),
        ({"adopted_on": datetime.now(UTC).date() - timedelta(days=400)}, UnfitActDay),
        ({"address": "javascript:alert(1)"}, UnfitAddress),
    ],
)
def test_adopt_when_a_fact_is_unfit_changes_nothing(
    decided: Any, changes: Any, refusal: type[Exception]
) -> None:
    consultation, version = decided
    with pytest.raises(refusal):
        adopt(consultation, version, act(**changes), by=BY)
    assert (consultation.state, version.state) == ("report_published", "published")


def test_adopt_before_the_report_or_by_others_is_refused(app: Flask, decided: Any) -> None:
    consultation, version = decided
    with pytest.raises(Forbidden):
        adopt(consultation, version, act(), by=Actor(name="x"))
    consultation.state = "answering"
    db.session.flush()
    with pytest.raises(WrongState):
        adopt(consultation, version, act(), by=BY)


def test_ending_lists_what_changed_after_the_report(app: Flask) -> None:
    with app.app_context():
        made = make_discussed()
        make_report(made, published=True)
        first = db.session.scalars(
            select(PlanVersion).where(PlanVersion.consultation_id == made.id)
        ).one()
        version = import_version(made, 2)
        import_list(version)
        held = db.session.get_one(Consultation, made.id)
        with pytest.raises(NotTheNewest):
            adopt(held, first, act(), by=BY)
        adopt(held, db.session.get_one(PlanVersion, version.id), act(), by=BY)
        ending = ending_of(made.id)
        assert ending is not None
        assert (ending.reported and ending.reported.number, ending.version.number) == (1, 2)
        assert len(ending.later) == 21
