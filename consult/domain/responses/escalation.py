"""Reminding bodies of open answers: five working days before, on the day before, when overdue."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, cast, func, or_, select, update

from consult.domain.consultations.calendar import WorkingCalendar
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import working_calendar
from consult.domain.people.actors import Actor
from consult.domain.responses import notices
from consult.domain.responses.models import Response
from consult.domain.responses.queries import open_to_bodies
from consult.domain.responses.workload import today
from consult.domain.submissions.models import Comment, CommentBody
from consult.kernel.database import db
from consult.machinery import audit

STATES = ("closed", "answering")
DAYS_BEFORE = 5
STAGES = {"soon": 1, "tomorrow": 2, "overdue": 3}


@dataclass(frozen=True)
class Open:
    """Comments of one body that are due on one day and got the same number of letters so far."""

    body_id: uuid.UUID
    due_on: date
    reminded: int
    count: int


def stage_on(day: date, due_on: date, calendar: WorkingCalendar) -> str:
    """Return the stage of escalation on a day: empty, soon, tomorrow or overdue."""
    if day > due_on:
        return "overdue"
    left = calendar.between(day, due_on)
    if left <= 1:
        return "tomorrow"
    return "soon" if left <= DAYS_BEFORE else ""


def remind(*, by: Actor) -> int:
    """Write the digests that are due today, one a body and stage, never twice; returns how many.

    Only the latest stage that is reached is told. A constant number of statements a consultation,
    besides one for each letter.
    """
    calendar = working_calendar()
    written = 0
    statement = select(Consultation).where(Consultation.state.in_(STATES)).order_by(Consultation.id)
    for consultation in db.session.scalars(statement.with_for_update(skip_locked=True)).all():
        written += _remind_in(consultation, calendar, by)
    return written


def _remind_in(consultation: Consultation, calendar: WorkingCalendar, by: Actor) -> int:
    day = today(consultation)
    digests: dict[tuple[uuid.UUID, str], dict[date, int]] = defaultdict(dict)
    for one in _open_in(consultation):
        stage = stage_on(day, one.due_on, calendar)
        if stage and STAGES[stage] > one.reminded:
            counts = digests[one.body_id, stage]
            counts[one.due_on] = counts.get(one.due_on, 0) + one.count
    if not digests:
        return 0
    people = notices.people_of(consultation.id)
    letters = sum(
        notices.tell_due(consultation, body_id, stage, counts, people, day)
        for (body_id, stage), counts in digests.items()
    )
    _mark(consultation, digests)
    audit.record(
        "response.reminded",
        consultation,
        by=by,
        consultation_id=consultation.id,
        letters=letters,
    )
    return len(digests)


def _open_in(consultation: Consultation) -> list[Open]:
    due = func.coalesce(CommentBody.due_on, cast(consultation.response_due_on, Date))
    statement = (
        select(CommentBody.organisation_id, due, CommentBody.reminded, func.count())
        .join(Comment, Comment.id == CommentBody.comment_id)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(
            Comment.consultation_id == consultation.id,
            open_to_bodies(),
            CommentBody.role == "lead",
            due.is_not(None),
            or_(Response.id.is_(None), Response.state != "approved"),
        )
        .group_by(CommentBody.organisation_id, due, CommentBody.reminded)
    )
    return [Open(*row) for row in db.session.execute(statement).all()]


def _mark(
    consultation: Consultation,
    digests: Mapping[tuple[uuid.UUID, str], Iterable[date]],
) -> None:
    """Note the stage on every comment told about; one statement for each digest."""
    comments = select(Comment.id).where(Comment.consultation_id == consultation.id)
    due = func.coalesce(CommentBody.due_on, cast(consultation.response_due_on, Date))
    for (body_id, stage), days in digests.items():
        statement = (
            update(CommentBody)
            .where(
                CommentBody.comment_id.in_(comments),
                CommentBody.organisation_id == body_id,
                CommentBody.reminded < STAGES[stage],
                due.in_(list(days)),
            )
            .values(reminded=STAGES[stage])
        )
        db.session.execute(statement, execution_options={"synchronize_session": False})
