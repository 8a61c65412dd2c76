"""From a plan as read from files to the rows of one version."""

import uuid
from collections.abc import Mapping, Sequence

from consult.domain.people.bodies import bodies
from consult.domain.people.models import Organisation
from consult.domain.plans.importer.parsed import ParsedBody, ParsedMeasure, ParsedPlan
from consult.domain.plans.models import (
    Measure,
    MeasureExecutor,
    MeasureVersion,
    PlanVersion,
    Section,
)
from consult.domain.plans.queries import organisations_by_code
from consult.domain.plans.rules import STATE_BODIES
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.kernel.text import fold_for_search

TEXTS = ("text", "completion_form", "indicator", "baseline", "target", "funding", "note")
SEARCHED = ("text", "completion_form", "indicator", "executors_text", "recommendations_text")
Themes = Mapping[str, Sequence[str]]


def add_rows(
    version: PlanVersion,
    parsed: ParsedPlan,
    *,
    reasons: Mapping[str, LocalisedText] | None = None,
    themes: Themes | None = None,
) -> None:
    """Add the sections, measures and executors of a version to the session, all as added ones.

    `reasons` are kept by section number; `themes` are theme codes by recommendation. What the
    measures continue is proposed by `identity.propose`.
    """
    sections = _add_sections(version, parsed, reasons or {})
    codes = {body.code for one in parsed.measures for body in one.bodies if body.code}
    organisations = state_bodies(codes)
    identities = new_identities(version.consultation_id, len(parsed.measures))
    for position, one in enumerate(parsed.measures, start=1):
        row = measure_row(one, themes or {})
        row.plan_version_id, row.position = version.id, position
        row.section_id, row.measure_id = sections[one.section], identities[position - 1]
        row.executors = executor_rows(one, organisations)
        db.session.add(row)
    db.session.flush()


def _add_sections(
    version: PlanVersion, parsed: ParsedPlan, reasons: Mapping[str, LocalisedText]
) -> dict[str, uuid.UUID]:
    rows = [
        Section(
            id=uuid.uuid4(),
            plan_version_id=version.id,
            number=section.number,
            position=position,
            title=LocalisedText.of(section.title),
            reasons=reasons.get(section.number, LocalisedText()),
        )
        for position, section in enumerate(parsed.sections, start=1)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return {row.number: row.id for row in rows}


def new_identities(consultation_id: uuid.UUID, count: int) -> list[uuid.UUID]:
    """Make identities for measures that nothing came before."""
    made = [Measure(id=uuid.uuid4(), consultation_id=consultation_id) for _ in range(count)]
    db.session.add_all(made)
    db.session.flush()
    return [measure.id for measure in made]


def measure_row(one: ParsedMeasure, themes: Themes) -> MeasureVersion:
    """Return a measure as a row that belongs to no version yet."""
    texts = {name: LocalisedText.of(getattr(one, name)) for name in (*TEXTS, "executors_text")}
    found = [theme for number in one.recommendations for theme in themes.get(number, ())]
    return MeasureVersion(
        id=uuid.uuid4(),
        number=one.number,
        deadline=LocalisedText.of(one.deadline_text),
        intervals=_intervals(one),
        recurrence=one.deadline.recurrence,
        recommendations_text=LocalisedText.of(one.recommendations_text),
        recommendations=list(one.recommendations),
        themes=list(dict.fromkeys(found)),
        search_text=_search_text(one),
        **texts,
    )


def _intervals(one: ParsedMeasure) -> list[list[str | None]]:
    return [
        [day.isoformat() if day else None for day in interval]
        for interval in one.deadline.intervals
    ]


def _search_text(one: ParsedMeasure) -> str:
    texts = [text for name in SEARCHED for text in getattr(one, name).values()]
    return fold_for_search(" ".join([one.number, *texts]))


def state_bodies(codes: set[str]) -> dict[str, Organisation]:
    """Return the organisations with these codes; bodies of the State that are missing are made."""
    found = organisations_by_code(codes)
    missing = [code for code in STATE_BODIES if code in codes - set(found)]
    made = {code: _organisation(code) for code in missing}
    db.session.add_all(made.values())
    db.session.flush()
    return found | made


def known_bodies() -> dict[str, Mapping[str, str]]:
    """Return the names of single bodies of the State by code, also of those not registered."""
    single = (code for code, kind in STATE_BODIES.items() if kind != "akimat")
    return {code: bodies()[code].names for code in single}


def _organisation(code: str) -> Organisation:
    body = bodies()[code]
    return Organisation(
        id=uuid.uuid4(),
        code=code,
        kind=STATE_BODIES[code],
        name=LocalisedText.of(body.names),
        abbreviation=LocalisedText.of(body.abbreviations),
        region_code="national",
    )


def executor_rows(
    one: ParsedMeasure, organisations: Mapping[str, Organisation]
) -> list[MeasureExecutor]:
    """Return the bodies responsible for a measure as rows; `organisations` by code."""
    return [
        MeasureExecutor(
            position=position,
            role=_role(one, body),
            as_written=LocalisedText.of(body.printed),
            organisation_id=_id_of(organisations.get(body.code or "")),
        )
        for position, body in enumerate(one.bodies, start=1)
    ]


def _id_of(organisation: Organisation | None) -> uuid.UUID | None:
    return organisation.id if organisation else None


def _role(one: ParsedMeasure, body: ParsedBody) -> str:
    unmarked = one.lead_if_unmarked
    leads = unmarked is not None and unmarked in {body.code, *body.printed.values()}
    return "lead" if leads else body.role
