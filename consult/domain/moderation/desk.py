"""What waits on an organiser's desk: comments, letters that failed, what blocks the next step."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.domain.consultations import queries as consultations
from consult.domain.consultations.checklist import checklists, standing_in_the_way
from consult.domain.consultations.conditions import Item
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import days_left
from consult.domain.people.actors import Actor
from consult.domain.submissions.models import Comment, CommentTally
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.outbox import Letter

PREPARED = frozenset({"draft", "scheduled"})
Ids = Sequence[uuid.UUID]


@dataclass(frozen=True)
class DeskRow:
    """One consultation on the desk. `days_left` is None when it is not open."""

    consultation: Consultation
    state: str
    days_left: int | None
    waiting: int
    oldest: datetime | None
    failed_letters: int
    blocking: Sequence[Item]


def desk_of(actor: Actor) -> list[DeskRow]:
    """Return the actor's consultations with what waits in each; a constant number of queries."""
    mine = consultations.mine(actor)
    ids = [one.id for one in mine]
    if not ids:
        return []
    at = now()
    waiting, oldest, failed = _waiting(ids), _oldest(ids), _failed(ids)
    items = checklists([one for one in mine if one.state in PREPARED])
    return [
        DeskRow(
            consultation=one,
            state=consultations.state_now(one, at),
            days_left=_days(one, at),
            waiting=waiting.get(one.id, 0),
            oldest=oldest.get(one.id),
            failed_letters=failed.get(one.id, 0),
            blocking=standing_in_the_way(items.get(one.id, [])),
        )
        for one in mine
    ]


def counts_of(consultation_id: uuid.UUID) -> dict[str, int]:
    """Return how many comments stand in each state of publication; `all` is their sum."""
    column = CommentTally.publication
    statement = select(column, func.sum(CommentTally.count)).group_by(column)
    rows = db.session.execute(statement.where(CommentTally.consultation_id == consultation_id))
    counts = {publication: int(count) for publication, count in rows if count}
    return counts | {"all": sum(counts.values())}


def _days(one: Consultation, at: datetime) -> int | None:
    if one.closes_at is None or not consultations.is_open(one, at):
        return None
    return days_left(one.closes_at, at, one.zone)


def _waiting(ids: Ids) -> dict[uuid.UUID, int]:
    column = CommentTally.consultation_id
    statement = (
        select(column, func.sum(CommentTally.count))
        .where(column.in_(ids), CommentTally.publication == "received")
        .group_by(column)
    )
    return {identity: int(count) for identity, count in db.session.execute(statement)}


def _oldest(ids: Ids) -> dict[uuid.UUID, datetime]:
    first = (
        select(Comment.received_at)
        .where(
            Comment.consultation_id == Consultation.id,
            Comment.publication == "received",
            Comment.withdrawn_at.is_(None),
        )
        .order_by(Comment.received_at)
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(select(Consultation.id, first).where(Consultation.id.in_(ids)))
    return {identity: moment for identity, moment in rows if moment}


def _failed(ids: Ids) -> dict[uuid.UUID, int]:
    column = Letter.consultation_id
    statement = select(column, func.count()).where(column.in_(ids), Letter.state == "failed")
    rows = db.session.execute(statement.group_by(column))
    return {identity: count for identity, count in rows if identity}
