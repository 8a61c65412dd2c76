"""Asking bodies for answers: one comment or thousands, and passing a comment to another body."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, Uuid, any_, delete, exists, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.responses.models import Response, ResponsePosition
from consult.domain.responses.refusals import AnswerStands
from consult.domain.responses.together import keep_history
from consult.domain.responses.workload import Scope, conditions
from consult.domain.submissions.models import Comment, CommentBody
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, NotFound
from consult.machinery import audit

IDS_IN_LOG = 500
Ids = Sequence[uuid.UUID]


@dataclass(frozen=True)
class Assigned:
    """How many comments a body was asked about, and how many stayed: their answers are approved."""

    count: int
    kept: int


def assign(
    consultation: Consultation,
    scope: Scope,
    *,
    lead: uuid.UUID,
    co: Sequence[uuid.UUID] | None = None,
    due_on: date | None = None,
    by: Actor,
) -> Assigned:
    """Make a body the lead of the comments in a scope; the former leads leave.

    `co` are the co-responsible bodies from now on (None leaves them as they are; one that has
    stated a position stays). `due_on` is the last day for the answer, None that of the
    consultation. Comments whose answer by another body is approved stay as they are. The number of
    statements does not depend on the number of comments.
    """
    _must_organise(consultation, by)
    found = _locked(consultation.id, scope)
    kept = _approved_by_others(found, lead)
    ids = [one for one in found if one not in kept]
    if ids:
        _ask(ids, lead=lead, co=co, due_on=due_on, by=by)
        _record(consultation, ids, by, body=_code(lead), due_on=due_on)
    return Assigned(len(ids), len(kept))


def transfer(comment: Comment, *, to: uuid.UUID, by: Actor) -> None:
    """Pass a comment from its lead to another body, by an organiser or an approver of the lead.

    A draft goes along. Raises AnswerStands when the answer is approved, Forbidden.
    """
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    if not (by.is_system or by.has(consultation.id, "organiser") or _leads(comment, by)):
        raise Forbidden
    ids = _locked(consultation.id, Scope(ids=(comment.id,)))
    if not ids:
        raise NotFound
    if _approved_by_others(ids, to):
        raise AnswerStands
    _ask(ids, lead=to, co=None, due_on=None, by=by)
    audit.record(
        "response.transferred", comment, by=by, consultation_id=consultation.id, body=_code(to)
    )


def _must_organise(consultation: Consultation, by: Actor) -> None:
    if not (by.is_system or by.has(consultation.id, "organiser")):
        raise Forbidden


def _leads(comment: Comment, by: Actor) -> bool:
    bodies = by.bodies(comment.consultation_id, "ministry_approver")
    statement = select(CommentBody.comment_id).where(
        CommentBody.comment_id == comment.id,
        CommentBody.organisation_id.in_(bodies),
        CommentBody.role == "lead",
    )
    return db.session.scalar(statement) is not None


def _locked(consultation_id: uuid.UUID, scope: Scope) -> list[uuid.UUID]:
    statement = select(Comment.id).where(*conditions(consultation_id, scope))
    return list(db.session.scalars(statement.order_by(Comment.id).with_for_update()))


def _among(ids: Ids) -> Any:
    """Return the ids as one array: thousands of them are one value of a statement."""
    return any_(literal(list(ids), ARRAY(Uuid())))


def _approved_by_others(ids: Ids, lead: uuid.UUID) -> frozenset[uuid.UUID]:
    statement = select(Response.comment_id).where(
        Response.comment_id == _among(ids),
        Response.state == "approved",
        Response.organisation_id != lead,
    )
    return frozenset(db.session.scalars(statement))


def _ask(
    ids: Ids, *, lead: uuid.UUID, co: Sequence[uuid.UUID] | None, due_on: date | None, by: Actor
) -> None:
    _dismiss(ids, [lead, *(co or ())], leads_only=co is None)
    for body in co or ():
        if body != lead:
            _put(ids, body, "co", due_on, by)
    _put(ids, lead, "lead", due_on, by)
    _hand_over(ids, lead, by)


def _dismiss(ids: Ids, staying: Sequence[uuid.UUID], *, leads_only: bool) -> None:
    spoke = exists().where(
        ResponsePosition.comment_id == CommentBody.comment_id,
        ResponsePosition.organisation_id == CommentBody.organisation_id,
    )
    statement = delete(CommentBody).where(
        CommentBody.comment_id == _among(ids), CommentBody.organisation_id.not_in(staying), ~spoke
    )
    if leads_only:
        statement = statement.where(CommentBody.role == "lead")
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _put(ids: Ids, body: uuid.UUID, role: str, due_on: date | None, by: Actor) -> None:
    values = {"role": role, "due_on": due_on, "assigned_by": by.name, "reminded": 0}
    columns = ["comment_id", "organisation_id", *values, "assigned_at"]
    every = select(func.unnest(literal(list(ids), ARRAY(Uuid()))).label("comment_id")).subquery()
    types = CommentBody.__table__.c
    rows = select(
        every.c.comment_id,
        literal(body, Uuid()),
        *(literal(value, types[name].type) for name, value in values.items()),
        func.clock_timestamp(),
    )
    statement = insert(CommentBody).from_select(columns, rows)
    changed = {name: statement.excluded[name] for name in (*values, "assigned_at")}
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["comment_id", "organisation_id"], set_=changed
        )
    )


def _hand_over(ids: Ids, lead: uuid.UUID, by: Actor) -> None:
    """Give answers that are not approved to the new lead, as drafts."""
    statement = (
        select(Response)
        .where(Response.comment_id == _among(ids), Response.organisation_id != lead)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    responses, at = db.session.scalars(statement).all(), now()
    for response in responses:
        response.organisation_id, response.state, response.updated_at = lead, "draft", at
        response.reviewed_by, response.reviewed_by_id, response.reviewed_at = "", None, None
    if responses:
        keep_history(responses, by)


def _code(body_id: uuid.UUID) -> str:
    return str(db.session.get_one(Organisation, body_id).code)


def _record(consultation: Consultation, ids: Ids, by: Actor, **facts: Any) -> None:
    """Name the comments in the log when they are not too many; each keeps who asked and when."""
    named = {"ids": list(ids)} if len(ids) <= IDS_IN_LOG else {}
    audit.record(
        "response.assigned",
        consultation,
        by=by,
        consultation_id=consultation.id,
        comments=len(ids),
        **named,
        **facts,
    )
