"""The course of a discussion out of the same moment as the rows: texts, events, earlier reports."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Connection, select

from consult.domain.consultations.calendar import WorkingCalendar
from consult.domain.consultations.models import AdoptingAct, ConsultationChange
from consult.domain.reports.models import Report
from consult.domain.reports.process import Adoption, EarlierReport, Event, Process
from consult.kernel.dates import in_zone


def process_at(
    connection: Connection, consultation: Any, calendar: WorkingCalendar, *, number: int
) -> Process:
    """Return how the discussion was held and which reports came before `number`; three queries."""
    opened = in_zone(consultation.opens_at, consultation.zone).date()
    closed = in_zone(consultation.closes_at, consultation.zone).date()
    return Process(
        purpose=consultation.purpose,
        open_to_change=consultation.open_to_change,
        not_open=consultation.not_open,
        legal_basis=consultation.legal_basis,
        deciding_body=consultation.deciding_body,
        contact_address=consultation.contact_address,
        contact_email=consultation.contact_email,
        channels=tuple(consultation.channels),
        languages=tuple(consultation.languages),
        calendar_days=(closed - opened).days + 1,
        working_days=calendar.between(opened, closed) + calendar.is_working(opened),
        first_closes_at=consultation.first_closes_at,
        decision_on=consultation.decision_on,
        events=_events(connection, consultation.id),
        adoption=_adoption(connection, consultation.id),
        earlier=_earlier(connection, consultation.id, number),
    )


def _events(connection: Connection, consultation_id: uuid.UUID) -> tuple[Event, ...]:
    columns = (ConsultationChange.kind, ConsultationChange.at, ConsultationChange.reason)
    statement = (
        select(*columns)
        .where(ConsultationChange.consultation_id == consultation_id)
        .order_by(ConsultationChange.at, ConsultationChange.id)
    )
    return tuple(Event(row.kind, row.at, row.reason) for row in connection.execute(statement))


def _adoption(connection: Connection, consultation_id: uuid.UUID) -> Adoption | None:
    statement = select(AdoptingAct).where(AdoptingAct.consultation_id == consultation_id)
    act = connection.execute(statement).one_or_none()
    return Adoption(act.kind, act.number, act.adopted_on, act.signatory) if act else None


def _earlier(
    connection: Connection, consultation_id: uuid.UUID, number: int
) -> tuple[EarlierReport, ...]:
    names = (
        *("number", "state", "rows", "checksum", "as_of", "published_at"),
        *("override_by", "override_reason"),
    )
    statement = (
        select(*(getattr(Report, name) for name in names))
        .where(Report.consultation_id == consultation_id, Report.number < number)
        .order_by(Report.number)
    )
    found = connection.execute(statement).mappings()
    return tuple(EarlierReport(**row) for row in found)
