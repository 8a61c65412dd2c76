"""Editing a draft on the page: measures changed, added, left out, split, merged, moved (I-2)."""

import hashlib
import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select

from consult.domain.people.actors import Actor
from consult.domain.plans import followers, identity, linking, queries, reading
from consult.domain.plans.confirming import RemovalReasonMissing
from consult.domain.plans.diff import FIELDS
from consult.domain.plans.models import (
    MeasureExecutor,
    MeasurePredecessor,
    MeasureRecommendation,
    MeasureVersion,
    PlanVersion,
    Section,
)
from consult.domain.plans.operations import only_draft
from consult.domain.plans.rows import executor_rows, measure_row, new_identities, state_bodies
from consult.domain.plans.typed import Typed, understood
from consult.domain.plans.wording import field_text
from consult.kernel.database import db
from consult.kernel.errors import Conflict, ConsultError, NotFound
from consult.kernel.localised import LocalisedText
from consult.machinery import audit

FACTS = (
    "number", "text", "completion_form", "deadline", "intervals", "recurrence", "funding",
    "indicator", "baseline", "target", "executors_text", "note", "recommendations_text",
    "recommendations", "search_text",
)  # fmt: skip


class NumberTaken(ConsultError):
    """Another measure of the draft has the number; facts: number."""

    code = "number_taken"


