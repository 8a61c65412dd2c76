"""How far the bodies are: what each was asked and has answered, and what nobody was asked yet."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import local_day
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment, CommentBody
from consult.domain.submissions.reading import BY_RECEIPT, place_in
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.paging import Page, cut, sliced

SIZE = 50
ANSWERED = ("submitted", "reviewed", "approved")


@dataclass(frozen=True)
class Scope:
    """Which comments are meant: the chosen ones, or all that fit; an empty value does not narrow.

    `measure` and `section` are numbers; `body` is the body that leads; `unassigned` are those that
    no body leads and none has answered.
    """

    ids: tuple[uuid.UUID, ...] = ()
    measure: str = ""
    section: str = ""
    body: uuid.UUID | None = None
    unassigned: bool = False


@dataclass(frozen=True)
class BodyProgress:
    """A body with numbers of comments it leads: all, answered (handed in), approved, overdue."""

    body: Organisation
    assigned: int
    answered: int
    approved: int
    overdue: int


@dataclass(frozen=True)
class AssignedRow:
    """A comment with the bodies it is assigned to, leads first, and whether it is answered."""

    comment: Comment
    bodies: Sequence[CommentBody]
    state: str


def progress_by_body(consultation: Consultation) -> list[BodyProgress]:
    """Return the bodies that lead comments, those with most overdue first; one query."""
    approved = Response.state == "approved"
    due = func.coalesce(CommentBody.due_on, consultation.response_due_on)
    late = and_(due < today(consultation), or_(Response.id.is_(None), ~approved))
    answered = Response.state.in_(ANSWERED)
    counts = [
        func.count(),
        func.count().filter(answered),
        func.count().filter(approved),
        func.count().filter(late),
    ]
    statement: Any = (
        select(Organisation, *counts)
        .select_from(CommentBody)
        .join(Organisation, Organisation.id == CommentBody.organisation_id)
        .join(Comment, Comment.id == CommentBody.comment_id)
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(
            Comment.consultation_id == consultation.id, CommentBody.role == "lead", _answerable()
        )
        .group_by(Organisation.id)
        .order_by(counts[3].desc(), counts[0].desc(), Organisation.code)
    )
    return [BodyProgress(*row) for row in db.session.execute(statement)]


def today(consultation: Consultation) -> date:
    """Return the day it is on the clocks of the consultation."""
    return local_day(now(), consultation.zone)


def assigned_rows(
    consultation_id: uuid.UUID, scope: Scope, *, cursor: str | None = None
) -> Page[AssignedRow]:
    """Return a page of comments that fit, in order of receipt, with their bodies; three queries."""
    statement: Any = (
        select(Comment, func.coalesce(Response.state, "none"))
        .outerjoin(Response, Response.comment_id == Comment.id)
        .where(*conditions(consultation_id, scope))
        .options(joinedload(Comment.measure_version), joinedload(Comment.section))
    )
    found = db.session.execute(sliced(statement, BY_RECEIPT, place_in(cursor), size=SIZE)).all()
    bodies = _bodies_of([comment.id for comment, _state in found])
    rows = [AssignedRow(comment, bodies.get(comment.id, ()), state) for comment, state in found]
    return cut(rows, size=SIZE, key=lambda row: (row.comment.id,), cursor=cursor)


def count_of(consultation_id: uuid.UUID, scope: Scope) -> int:
    """Return how many comments fit; one query."""
    statement = select(func.count()).select_from(Comment)
    return db.session.scalar(statement.where(*conditions(consultation_id, scope))) or 0


def conditions(consultation_id: uuid.UUID, scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions on Comment that a scope means; what is to be answered at all."""
    found: list[ColumnElement[bool]] = [Comment.consultation_id == consultation_id, _answerable()]
    if scope.ids:
        found.append(Comment.id.in_(scope.ids))
    if scope.measure:
        found.append(Comment.measure_version_id.in_(_measures(consultation_id, scope.measure)))
    if scope.section:
        found.append(_in_section(consultation_id, scope.section))
    if scope.body:
        found.append(_led_by(CommentBody.organisation_id == scope.body))
    if scope.unassigned:
        answered = exists().where(Response.comment_id == Comment.id).correlate(Comment)
        found += [~_led_by(), ~answered]
    return found


def _answerable() -> ColumnElement[bool]:
    return and_(Comment.publication != "spam", Comment.withdrawn_at.is_(None))


def _led_by(*also: ColumnElement[bool]) -> ColumnElement[bool]:
    led = exists().where(CommentBody.comment_id == Comment.id, CommentBody.role == "lead", *also)
    return led.correlate(Comment)


def _measures(consultation_id: uuid.UUID, number: str) -> Select[Any]:
    return _of_plan(MeasureVersion, consultation_id).where(MeasureVersion.number == number)


def _of_plan(table: Any, consultation_id: uuid.UUID) -> Select[Any]:
    return (
        select(table.id)
        .join(PlanVersion, PlanVersion.id == table.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id)
    )


def _in_section(consultation_id: uuid.UUID, number: str) -> ColumnElement[bool]:
    sections = _of_plan(Section, consultation_id).where(Section.number == number)
    inside = select(MeasureVersion.id).where(MeasureVersion.section_id.in_(sections))
    return or_(Comment.section_id.in_(sections), Comment.measure_version_id.in_(inside))


def _bodies_of(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[CommentBody]]:
    statement = (
        select(CommentBody)
        .where(CommentBody.comment_id.in_(ids))
        .options(joinedload(CommentBody.organisation))
        .order_by(CommentBody.role.desc(), CommentBody.organisation_id)
    )
    found: dict[uuid.UUID, list[CommentBody]] = {}
    for body in db.session.scalars(statement):
        found.setdefault(body.comment_id, []).append(body)
    return found
