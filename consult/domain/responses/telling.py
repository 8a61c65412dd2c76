"""Telling the bodies what a meeting decided: one letter a body and round, not one a comment."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.responses import notices
from consult.domain.responses.decision_models import MeetingDecision
from consult.domain.responses.steps import may_record
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_for_change
from consult.domain.submissions.models import CommentBody
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit


def count_untold(table_id: uuid.UUID) -> int:
    """Return how many decisions of a meeting the bodies were not written to about; one query."""
    statement = select(func.count()).where(
        MeetingDecision.round_table_id == table_id, MeetingDecision.told_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def tell_bodies(table: RoundTable, *, by: Actor) -> int:
    """Write to every body concerned about the decisions it was not told of; returns the letters.

    A body is concerned when it leads or is co-responsible for the comment. A decision that is
    changed later is told again in the next round. Raises Forbidden.
    """
    may_record(by, table.consultation_id)
    held = table_for_change(table.id)
    decisions = _untold(held.id)
    if not decisions:
        return 0
    counts: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for body_id, kind in _concerned(decisions):
        counts[body_id][kind] += 1
    consultation = db.session.get_one(Consultation, held.consultation_id)
    people = notices.people_of(held.consultation_id)
    told_at = now()
    cause = f"decided:{held.id}:{told_at.isoformat()}"
    letters = sum(
        notices.tell_decided(consultation, held, body_id, counted, people, cause)
        for body_id, counted in counts.items()
    )
    for decision in decisions:
        decision.told_at = told_at
    audit.record(
        "decision.told", held, by=by, consultation_id=held.consultation_id, letters=letters
    )
    return letters


def _untold(table_id: uuid.UUID) -> Sequence[MeetingDecision]:
    statement = (
        select(MeetingDecision)
        .where(MeetingDecision.round_table_id == table_id, MeetingDecision.told_at.is_(None))
        .order_by(MeetingDecision.id)
        .with_for_update()
    )
    return db.session.scalars(statement).all()


def _concerned(decisions: Sequence[MeetingDecision]) -> Sequence[tuple[uuid.UUID, str]]:
    statement = (
        select(CommentBody.organisation_id, MeetingDecision.decision)
        .join(MeetingDecision, MeetingDecision.comment_id == CommentBody.comment_id)
        .where(MeetingDecision.id.in_([decision.id for decision in decisions]))
        .order_by(CommentBody.organisation_id)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def tell_waiting(*, by: Actor) -> int:
    """Tell the bodies of every meeting what they were not told yet; returns the letters."""
    statement = (
        select(RoundTable)
        .where(
            RoundTable.id.in_(
                select(MeetingDecision.round_table_id).where(MeetingDecision.told_at.is_(None))
            )
        )
        .order_by(RoundTable.id)
    )
    return sum(tell_bodies(table, by=by) for table in db.session.scalars(statement).all())
