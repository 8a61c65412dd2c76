"""Surges: while very many send at once, browsers do some work first; nobody is turned away."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.surge_models import Surge
from consult.domain.people.actors import Actor
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit, traffic

SENT = ("accepted", "held", "flawed", "closed", "too_many")
QUIET = timedelta(minutes=15)
SHOWN = 20


def surge_of(consultation_id: uuid.UUID) -> Surge | None:
    """Return the surge that is on; None in ordinary times. One query by an index."""
    statement = select(Surge).where(
        Surge.consultation_id == consultation_id, Surge.ended_at.is_(None)
    )
    return db.session.scalar(statement)


def surges_of(consultation_id: uuid.UUID) -> Sequence[Surge]:
    """Return the latest surges, the newest first."""
    statement = select(Surge).where(Surge.consultation_id == consultation_id)
    return db.session.scalars(statement.order_by(Surge.began_at.desc()).limit(SHOWN)).all()


def begin_surge(consultation_id: uuid.UUID, *, by: Actor, automatic: bool = False) -> None:
    """Switch the checks on; nothing happens when they are on already."""
    values = {
        "id": uuid.uuid4(),
        "consultation_id": consultation_id,
        "automatic": automatic,
        "began_by": by.name,
        "ended_by": "",
    }
    statement = insert(Surge).values(values).on_conflict_do_nothing().returning(Surge)
    if begun := db.session.scalar(statement):
        audit.record(
            "surge.began", begun, by=by, consultation_id=consultation_id, automatic=automatic
        )


def end_surge(consultation_id: uuid.UUID, *, by: Actor) -> None:
    """Switch the checks off; nothing happens when they are off already."""
    surge = surge_of(consultation_id)
    if surge is None:
        return
    surge.ended_at, surge.ended_by = now(), by.name
    audit.record("surge.ended", surge, by=by, consultation_id=consultation_id)


def watch(threshold: int, *, by: Actor) -> None:
    """Begin a surge where a minute saw more sendings than the threshold, end those grown quiet.

    A surge that a person began is ended by a person.
    """
    most = traffic.most_in_a_minute(now() - QUIET, SENT)
    loud = {scope for scope, count in most.items() if count >= threshold}
    standing = db.session.scalars(select(Surge).where(Surge.ended_at.is_(None))).all()
    for surge in standing:
        grown_quiet = surge.automatic and surge.began_at < now() - QUIET
        if grown_quiet and surge.consultation_id not in loud:
            end_surge(surge.consultation_id, by=by)
    for consultation_id in _known(loud - {surge.consultation_id for surge in standing}):
        begin_surge(consultation_id, by=by, automatic=True)


def _known(scopes: set[uuid.UUID]) -> Sequence[uuid.UUID]:
    statement = select(Consultation.id).where(
        Consultation.id.in_(scopes),
        func.coalesce(Consultation.closed_at, func.now()) >= func.now(),
    )
    return db.session.scalars(statement).all()
