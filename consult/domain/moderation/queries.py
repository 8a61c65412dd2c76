"""Reading for moderators: the queue, its counts, one comment with its history."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import working_calendar
from consult.domain.moderation.models import ModerationDecision
from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.submissions.models import (
    Attachment,
    Comment,
    CommentTally,
    CommentVersion,
    Submission,
)
from consult.domain.submissions.reading import BY_RECEIPT, place_in
from consult.domain.submissions.rules import PUBLICATION
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page, cut, sliced
from consult.kernel.text import fold_for_search

SIZE = 50
STATES = (*PUBLICATION, "withdrawn")


@dataclass(frozen=True)
class Filters:
    """What the queue is narrowed to; an empty value does not narrow. `state` may be "all"."""

    state: str = "received"
    kind: str = ""
    language: str = ""
    channel: str = ""
    section: str = ""
    measure: str = ""
    level: str = ""
    hints: str = ""
    late: str = ""
    words: str = ""
    sender: str = ""


def queue(
    consultation_id: uuid.UUID, filters: Filters, *, cursor: str | None = None, size: int = SIZE
) -> Page[Comment]:
    """Return a page of comments, oldest first, with submission, measure and section; one query."""
    statement = _narrowed(select(Comment), consultation_id, filters).options(*_shown())
    page = sliced(statement, BY_RECEIPT, place_in(cursor), size=size)
    rows = db.session.scalars(page).all()
    return cut(rows, size=size, key=lambda comment: (comment.id,), cursor=cursor)


def _shown(*also: Any) -> tuple[Any, ...]:
    """Load what a row shows; `also` are further options below the submission."""
    measure = joinedload(Comment.measure_version).load_only(
        MeasureVersion.measure_id, MeasureVersion.number, MeasureVersion.text
    )
    section = joinedload(Comment.section).load_only(Section.number, Section.title)
    submission = joinedload(Comment.submission, innerjoin=True)
    return measure, section, submission.options(joinedload(Submission.organisation), *also)


def _narrowed(statement: Select[Any], consultation_id: uuid.UUID, filters: Filters) -> Select[Any]:
    statement = statement.where(Comment.consultation_id == consultation_id)
    if filters.state == "withdrawn":
        statement = statement.where(Comment.withdrawn_at.is_not(None))
    elif filters.state != "all":
        statement = statement.where(
            Comment.withdrawn_at.is_(None), Comment.publication == filters.state
        )
    for name in ("kind", "language"):
        if value := getattr(filters, name):
            statement = statement.where(getattr(Comment, name) == value)
    if filters.hints:
        statement = statement.where(Comment.hints != [])
    if filters.words:
        words = fold_for_search(filters.words)
        statement = statement.where(Comment.search_text.contains(words, autoescape=True))
    statement = _of_target(statement, consultation_id, filters)
    return _of_submission(statement, filters)


def _of_target(statement: Select[Any], consultation_id: uuid.UUID, filters: Filters) -> Select[Any]:
    measures = (
        select(MeasureVersion.id)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id)
    )
    if filters.measure:
        wanted = measures.where(MeasureVersion.number == filters.measure)
        statement = statement.where(Comment.measure_version_id.in_(wanted))
    if filters.section:
        sections = (
            select(Section.id)
            .join(PlanVersion, PlanVersion.id == Section.plan_version_id)
            .where(
                PlanVersion.consultation_id == consultation_id, Section.number == filters.section
            )
        )
        inside = measures.where(MeasureVersion.section_id.in_(sections))
        statement = statement.where(
            or_(Comment.section_id.in_(sections), Comment.measure_version_id.in_(inside))
        )
    return statement


def _of_submission(statement: Select[Any], filters: Filters) -> Select[Any]:
    wanted = [
        getattr(Submission, name) == value
        for name in ("channel", "level")
        if (value := getattr(filters, name))
    ]
    if filters.late:
        wanted.append(Submission.late.is_(True))
    if filters.sender:
        wanted.append(_sender(filters.sender))
    if not wanted:
        return statement
    return statement.join(Submission, Submission.id == Comment.submission_id).where(*wanted)


def _sender(wanted: str) -> ColumnElement[bool]:
    """Narrow to held submissions, to names that were claimed, or to a verification."""
    if wanted == "held":
        return Submission.held != ""
    if wanted == "claimed":
        return Submission.claimed != ""
    return Submission.verification == wanted


def counts(consultation_id: uuid.UUID) -> dict[str, int]:
    """Return how many comments stand in each state, zeros included; from the tallies."""
    rows = db.session.execute(
        select(CommentTally.publication, func.sum(CommentTally.count))
        .where(CommentTally.consultation_id == consultation_id)
        .group_by(CommentTally.publication)
    )
    found = {state: int(count) for state, count in rows}
    return {state: found.get(state, 0) for state in STATES}


def sections(consultation_id: uuid.UUID) -> Sequence[Section]:
    """Return the sections of the newest plan version in their order, to filter by."""
    newest = (
        select(PlanVersion.id)
        .where(PlanVersion.consultation_id == consultation_id)
        .order_by(PlanVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = select(Section).where(Section.plan_version_id == newest).order_by(Section.position)
    return db.session.scalars(statement).all()


def waiting_days(consultation: Consultation) -> int:
    """Return for how many working days the oldest undecided comment has waited (D-17)."""
    oldest = oldest_waiting(consultation.id)
    if oldest is None:
        return 0
    zone = ZoneInfo(consultation.zone)
    first, today = oldest.astimezone(zone).date(), now().astimezone(zone).date()
    return working_calendar().between(first, today)


def oldest_waiting(consultation_id: uuid.UUID) -> datetime | None:
    """Return when the comment that waits longest for a decision was received (D-17)."""
    statement = select(Comment.received_at).where(
        Comment.consultation_id == consultation_id,
        Comment.publication == "received",
        Comment.withdrawn_at.is_(None),
    )
    return db.session.scalar(statement.order_by(Comment.received_at).limit(1))


def neighbours(comment: Comment, filters: Filters) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Return the ids of the comments before and after this one in the narrowed queue."""
    statement = _narrowed(select(Comment.id), comment.consultation_id, filters)
    key = tuple_(Comment.received_at, Comment.id)
    here = tuple_(comment.received_at, comment.id)
    before = statement.where(key < here).order_by(Comment.received_at.desc(), Comment.id.desc())
    after = statement.where(key > here).order_by(Comment.received_at, Comment.id)
    return db.session.scalar(before.limit(1)), db.session.scalar(after.limit(1))


