"""The lists of a report out of the same moment as its rows: recommendations, meetings, people."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Date, cast, func, or_, select

from consult.domain.people.models import Organisation
from consult.domain.people.regions import region_names
from consult.domain.plans.models import (
    ConsultationRegister,
    MeasureRecommendation,
    MeasureVersion,
)
from consult.domain.recommendations.models import Recommendation
from consult.domain.reports.document import ReportRow
from consult.domain.reports.parts import (
    AttachmentLine,
    BareMeasureLine,
    Line,
    MeetingLine,
    ParticipantLine,
    RecommendationLine,
    Statement,
)
from consult.domain.reports.snapshot import Surroundings, author_of
from consult.domain.reports.vocabulary import OUTCOMES
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.kernel.dates import in_zone
from consult.kernel.localised import LocalisedText

PERMANENT = "permanent"
LISTED = or_(Comment.publication != "spam", Comment.withdrawn_at.is_not(None))
"""Comments that have a row: all but spam, which keeps its number only."""


class MeasureCounts:
    """How many comments each measure has, by outcome and answered or not."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self.answered: Counter[str] = Counter()

    def add(self, row: ReportRow) -> None:
        """Count one row."""
        number = row.target.measure_number
        if number:
            self.outcomes[number][row.outcome] += 1
            self.answered[number] += row.answer is not None


def lists_at(
    connection: Connection,
    consultation: Any,
    version_id: uuid.UUID | None,
    around: Surroundings,
    counts: MeasureCounts,
) -> dict[str, Iterator[Line]]:
    """Return the lists by their names, changes excepted; `version_id` is the version discussed."""
    key = consultation.id
    return {
        "attachments": _attachments(connection, key),
        "meetings": _meetings(connection, key, around),
        "participants": _participants(connection, key, around),
        "recommendations": _recommendations(connection, key, version_id, counts),
        "unrelated_measures": _unrelated(connection, version_id),
    }


def _attachments(connection: Connection, consultation_id: uuid.UUID) -> Iterator[AttachmentLine]:
    files = (
        select(func.count())
        .where(Attachment.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            Submission.id,
            Submission.reg_no,
            Submission.level,
            Comment.code,
            files.label("files"),
        )
        .join(Comment, Comment.submission_id == Submission.id)
        .where(
            Submission.consultation_id == consultation_id,
            LISTED,
            select(Attachment.id).where(Attachment.submission_id == Submission.id).exists(),
        )
        .order_by(Submission.number, Submission.part, Comment.point)
    )
    for _identity, found in groupby(rows, key=lambda row: row.id):
        points = list(found)
        first, codes = points[0], tuple(row.code for row in points)
        yield AttachmentLine(first.reg_no, codes, first.files, first.level)


def _meetings(
    connection: Connection, consultation_id: uuid.UUID, around: Surroundings
) -> Iterator[MeetingLine]:
    """Round tables with what was said there; without one what came on one day in one record."""
    rows = connection.execute(_said(consultation_id, around.zone))
    for _key, found in groupby(rows, key=_meeting_of):
        said = list(found)
        statements = tuple(Statement(row.code, row.level) for row in said)
        yield _meeting(said, statements, around.zone)


def _said(consultation_id: uuid.UUID, zone: str) -> Any:
    day = cast(func.timezone(zone, Submission.received_at), Date)
    begins = func.coalesce(
        RoundTable.starts_at, func.date_trunc("day", Submission.received_at, zone)
    )
    return (
        select(
            Submission.received_at,
            day.label("day"),
            Submission.source_ref,
            Submission.region_code,
            Submission.level,
            Comment.code,
            RoundTable.id.label("table_id"),
            RoundTable.reference,
            RoundTable.title,
            RoundTable.starts_at,
            RoundTable.zone,
            RoundTable.region_code.label("held_in"),
            RoundTable.attended,
        )
        .join(Comment, Comment.submission_id == Submission.id)
        .outerjoin(RoundTable, RoundTable.id == Submission.round_table_id)
        .where(
            Submission.consultation_id == consultation_id,
            or_(Submission.channel == "round_table", Submission.round_table_id.is_not(None)),
            LISTED,
        )
        .order_by(
            begins,
            RoundTable.id,
            Submission.source_ref,
            Submission.number,
            Submission.part,
            Comment.point,
        )
    )


def _meeting_of(row: Any) -> tuple[Any, ...]:
    """What the comments of one meeting have in common."""
    return (row.table_id,) if row.table_id else (None, row.day, row.source_ref)


