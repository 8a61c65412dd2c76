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
    for place in range(1, sections + 1):
        _make_section(consultation, version, place, measures)
    db.session.flush()
    if published:
        version.state, version.published_at = "published", now()
    return kept(version)


def _make_section(
    consultation: Consultation, version: PlanVersion, place: int, measures: int
) -> None:
    section = Section(
        plan_version_id=version.id,
        number=str(place),
        position=place,
        title=in_three(f"Section {place}"),
        reasons=in_three(f"Why section {place} is there"),
    )
    db.session.add(section)
    db.session.flush()
    for order in range(1, measures + 1):
        position = (place - 1) * measures + order
        _make_measure(consultation, section, f"{place}.{order}", position)


def _make_measure(consultation: Consultation, section: Section, number: str, position: int) -> None:
    measure = Measure(consultation_id=consultation.id)
    db.session.add(measure)
    db.session.flush()
    text = in_three(f"Adopt rules {number}")
    version = MeasureVersion(
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
    db.session.add(version)
    db.session.flush()
    for place, (role, code) in enumerate((("lead", "MOJ"), ("co", "MFA")), start=1):
        body = make_body(code)
        db.session.add(
            MeasureExecutor(
                measure_version_id=version.id,
                position=place,
                role=role,
                as_written=in_three(code),
                organisation_id=body.id,
            )
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
