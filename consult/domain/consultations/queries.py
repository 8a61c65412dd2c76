"""Reading consultations: one by its address, lists for the home page and for the desks."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.calendar import WorkingCalendar
from consult.domain.consultations.models import (
    CalendarOverride,
    Consultation,
    ConsultationChange,
    ConsultationOrganiser,
)
from consult.domain.consultations.rules import GRACE, state_at
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound

STAFF_ROLES = frozenset({"organiser", "moderator", "auditor"})


def consultation_by_slug(slug: str) -> Consultation:
    """Return a consultation with its lead body; raises NotFound. One query."""
    found = db.session.scalar(_loaded().where(Consultation.slug == slug))
    if found is None:
        raise NotFound
    return found


def consultation_by_id(consultation_id: uuid.UUID) -> Consultation:
    """Return a consultation with its lead body; raises NotFound."""
    found = db.session.scalar(_loaded().where(Consultation.id == consultation_id))
    if found is None:
        raise NotFound
    return found


def for_change(consultation_id: uuid.UUID) -> Consultation:
    """Return a consultation with its row locked until the transaction ends; raises NotFound."""
    statement = select(Consultation).where(Consultation.id == consultation_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def state_now(consultation: Consultation, at: datetime | None = None) -> str:
    """Return the state by the database's clock, which a page shows and a form obeys."""
    return state_at(consultation.state, consultation.opens_at, consultation.closes_at, at or now())


def is_open(consultation: Consultation, at: datetime | None = None) -> bool:
    """Return whether comments are taken now (or at the given instant of the database's clock)."""
    return state_now(consultation, at) == "open"


def organisers_of(consultation_id: uuid.UUID) -> Sequence[Organisation]:
    """Return the organisations that run the consultation, in the order in which they are named."""
    statement = (
        select(Organisation)
        .join(ConsultationOrganiser, ConsultationOrganiser.organisation_id == Organisation.id)
        .where(ConsultationOrganiser.consultation_id == consultation_id)
    )
    return db.session.scalars(statement.order_by(ConsultationOrganiser.position)).all()


def changes_of(consultation_id: uuid.UUID) -> Sequence[ConsultationChange]:
    """Return the public facts of the consultation's life, oldest first."""
    statement = select(ConsultationChange).where(
        ConsultationChange.consultation_id == consultation_id
    )
    return db.session.scalars(statement.order_by(ConsultationChange.at)).all()


def mine(actor: Actor) -> Sequence[Consultation]:
    """Return the consultations in which the actor organises, moderates or audits, newest first."""
    ids = {grant.consultation_id for grant in actor.grants if grant.role in STAFF_ROLES}
    if not ids:
        return []
    statement = _loaded().where(Consultation.id.in_(ids))
    return db.session.scalars(statement.order_by(Consultation.created_at.desc())).all()


def everything() -> Sequence[Consultation]:
    """Return all consultations for commands, newest first."""
    return db.session.scalars(_loaded().order_by(Consultation.created_at.desc())).all()


def slug_is_taken(slug: str) -> bool:
    """Return whether an address is used already."""
    return bool(db.session.scalar(select(exists().where(Consultation.slug == slug))))


def due() -> Sequence[Consultation]:
    """Return, locked, the consultations whose time to open or to close has come.

    Rows that another worker holds are left to it.
    """
    statement = select(Consultation).where(_is_due(now())).order_by(Consultation.id)
    return db.session.scalars(statement.with_for_update(skip_locked=True)).all()


def _is_due(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Consultation.state == "scheduled", Consultation.opens_at <= at),
        and_(Consultation.state == "open", Consultation.closes_at <= at - GRACE),
    )


def working_calendar() -> WorkingCalendar:
    """Return the calendar with the days set right by hand."""
    rows = db.session.execute(select(CalendarOverride.day, CalendarOverride.is_working)).all()
    return WorkingCalendar({row.day: row.is_working for row in rows})


def _loaded() -> Select[Consultation]:
    return select(Consultation).options(joinedload(Consultation.lead_body))