def _meeting(said: Sequence[Any], statements: tuple[Statement, ...], zone: str) -> MeetingLine:
    first = said[0]
    held_on = in_zone(first.starts_at or first.received_at, first.zone or zone).date()
    regions = {row.held_in or row.region_code for row in said}
    region = regions.pop() if len(regions) == 1 else ""
    return MeetingLine(
        first.source_ref,
        held_on,
        region,
        LocalisedText(**region_names(region, held_on)),
        len(said),
        statements,
        title=first.title or LocalisedText(),
        reference=first.reference or "",
        attended=first.attended,
    )


def _participants(
    connection: Connection, consultation_id: uuid.UUID, around: Surroundings
) -> Iterator[ParticipantLine]:
    facts = (
        Submission.author_kind,
        Submission.author_name,
        Submission.organisation_id,
        Submission.organisation_name,
        Submission.organisation_kind,
        Submission.region_code,
        Submission.level,
    )
    rows = connection.execute(
        select(
            *facts,
            func.count(Submission.id.distinct()).label("submissions"),
            func.count().label("comments"),
        )
        .join(Comment, Comment.submission_id == Submission.id)
        .outerjoin(Organisation, Organisation.id == Submission.organisation_id)
        .where(Submission.consultation_id == consultation_id, LISTED)
        .group_by(*facts, Organisation.id)
        .order_by(
            func.coalesce(Organisation.name["ru"].astext, Submission.organisation_name),
            *facts,
        ),
        execution_options={"yield_per": 1000, "stream_results": True},
    )
    for row in rows:
        author = author_of(row, around.close, around)
        yield ParticipantLine(
            author.name,
            author.organisation,
            author.kind,
            author.region_code,
            author.region_name,
            row.level,
            submissions=row.submissions,
            comments=row.comments,
        )


def _recommendations(
    connection: Connection,
    consultation_id: uuid.UUID,
    version_id: uuid.UUID | None,
    counts: MeasureCounts,
) -> Iterator[RecommendationLine]:
    """Every recommendation of the registers that the plan answers, in the order of the register."""
    carried = _carried(connection, version_id)
    rows = connection.execute(
        select(Recommendation)
        .join(
            ConsultationRegister,
            (ConsultationRegister.mechanism == Recommendation.mechanism)
            & (ConsultationRegister.cycle == Recommendation.cycle),
        )
        .where(ConsultationRegister.consultation_id == consultation_id)
        .order_by(
            Recommendation.mechanism,
            Recommendation.cycle,
            Recommendation.sort_key,
            Recommendation.id,
        )
    )
    for row in rows:
        measures = carried.get(row.id, ())
        outcomes = sum((counts.outcomes[one.number] for one in measures), Counter[str]())
        yield RecommendationLine(
            row.mechanism,
            row.cycle,
            row.paragraph,
            row.text,
            tuple(row.states),
            row.position,
            tuple(row.themes),
            tuple(one.number for one in measures),
            comments=sum(outcomes.values()),
            answered=sum(counts.answered[one.number] for one in measures),
            outcomes=tuple((code, outcomes[code]) for code in OUTCOMES if outcomes[code]),
            permanent=bool(measures) and all(one.recurrence == PERMANENT for one in measures),
        )


def _carried(
    connection: Connection, version_id: uuid.UUID | None
) -> Mapping[uuid.UUID, Sequence[Any]]:
    """Return the measures of a version by the recommendation they carry out."""
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    rows = connection.execute(
        select(
            MeasureRecommendation.recommendation_id,
            MeasureVersion.number,
            MeasureVersion.recurrence,
        )
        .join(MeasureVersion, MeasureVersion.id == MeasureRecommendation.measure_version_id)
        .where(MeasureVersion.plan_version_id == version_id)
        .order_by(MeasureVersion.position)
    )
    for row in rows:
        found[row.recommendation_id].append(row)
    return found


def _unrelated(connection: Connection, version_id: uuid.UUID | None) -> Iterator[BareMeasureLine]:
    """Measures that name no recommendation (I-21)."""
    rows = connection.execute(
        select(MeasureVersion.number, MeasureVersion.text)
        .where(
            MeasureVersion.plan_version_id == version_id,
            func.cardinality(MeasureVersion.recommendations) == 0,
        )
        .order_by(MeasureVersion.position)
    )
    return (BareMeasureLine(row.number, row.text) for row in rows)