def mark_of(row: MeasureVersion) -> str:
    """Return a short mark of all that a person can edit: it changes when somebody edits it."""
    texts = {name: field_text(row, name).as_dict() for name in FIELDS}
    facts = [row.number, str(row.section_id), texts]
    words = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def mark_of_section(section: Section) -> str:
    """Return a short mark of a section's title."""
    words = json.dumps(section.title.as_dict(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def typed_of(row: MeasureVersion, section: str) -> Typed:
    """Return a measure as a person would type it."""
    return Typed(row.number, section, {name: field_text(row, name) for name in FIELDS})


def edit_measure(
    version: PlanVersion, number: str, typed: Typed, *, mark: str, by: Actor
) -> MeasureVersion:
    """Change a measure's texts, its number and section.

    `mark` is `mark_of` as it was when the page was opened. Raises Conflict when somebody else has
    edited the measure meanwhile, NumberTaken, NumberUnfit, WordingMissing, WrongState.
    """
    row = _row(version, number, mark)
    row.section_id = _section(version, typed.section).id
    _fill(version, row, typed)
    _done("plan.measure_edited", version, by, measure=row.number, was=number)
    return row


def add_measure(version: PlanVersion, typed: Typed, *, by: Actor) -> MeasureVersion:
    """Add a measure at the end of its section; it continues nothing."""
    only_draft(version)
    row = _new_row(version, _section(version, typed.section))
    _fill(version, row, typed)
    _done("plan.measure_added", version, by, measure=row.number)
    return row


def remove_measure(
    version: PlanVersion, number: str, reason: LocalisedText, *, mark: str, by: Actor
) -> None:
    """Leave a measure out; the reason stands in the public comparison (I-2).

    A measure that was added in the same draft needs no reason. Raises RemovalReasonMissing.
    """
    row = _row(version, number, mark)
    earlier = identity.sole_predecessors(version, row)
    if earlier and not reason:
        raise RemovalReasonMissing(number=number)
    _delete_row(row)
    identity.settle(version)
    for removal in identity.removals_of(version.id):
        if removal.measure_version_id in earlier:
            removal.reason, removal.confirmed = reason, True
    _done("plan.measure_removed", version, by, measure=number)


def split_measure(
    version: PlanVersion, number: str, parts: Sequence[Typed], *, mark: str, by: Actor
) -> list[MeasureVersion]:
    """Make two measures of one: the first keeps its identity, both continue what it continued."""
    row = _row(version, number, mark)
    section = _section(version, parts[0].section)
    earlier = list(row.predecessors)
    _fill(version, row, parts[0])
    other = _new_row(version, section)
    _fill(version, other, parts[1])
    identity.set_predecessors(other, earlier)
    row.confirmed = other.confirmed = True
    _done("plan.measure_split", version, by, measure=number, parts=[row.number, other.number])
    return [row, other]


def merge_measures(
    version: PlanVersion, number: str, other: str, typed: Typed, *, mark: str, by: Actor
) -> MeasureVersion:
    """Make one measure of two: it continues what both continued. Raises NotFound for `other`."""
    row = _row(version, number, mark)
    gone = _row(version, other)
    if gone.id == row.id:
        raise NotFound
    earlier = [*row.predecessors, *gone.predecessors]
    _delete_row(gone)
    _fill(version, row, typed)
    identity.set_predecessors(row, list({one.id: one for one in earlier}.values()))
    row.confirmed = True
    _done("plan.measures_merged", version, by, measure=row.number, merged=[number, other])
    return row


def edit_section(
    version: PlanVersion, number: str, title: LocalisedText, *, mark: str, by: Actor
) -> Section:
    """Change the title of a section. Raises Conflict, NotFound, WrongState."""
    only_draft(version)
    section = _section(version, number)
    if mark != mark_of_section(section):
        raise Conflict(number=number)
    section.title = title
    _done("plan.section_edited", version, by, section=number)
    return section


def _row(version: PlanVersion, number: str, mark: str = "") -> MeasureVersion:
    """Return a measure of a draft; raises Conflict when it was edited since `mark`."""
    only_draft(version)
    db.session.refresh(version, with_for_update=True)
    rows = {row.number: row for row in identity.measures_with_predecessors(version.id)}
    if number not in rows:
        raise NotFound
    if mark and mark != mark_of(rows[number]):
        raise Conflict(number=number)
    return rows[number]


def _section(version: PlanVersion, number: str) -> Section:
    return reading.section(version.id, number)


def _new_row(version: PlanVersion, section: Section) -> MeasureVersion:
    last = select(func.max(MeasureVersion.position)).where(
        MeasureVersion.plan_version_id == version.id
    )
    return MeasureVersion(
        id=uuid.uuid4(),
        plan_version_id=version.id,
        section_id=section.id,
        measure_id=new_identities(version.consultation_id, 1)[0],
        position=(db.session.scalar(last) or 0) + 1,
        change_kind="added",
        confirmed=True,
    )


def _fill(version: PlanVersion, row: MeasureVersion, typed: Typed) -> None:
    """Write what was typed into a row, with all that is understood from it."""
    parsed = understood(typed, version.title)
    _refuse_taken(version, row, parsed.number)
    made = measure_row(parsed, linking.themes_for(version.consultation_id))
    for name in FACTS:
        setattr(row, name, getattr(made, name))
    db.session.add(row)
    db.session.flush()
    db.session.execute(delete(MeasureExecutor).where(MeasureExecutor.measure_version_id == row.id))
    codes = {body.code for body in parsed.bodies if body.code}
    for executor in executor_rows(parsed, state_bodies(codes)):
        executor.measure_version_id = row.id
        db.session.add(executor)
    db.session.flush()


def _refuse_taken(version: PlanVersion, row: MeasureVersion, number: str) -> None:
    taken = select(MeasureVersion.id).where(
        MeasureVersion.plan_version_id == version.id,
        MeasureVersion.number == number,
        MeasureVersion.id != row.id,
    )
    if db.session.scalar(taken):
        raise NumberTaken(number=number)


def _delete_row(row: MeasureVersion) -> None:
    for table in (MeasureExecutor, MeasurePredecessor, MeasureRecommendation):
        db.session.execute(delete(table).where(table.measure_version_id == row.id))
    db.session.execute(delete(MeasureVersion).where(MeasureVersion.id == row.id))
    db.session.expunge(row)


def _done(action: str, version: PlanVersion, by: Actor, **facts: Any) -> None:
    """Put the draft in order after an edit: places, counts, kinds; record it; tell followers."""
    _place(version)
    identity.settle(version)
    audit.record(
        action,
        version,
        by=by,
        consultation_id=version.consultation_id,
        number=version.number,
        **facts,
    )
    followers.tell_changed(version, by)


def _place(version: PlanVersion) -> None:
    """Let measures stand in the order of the sections and of their numbers."""
    places = {section.id: section.position for section in queries.sections_of(version.id)}
    rows = queries.measures_of(version.id)
    ordered = sorted(rows, key=lambda row: (places[row.section_id], order_of(row.number)))
    for position, row in enumerate(ordered, start=1):
        if row.position != position:
            row.position = position
    version.measure_count = len(rows)
    db.session.flush()


def order_of(number: str) -> tuple[tuple[int, str], ...]:
    """Return by what numbers are sorted: 2.9 before 2.10 before 2.10a."""
    parts = re.findall(r"\d+|[^\d.\-]+", number)
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts)
