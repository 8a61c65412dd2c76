"""Letting comments in: the consultation is held, the clock is asked, flaws are refused."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import Actor
from consult.domain.submissions.points import Flaw, Flawed, Point
from consult.domain.submissions.targets import Places
from consult.domain.submissions.window import Verdict, judge
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import WrongState

ENTERED = frozenset({"open", "closed", "answering"})
BEFORE_OPENING = frozenset({"draft", "scheduled"})


class ConsultationClosed(WrongState):
    """No comments are taken now; facts: verdict (closed or not_open), closes_at, zone."""

    code = "consultation_closed"
    status = 422


class NotEntered(WrongState):
    """Comments from elsewhere cannot be entered in this state; facts: state."""

    code = "not_entered"


def refuse(flaws: Sequence[Flaw]) -> None:
    """Raise Flawed when something is wrong."""
    if flaws:
        raise Flawed(flaws=list(flaws))


def hold(consultation_id: uuid.UUID) -> Consultation:
    """Return the consultation with its row held FOR SHARE: it cannot close until we are done."""
    statement = select(Consultation).where(Consultation.id == consultation_id)
    held = statement.with_for_update(read=True).execution_options(populate_existing=True)
    return db.session.scalars(held).one()


def admit(consultation: Consultation, arrived_at: datetime) -> Verdict:
    """Return how a comment that arrived then is taken; raises ConsultationClosed when it is not."""
    verdict = judge(consultation, arrived_at=arrived_at, now=now())
    if verdict in {Verdict.CLOSED, Verdict.NOT_OPEN}:
        raise ConsultationClosed(
            verdict=str(verdict), closes_at=consultation.closes_at, zone=consultation.zone
        )
    return verdict


def in_order(points: Sequence[Point], places: Places) -> list[Point]:
    """Return the points in plan order; raises Flawed when the plan lacks what one is about."""
    refuse([Flaw("target", "not_in_plan") for point in points if not places.holds(point.target)])
    return sorted(points, key=lambda point: places.order(point.target))


def refuse_entering(consultation: Consultation, by: Actor) -> None:
    """Raise NotEntered when nothing may be entered any more (or yet).

    A command may fill a discussion of the past before it is opened as a record.
    """
    if consultation.state in ENTERED:
        return
    began = consultation.opens_at is not None and consultation.opens_at < now()
    if not (by.is_system and began and consultation.state in BEFORE_OPENING):
        raise NotEntered(state=consultation.state)
