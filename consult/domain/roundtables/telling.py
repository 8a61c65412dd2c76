"""Telling those who were asked or registered: reminders, changes of place or time, cancelling."""

import uuid
from collections.abc import Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from consult.domain.people.actors import Actor
from consult.domain.roundtables import notices
from consult.domain.roundtables.models import Registration, RoundTable, TableInvitation
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.registrations import all_of
from consult.domain.roundtables.rules import BEFORE, REMIND_BEFORE
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit, jobs


def queue_news(table: RoundTable, kind: str) -> None:
    """Let everybody be told that a meeting was changed or cancelled; its edition goes up."""
    table.edition += 1
    db.session.flush()
    jobs.defer(
        "tell_about_table",
        queue="letters",
        table_id=str(table.id),
        kind=kind,
        edition=table.edition,
    )


def tell_news(table_id: uuid.UUID, kind: str, edition: int) -> int:
    """Write to everybody concerned, once for an edition; returns how many letters were written.

    What is told is how the meeting stands now: of two changes in a row the first letter may say
    the same as the second, never something outdated.
    """
    table = whole_table(table_id)
    letters = [
        notices.tell(table, told, kind, f"table:{table_id}:{kind}:{edition}:{mark}")
        for told, mark in _concerned(table)
    ]
    return sum(letter is not None for letter in letters)


def _concerned(table: RoundTable) -> Iterator[tuple[notices.Told, str]]:
    """Yield those who registered, then the invited organisations under another address."""
    reached = set()
    for row in all_of(table.id):
        if row.contact_email:
            reached.add(row.contact_email)
            yield notices.of_registration(table, row), str(row.id)
    for invitation in _asked(TableInvitation.round_table_id == table.id):
        if invitation.organisation.contact_email.lower() not in reached:
            yield notices.of_organisation(invitation.organisation), str(invitation.organisation_id)


def _asked(*conditions: ColumnElement[bool]) -> list[TableInvitation]:
    statement = select(TableInvitation).where(TableInvitation.sent_at.is_not(None), *conditions)
    return list(
        db.session.scalars(statement.options(joinedload(TableInvitation.organisation))).all()
    )


def remind(*, by: Actor) -> int:
    """Remind everybody who has a place at a meeting that begins in two days or less, once each.

    Whoever registered after that moment has only just had a letter and is not reminded, nor is an
    organisation that was invited after it. Returns how many letters were written.
    """
    moment = now()
    soon = select(RoundTable.id).where(
        RoundTable.state.in_(BEFORE),
        RoundTable.starts_at > moment,
        RoundTable.starts_at <= moment + REMIND_BEFORE,
    )
    return sum(
        _remind_of(table_id, by) for table_id in db.session.scalars(soon.order_by(RoundTable.id))
    )


def _remind_of(table_id: uuid.UUID, by: Actor) -> int:
    table = whole_table(table_id)
    due_from = table.starts_at - REMIND_BEFORE
    rows = _not_reminded(table)
    written = 0
    for row in rows:
        row.reminded_at = now()
        if row.created_at < due_from:
            told = notices.of_registration(table, row)
            cause = f"registration:{row.id}:reminder"
            written += bool(notices.tell(table, told, "reminder", cause))
    written += _remind_invited(table, {row.contact_email for row in all_of(table.id)})
    if written:
        audit.record(
            "round_table.reminded",
            table,
            by=by,
            consultation_id=table.consultation_id,
            letters=written,
        )
    return written


def _not_reminded(table: RoundTable) -> list[Registration]:
    statement = (
        select(Registration)
        .where(
            Registration.round_table_id == table.id,
            Registration.state == "registered",
            Registration.contact_email != "",
            Registration.reminded_at.is_(None),
        )
        .order_by(Registration.created_at, Registration.id)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(statement).all())


def _remind_invited(table: RoundTable, reached: set[str]) -> int:
    written = 0
    for row in _asked(
        TableInvitation.round_table_id == table.id, TableInvitation.reminded_at.is_(None)
    ):
        row.reminded_at = now()
        told = notices.of_organisation(row.organisation)
        fresh = row.sent_at is None or row.sent_at >= table.starts_at - REMIND_BEFORE
        if not fresh and told.address.lower() not in reached:
            cause = f"table:{table.id}:reminder:{row.organisation_id}"
            written += bool(notices.tell(table, told, "reminder", cause))
    return written
