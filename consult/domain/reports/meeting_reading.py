"""Reading the minutes of a meeting out of the record as it stands now, as the public may see it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, select

from consult.domain.people.regions import region_names
from consult.domain.plans.models import PlanVersion, Section
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.reports.canaries import Canaries
from consult.domain.reports.document import NO_TEXT
from consult.domain.reports.hidden_names import canaries_at
from consult.domain.reports.meeting import (
    Check,
    Course,
    Decided,
    Item,
    Meeting,
    People,
    Person,
    Proposal,
)
from consult.domain.reports.meeting_statements import Found, statements_of
from consult.domain.responses.decided import words_are_shown
from consult.domain.responses.decision_models import MeetingDecision
from consult.domain.roundtables.desk_models import Minutes
from consult.domain.roundtables.minutes_queries import checked, corrections_of
from consult.domain.roundtables.models import RoundTable, TableInvitation
from consult.domain.roundtables.presence import Attendance, attendance_of
from consult.domain.roundtables.queries import whole_table
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.dates import in_zone
from consult.kernel.localised import LANGUAGES, LocalisedText

WRITTEN: Final = frozenset({"room", "paper"})
"""Sources of comments that were written in the room, not said."""


def meeting_of(table: RoundTable, minutes: Minutes) -> Meeting:
    """Return the minutes of a meeting in their public layer; about 25 queries.

    Nothing is copied: statements, attendance and agenda stand as they are in the record now.
    """
    table = whole_table(table.id)
    found = statements_of(table)
    said = [one for one in found if one.proposal.source not in WRITTEN]
    written = [one for one in found if one.proposal.source in WRITTEN]
    notes = _notes(minutes.id)
    titles = _sections(table)
    agenda = _agenda(table, titles)
    course, last = _numbered(_course(agenda, said, titles), notes)
    return replace(
        _facts(table, minutes),
        agenda=agenda,
        people=_people(table, _canaries(table, minutes)),
        course=course,
        written=tuple(_with_numbers((one.proposal for one in _ordered(written)), last, notes)),
        decided=_decided(table.id),
        notes=notes.get("", ()),
        check=_check(table, minutes),
    )


def canaries_of_table(table: RoundTable, minutes: Minutes) -> Canaries:
    """Return what may not stand in the minutes; who holds or leads the meeting may be named."""
    return _canaries(whole_table(table.id), minutes)


def _canaries(table: RoundTable, minutes: Minutes) -> Canaries:
    shown = {minutes.chair, minutes.secretary}
    for holder in table.holders:
        shown |= {holder.organisation.name.exact(language) for language in LANGUAGES}
    return canaries_at(db.session.connection(), table.consultation, shown)


def _facts(table: RoundTable, minutes: Minutes) -> Meeting:
    day = in_zone(table.starts_at, table.zone).date()
    return Meeting(
        reference=table.reference,
        slug=table.consultation.slug,
        consultation=table.consultation.title,
        title=table.title,
        level=table.level,
        format=table.format,
        day=day,
        starts_at=table.starts_at,
        ends_at=table.ends_at,
        zone=table.zone,
        region_code=table.region_code,
        region=LocalisedText(**region_names(table.region_code, day)),
        city=table.city,
        venue=table.venue,
        organisers=_holders(table, "organiser"),
        partners=_holders(table, "partner"),
        languages=tuple(table.languages),
        interpretation=tuple(table.interpretation),
        accessibility=table.accessibility,
        opening=minutes.opening,
        course_words=minutes.course,
        decisions=minutes.decisions,
        chair=minutes.chair,
        secretary=minutes.secretary,
        state=minutes.state,
        published_at=minutes.published_at,
    )


def _holders(table: RoundTable, part: str) -> tuple[LocalisedText, ...]:
    return tuple(one.organisation.name for one in table.holders if one.part == part)


def _agenda(table: RoundTable, titles: Mapping[str, LocalisedText]) -> tuple[Item, ...]:
    return tuple(
        Item(one.section_number, one.title or titles.get(one.section_number, NO_TEXT), one.at)
        for one in table.agenda
    )


def _sections(table: RoundTable) -> Mapping[str, LocalisedText]:
    """Titles of sections by number, as they were called in the version of that day."""
    rows = db.session.execute(
        select(Section.number, Section.title)
        .join(PlanVersion, PlanVersion.id == Section.plan_version_id)
        .where(
            PlanVersion.consultation_id == table.consultation_id,
            PlanVersion.state.in_(PUBLIC_VERSIONS),
        )
        .order_by(PlanVersion.published_at <= table.ends_at, PlanVersion.number, Section.position)
    )
    return {row.number: row.title for row in rows}


def _ordered(found: Sequence[Found]) -> list[Found]:
    """By time; those whose time may not be told come after, so that it cannot be guessed."""
    return sorted(found, key=lambda one: one.order)


def _course(
    agenda: Sequence[Item], said: Sequence[Found], titles: Mapping[str, LocalisedText]
) -> list[Course]:
    """What was said by item of the agenda; then sections that stood on no agenda; the rest."""
    by_section: dict[str, list[Found]] = defaultdict(list)
    for one in said:
        by_section[one.proposal.section_number].append(one)
    parts = []
    for item in agenda:
        own = by_section.pop(item.section_number, []) if item.section_number else []
        if item.section_number:
            parts.append(Course(item, tuple(one.proposal for one in _ordered(own))))
    for number in (*titles, *sorted(by_section)):
        if number and number in by_section:
            own = by_section.pop(number)
            item = Item(number, titles.get(number, NO_TEXT))
            parts.append(Course(item, tuple(one.proposal for one in _ordered(own))))
    if by_section:
        rest = _ordered(by_section[""])
        parts.append(Course(Item(), tuple(one.proposal for one in rest)))
    return parts


def _numbered(
    parts: Sequence[Course], notes: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Course, ...], int]:
    done, last = [], 0
    for part in parts:
        made = tuple(_with_numbers(part.proposals, last, notes))
        done.append(Course(part.item, made))
        last += len(made)
    return tuple(done), last


def _with_numbers(
    proposals: Any, last: int, notes: Mapping[str, tuple[str, ...]]
) -> Iterator[Proposal]:
    for number, one in enumerate(proposals, last + 1):
        yield replace(one, number=number, notes=notes.get(one.code, ()))


def _notes(minutes_id: uuid.UUID) -> Mapping[str, tuple[str, ...]]:
    """What corrections that were taken say, by the code of their comment."""
    found: dict[str, tuple[str, ...]] = {}
    for one in corrections_of(minutes_id):
        if one.state == "taken":
            found[one.comment_code] = (*found.get(one.comment_code, ()), one.answer)
    return found


def _people(table: RoundTable, canaries: Canaries) -> People:
    came = attendance_of(table.id)
    named = list(_named(came, canaries))
    invited = select(func.count()).where(TableInvitation.round_table_id == table.id)
    return People(
        kind=came.kind,
        total=came.total or table.attended or 0,
        named=tuple(named),
        others=max(came.total - len(named), 0) if came.kind == "named" else 0,
        counts=tuple((row.category, row.count) for row in came.counts)
        if came.kind == "numbers"
        else (),
        invited=table.invited or db.session.scalar(invited) or None,
        registered=table.registered,
        announced=came.announced if came.differs else None,
    )


def _named(came: Attendance, canaries: Canaries) -> Iterator[Person]:
    """Those who agreed to be named; never a name that somebody asked us to withhold."""
    if came.kind != "named":
        return
    for row in came.named:
        typed = row.organisation_name
        body = row.organisation.name if row.organisation else LocalisedText(typed, typed, typed)
        if not row.name or canaries.sing(row.name):
            continue
        hidden = any(canaries.sing(body.exact(language)) for language in LANGUAGES)
        yield Person(row.name, NO_TEXT if hidden else body)


def _decided(table_id: uuid.UUID) -> tuple[Decided, ...]:
    """What was decided; of a comment that is not shown only that something was."""
    rows = db.session.execute(
        select(MeetingDecision, Comment)
        .join(Comment, Comment.id == MeetingDecision.comment_id)
        .where(MeetingDecision.round_table_id == table_id)
        .order_by(MeetingDecision.recorded_at, MeetingDecision.id)
    )
    return tuple(
        Decided(
            comment.code,
            one.decision,
            one.disposition,
            one.text if words_are_shown(comment) else NO_TEXT,
        )
        for one, comment in rows
    )


def _check(table: RoundTable, minutes: Minutes) -> Check:
    counted = checked(minutes.id)
    until = minutes.check_until
    return Check(
        counted.asked,
        counted.agreed,
        counted.corrections.get("taken", 0),
        counted.corrections.get("declined", 0),
        in_zone(until, table.zone).date() if until else None,
    )