def comment_by_id(slug: str, comment_id: uuid.UUID) -> tuple[Comment, Consultation]:
    """Return a comment of the consultation with all a moderator may look at; raises NotFound."""
    statement = (
        select(Comment, Consultation)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Consultation.slug == slug, Comment.id == comment_id)
        .options(*_shown(selectinload(Submission.attachments).joinedload(Attachment.file)))
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def comments_of(consultation_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> Sequence[Comment]:
    """Return these comments of the consultation as the queue shows them, oldest first."""
    statement = (
        select(Comment)
        .where(Comment.consultation_id == consultation_id, Comment.id.in_(ids))
        .options(*_shown())
        .order_by(Comment.received_at, Comment.id)
    )
    return db.session.scalars(statement).all()


def decisions_on(comment_id: uuid.UUID) -> Sequence[ModerationDecision]:
    """Return all decisions on a comment, the newest first."""
    statement = select(ModerationDecision).where(ModerationDecision.comment_id == comment_id)
    return db.session.scalars(
        statement.order_by(ModerationDecision.at.desc(), ModerationDecision.id)
    ).all()


def latest_decisions(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, ModerationDecision]:
    """Return the newest decision on each of the comments that has one."""
    statement = (
        select(ModerationDecision)
        .where(ModerationDecision.comment_id.in_(ids))
        .ext(distinct_on(ModerationDecision.comment_id))
        .order_by(ModerationDecision.comment_id, ModerationDecision.at.desc())
    )
    return {found.comment_id: found for found in db.session.scalars(statement)}


def versions_of(comment_id: uuid.UUID) -> Sequence[CommentVersion]:
    """Return the words that the author has replaced, the newest first (I-6)."""
    statement = select(CommentVersion).where(CommentVersion.comment_id == comment_id)
    return db.session.scalars(statement.order_by(CommentVersion.number.desc())).all()
