"""From a plan as read from files to the rows of one version."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from consult.domain.people.bodies import bodies
from consult.domain.people.models import Organisation
from consult.domain.plans.diff import Known, Match, Worded, matched
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
    before: Sequence[MeasureVersion] = (),
    reasons: Mapping[str, LocalisedText] | None = None,
    themes: Themes | None = None,
) -> None:
    """Add the sections, measures and executors of a version to the session.

    `before` are the measures of the version that this one follows (with executors); `reasons` are
    kept by section number; `themes` are theme codes by recommendation.
    """
    sections = _add_sections(version, parsed, reasons or {})
    codes = {body.code for one in parsed.measures for body in one.bodies if body.code}
    organisations = state_bodies(codes)
    matches = matched([_known(row) for row in before], [_worded(one) for one in parsed.measures])
    identities = _identities(version, matches)
    for position, (one, match) in enumerate(zip(parsed.measures, matches, strict=True), start=1):
        row = _measure_row(one, themes or {})
        row.plan_version_id, row.position = version.id, position
        row.section_id = sections[one.section]
        row.measure_id, row.change_kind = identities[position - 1], match.change
        row.executors = _executors(one, organisations)
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


def _identities(version: PlanVersion, matches: Sequence[Match[uuid.UUID]]) -> list[uuid.UUID]:
    added = {
        place: Measure(id=uuid.uuid4(), consultation_id=version.consultation_id)
        for place, match in enumerate(matches)
        if match.identity is None
    }
    db.session.add_all(added.values())
    db.session.flush()
    return [match.identity or added[place].id for place, match in enumerate(matches)]


def _measure_row(one: ParsedMeasure, themes: Themes) -> MeasureVersion:
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


def _executors(
    one: ParsedMeasure, organisations: Mapping[str, Organisation]
) -> list[MeasureExecutor]:
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


def _known(row: MeasureVersion) -> Known[uuid.UUID]:
    return Known(row.number, row.text.as_dict(), _facts_of_row(row), identity=row.measure_id)


def _worded(one: ParsedMeasure) -> Worded:
    words = LocalisedText.of(one.text).as_dict()
    return Worded(one.number, words, _facts(one))


def _facts(one: ParsedMeasure) -> tuple[Any, ...]:
    texts = [LocalisedText.of(getattr(one, name)) for name in (*TEXTS[1:], "executors_text")]
    return (*texts, LocalisedText.of(one.deadline_text), tuple(one.recommendations))


def _facts_of_row(row: MeasureVersion) -> tuple[Any, ...]:
    texts = [getattr(row, name) for name in (*TEXTS[1:], "executors_text")]
    return (*texts, row.deadline, tuple(row.recommendations))
