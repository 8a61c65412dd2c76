"""The rows of a report out of one moment of the database, in the order of the table."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from consult.domain.consultations.calendar import WorkingCalendar
from consult.domain.moderation.redaction import FIELDS, public_text, spans_of
from consult.domain.people.bodies import bodies, find_body
from consult.domain.people.models import Organisation
from consult.domain.people.regions import region_names
from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.reports.document import NO_TEXT, Answer, Author, Points, ReportRow, Target
from consult.domain.reports.selection import statement
from consult.domain.reports.trace import Trace, trace_at
from consult.domain.submissions.levels import kind_of, organisation_of
from consult.kernel.dates import in_zone, long_date
from consult.kernel.localised import LANGUAGES, LocalisedText

CHUNK = 1000
WORDING_OF = {"executors": "executors_text", "recommendations": "recommendations_text"}


@dataclass(frozen=True)
class Body:
    """An organisation as rows name it."""

    code: str
    kind: str
    name: LocalisedText


@dataclass(frozen=True)
class Surroundings:
    """What rows refer to: organisations, places of the plan, and how days are counted."""

    zone: str
    close: date
    calendar: WorkingCalendar
    bodies: Mapping[uuid.UUID, Body]
    places: Mapping[uuid.UUID, Target]
    wordings: Mapping[uuid.UUID, Mapping[str, LocalisedText]]
    themes: Mapping[uuid.UUID, tuple[str, ...]]
    recommendations: Mapping[uuid.UUID, tuple[str, ...]]
    trace: Trace


@dataclass(frozen=True)
class _Sender:
    author_kind: str
    organisation_name: str
    organisation_kind: str
    organisation: Body | None


def surroundings(
    connection: Connection, consultation: Any, calendar: WorkingCalendar, discussed: int = 0
) -> Surroundings:
    """Return what the rows of a consultation refer to; nine queries.

    `discussed` is the number of the version discussed: changes are those of later public ones.
    """
    places: dict[uuid.UUID, Target] = {}
    wordings: dict[uuid.UUID, Mapping[str, LocalisedText]] = {}
    themes: dict[uuid.UUID, tuple[str, ...]] = {}
    recommendations: dict[uuid.UUID, tuple[str, ...]] = {}
    for section in connection.execute(_sections(consultation.id)):
        places[section.id] = Target(
            "section",
            section_number=section.number,
            section_order=section.position,
            section_title=section.title,
        )
    for measure in connection.execute(_measures(consultation.id)):
        section_of = places[measure.section_id]
        places[measure.id] = Target(
            "measure",
            measure_number=measure.number,
            measure_order=measure.position,
            section_number=section_of.section_number,
            section_order=section_of.section_order,
            section_title=section_of.section_title,
        )
        wordings[measure.id] = {name: getattr(measure, name) for name in _localised(measure)}
        themes[measure.id] = tuple(measure.themes)
        recommendations[measure.id] = tuple(measure.recommendations)
    return Surroundings(
        zone=consultation.zone,
        close=in_zone(consultation.closes_at, consultation.zone).date(),
        calendar=calendar,
        bodies=_bodies(connection),
        places=places,
        wordings=wordings,
        themes=themes,
        recommendations=recommendations,
        trace=trace_at(connection, consultation.id, discussed),
    )


def _localised(measure: Any) -> list[str]:
    names: tuple[str, ...] = measure._fields
    return [name for name in names if isinstance(getattr(measure, name), LocalisedText)]


def _sections(consultation_id: uuid.UUID) -> Select[Any]:
    return (
        select(Section)
        .join(PlanVersion, PlanVersion.id == Section.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id)
    )


def _measures(consultation_id: uuid.UUID) -> Select[Any]:
    return (
        select(MeasureVersion)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id)
    )


def _bodies(connection: Connection) -> dict[uuid.UUID, Body]:
    columns = (Organisation.id, Organisation.code, Organisation.kind, Organisation.name)
    rows = connection.execute(select(*columns))
    return {row.id: Body(row.code or "", row.kind, row.name) for row in rows}


def rows(
    connection: Connection,
    consultation_id: uuid.UUID,
    around: Surroundings,
    only: ColumnElement[bool] | None = None,
) -> Iterator[ReportRow]:
    """Yield the rows one by one through a cursor on the server; `only` keeps some of them."""
    days = cache(around.calendar.between)
    listed = statement(consultation_id)
    result = connection.execute(
        listed if only is None else listed.where(only),
        execution_options={"yield_per": CHUNK, "stream_results": True},
    )
    for position, raw in enumerate(result, start=1):
        yield _row(position, raw, around, days)


def _row(position: int, raw: Any, around: Surroundings, days: Any) -> ReportRow:
    received_on = in_zone(raw.received_at, around.zone).date()
    originals = {name: getattr(raw, name) for name in FIELDS}
    return ReportRow(
        position=position,
        comment_code=raw.code,
        reg_no=raw.reg_no,
        received_on=received_on,
        received_at=raw.received_at,
        target=_target(raw, around),
        kind=raw.kind,
        language=raw.language,
        points=Points(**originals),
        redacted=_redacted(raw.redactions, originals),
        author=author_of(raw, received_on, around),
        consent=raw.level,
        publication="withdrawn" if raw.withdrawn_at else raw.publication,
        channel=raw.channel,
        late=raw.late,
        meeting=_meeting(raw),
        ground=raw.withholding,
        answer=_answer(raw, received_on, around, days) if raw.disposition else None,
        themes=around.themes.get(raw.measure_version_id, ()),
        recommendations=around.recommendations.get(raw.measure_version_id, ()),
        changes=around.trace.changes.get(raw.id, ()),
        positions=around.trace.positions.get(raw.id, ()),
        group=around.trace.groups.get(raw.group_id),
        promised_version=raw.promised_version,
        decisions=around.trace.decisions.get(raw.id, ()),
        verification=raw.verification,
        claimed=raw.claimed,
    )


def _meeting(raw: Any) -> LocalisedText:
    """The meeting at which a comment was made, with its day (I-18)."""
    if raw.table_starts_at is None:
        return NO_TEXT
    day = in_zone(raw.table_starts_at, raw.table_zone).date()
    said = {
        language: f"{raw.table_title.in_(language)}, {long_date(day, language)}"
        for language in LANGUAGES
    }
    return LocalisedText(**said)


def _redacted(stored: Any, originals: Mapping[str, str]) -> Points | None:
    if not stored:
        return None
    spans = spans_of(stored)
    return Points(**{name: public_text(name, text, spans) for name, text in originals.items()})


def _target(raw: Any, around: Surroundings) -> Target:
    place = around.places.get(raw.measure_version_id or raw.section_id)
    if place is None:
        return Target("plan")
    if not raw.measure_version_id:
        return place
    name = raw.target_field or "text"
    wording = around.wordings[raw.measure_version_id][WORDING_OF.get(name, name)]
    return Target(
        raw.target_type,
        raw.target_field,
        place.measure_number,
        place.measure_order,
        place.section_number,
        place.section_order,
        place.section_title,
        wording=wording,
    )


def author_of(raw: Any, on: date, around: Surroundings) -> Author:
    """The author of a submission as rows name them, with the region as it was called that day."""
    body = around.bodies.get(raw.organisation_id)
    sender = _Sender(raw.author_kind, raw.organisation_name, raw.organisation_kind, body)
    return Author(
        name=raw.author_name,
        organisation=organisation_of(sender),
        kind=kind_of(sender),
        region_code=raw.region_code,
        region_name=LocalisedText(**region_names(raw.region_code, on)),
    )


def _answer(raw: Any, received_on: date, around: Surroundings, days: Any) -> Answer:
    body = around.bodies[raw.body_id]
    approved_on = in_zone(raw.approved_at, around.zone).date()
    return Answer(
        raw.disposition,
        reasons=raw.reasons,
        ground=raw.rejection,
        body_code=body.code,
        body_name=body.name,
        signer_post=raw.signer_post,
        approved_at=raw.approved_at,
        part_accepted=raw.part_accepted,
        change_text=raw.change,
        change_measure=raw.target_measure,
        covered_by=raw.covered_by,
        duplicate_of=raw.kept_code or "",
        passed_to=_spoken(raw.passed_to),
        days_from_close=days(around.close, approved_on),
        days_from_receipt=days(received_on, approved_on),
    )


def _spoken(text: str) -> LocalisedText:
    """The name of a body typed once for all languages; "none" says that it was not passed on."""
    if not text or text.strip().lower() == "none":
        return NO_TEXT
    code = find_body(text)
    if code is None:
        return LocalisedText(kk=text, ru=text, en=text)
    return LocalisedText(**bodies()[code].names)
