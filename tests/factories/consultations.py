"""Consultations with a published plan. Call inside an app context; everything is committed."""

import os
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from consult.domain.consultations.models import Consultation, NumberCounter
from consult.domain.people.models import Organisation
from consult.domain.plans.models import (
    Measure,
    MeasureExecutor,
    MeasureVersion,
    PlanVersion,
    Section,
)
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.text import fold_for_search
from tests.factories.kept import kept

CLOSED = {"closed", "answering", "report_published", "decision_made", "monitoring", "archived"}


def in_three(text: str) -> LocalisedText:
    """A text in three languages that can be told apart."""
    return LocalisedText(kk=f"{text} (kk)", ru=f"{text} (ru)", en=f"{text} (en)")


def make_body(code: str = "MOJ", kind: str = "ministry", name: str = "") -> Organisation:
    """The organisation with this code, made when it is not there."""
    found = db.session.scalar(select(Organisation).where(Organisation.code == code))
    name = name or f"Body {code}"
    return found or kept(
        Organisation(code=code, kind=kind, name=in_three(name), abbreviation=in_three(code))
    )


def make_consultation(state: str = "open", **changes: Any) -> Consultation:
    """A consultation in the state: it opened ten days ago and closes in twenty days or did so.

    Its lead body is MOJ. Without a plan: see make_plan.
    """
    at = now()
    closed = state in CLOSED
    slug = f"c-{os.urandom(4).hex()}"
    values: dict[str, Any] = {
        "slug": slug,
        "prefix": slug.upper(),
        "title": in_three("Action plan"),
        "purpose": in_three("We ask what should change"),
        "open_to_change": in_three("All measures"),
        "not_open": in_three("The budget"),
        "contact_email": "contact@organiser.example",
        "opens_at": at - timedelta(days=40 if closed else 10),
        "closes_at": at + (timedelta(days=-1) if closed else timedelta(days=20)),
        "lead_body_id": make_body("MOJ").id,
        "state": state,
    }
    if state == "scheduled":
        values["opens_at"] = at + timedelta(days=2)
    consultation = Consultation(**{**values, **changes})
    consultation.first_closes_at = consultation.closes_at
    consultation.closed_at = consultation.closes_at if closed else None
    db.session.add(consultation)
    db.session.flush()
    db.session.add(NumberCounter(consultation_id=consultation.id, last=0))
    return kept(consultation)


def make_plan(
    consultation: Consultation, sections: int = 2, measures: int = 2, *, published: bool = True
) -> PlanVersion:
    """A plan with measures numbered 1.1, 1.2 … 2.1; each is led by MOJ with MFA as co-executor."""
    version = PlanVersion(
        consultation_id=consultation.id,
        number=1,
        title=consultation.title,
        label=in_three("Draft for discussion"),
        languages=["kk", "ru", "en"],
        section_count=sections,
        measure_count=sections * measures,
    )
    db.session.add(version)
    db.session.flush()
    titles = [
        Section(
            plan_version_id=version.id,
            number=str(place),
            position=place,
            title=in_three(f"Section {place}"),
            reasons=in_three(f"Why section {place} is there"),
        )
        for place in range(1, sections + 1)
    ]
    db.session.add_all(titles)
    db.session.flush()
    _make_measures(consultation, titles, measures)
    if published:
        version.state, version.published_at = "published", now()
    return kept(version)


def _make_measures(consultation: Consultation, sections: list[Section], each: int) -> None:
    """Add the measures of all sections with few statements: most tests begin with a plan."""
    places = [(section, order) for section in sections for order in range(1, each + 1)]
    rows = [Measure(consultation_id=consultation.id) for _place in places]
    db.session.add_all(rows)
    db.session.flush()
    worded = [
        _version(section, row, f"{section.number}.{order}", position)
        for position, (row, (section, order)) in enumerate(zip(rows, places, strict=True), start=1)
    ]
    db.session.add_all(worded)
    db.session.flush()
    bodies = (("lead", "MOJ", make_body("MOJ").id), ("co", "MFA", make_body("MFA").id))
    db.session.add_all(
        MeasureExecutor(
            measure_version_id=version.id,
            position=place,
            role=role,
            as_written=in_three(code),
            organisation_id=body,
        )
        for version in worded
        for place, (role, code, body) in enumerate(bodies, start=1)
    )
    db.session.flush()


def _version(section: Section, measure: Measure, number: str, position: int) -> MeasureVersion:
    text = in_three(f"Adopt rules {number}")
    return MeasureVersion(
        plan_version_id=section.plan_version_id,
        measure_id=measure.id,
        section_id=section.id,
        number=number,
        position=position,
        text=text,
        completion_form=in_three("Order"),
        deadline=in_three("IV quarter"),
        executors_text=in_three("MOJ, MFA"),
        search_text=fold_for_search(" ".join(text.as_dict().values())),
    )


def measure_of(consultation: Consultation, number: str = "1.1") -> MeasureVersion:
    """The measure with this number in the newest version of the consultation's plan."""
    statement = (
        select(MeasureVersion)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation.id, MeasureVersion.number == number)
        .order_by(PlanVersion.number.desc())
    )
    return db.session.scalars(statement).first() or _no_measure(number)


def _no_measure(number: str) -> MeasureVersion:
    raise AssertionError(f"the plan has no measure {number}")


def section_of(consultation: Consultation, number: str = "1") -> Section:
    """The section with this number in the newest version of the consultation's plan."""
    statement = (
        select(Section)
        .join(PlanVersion, PlanVersion.id == Section.plan_version_id)
        .where(PlanVersion.consultation_id == consultation.id, Section.number == number)
        .order_by(PlanVersion.number.desc())
    )
    found = db.session.scalars(statement).first()
    assert found is not None
    return found
