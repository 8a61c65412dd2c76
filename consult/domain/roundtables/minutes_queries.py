"""Reading minutes: those of a meeting, who checks them, what they say is wrong, the files."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, union
from sqlalchemy.orm import joinedload

from consult.domain.roundtables.desk_models import (
    Minutes,
    MinutesChecker,
    MinutesCorrection,
    MinutesFile,
)
from consult.domain.roundtables.models import Attendee, Registration, RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest

FORMS = ("docx", "pdf")
"""Formats in which published minutes can be taken away."""


@dataclass(frozen=True)
class Checked:
    """How the check went: people asked, people who agreed, corrections by their state."""

    asked: int
    agreed: int
    corrections: Mapping[str, int]

    @property
    def everybody_agreed(self) -> bool:
        """Whether somebody was asked and nobody is left to answer."""
        return self.asked > 0 and self.agreed == self.asked


@dataclass(frozen=True)
class Present:
    """Somebody present who left an address, with the language of letters."""

    contact_email: str
    name: str
    language: str


def minutes_of(table_id: uuid.UUID) -> Minutes | None:
    """Return the minutes of a meeting, if there are any."""
    return db.session.scalar(select(Minutes).where(Minutes.round_table_id == table_id))


def minutes_for_change(minutes_id: uuid.UUID) -> Minutes:
    """Return minutes with their row locked until the transaction ends; raises NotFound."""
    statement = select(Minutes).where(Minutes.id == minutes_id).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def published_minutes(slug: str, ref: str) -> tuple[RoundTable, Minutes]:
    """Return a meeting of the consultation and its published minutes; raises NotFound."""
    table = table_by_reference(slug, ref)
    found = minutes_of(table.id)
    if found is None or found.state != "published":
        raise NotFound
    return table, found


def checkers_of(minutes_id: uuid.UUID) -> Sequence[MinutesChecker]:
    """Return those to whom the draft was sent, in the order of sending."""
    statement = select(MinutesChecker).where(MinutesChecker.minutes_id == minutes_id)
    return db.session.scalars(statement.order_by(MinutesChecker.sent_at, MinutesChecker.id)).all()


def corrections_of(minutes_id: uuid.UUID) -> Sequence[MinutesCorrection]:
    """Return every correction, oldest first; none is ever deleted."""
    statement = select(MinutesCorrection).where(MinutesCorrection.minutes_id == minutes_id)
    order = (MinutesCorrection.made_at, MinutesCorrection.id)
    return db.session.scalars(statement.order_by(*order)).all()


def corrections_by(checker_id: uuid.UUID) -> Sequence[MinutesCorrection]:
    """Return what one of those asked said is wrong, oldest first."""
    statement = select(MinutesCorrection).where(MinutesCorrection.checker_id == checker_id)
    return db.session.scalars(statement.order_by(MinutesCorrection.made_at)).all()


def checked(minutes_id: uuid.UUID) -> Checked:
    """Return how the check stands; two queries."""
    people = select(func.count(), func.count(MinutesChecker.agreed_at)).where(
        MinutesChecker.minutes_id == minutes_id
    )
    asked, agreed = db.session.execute(people).one()
    states = (
        select(MinutesCorrection.state, func.count())
        .where(MinutesCorrection.minutes_id == minutes_id)
        .group_by(MinutesCorrection.state)
    )
    found = {row[0]: int(row[1]) for row in db.session.execute(states)}
    return Checked(asked, agreed, found)


def checker_by_token(slug: str, token: str) -> tuple[RoundTable, Minutes, MinutesChecker]:
    """Return who holds the link, with the minutes and the meeting; raises NotFound."""
    statement = (
        select(MinutesChecker, Minutes, RoundTable.reference)
        .join(Minutes, Minutes.id == MinutesChecker.minutes_id)
        .join(RoundTable, RoundTable.id == Minutes.round_table_id)
        .where(MinutesChecker.token_hash == digest(token))
    )
    found = db.session.execute(statement).first()
    if found is None:
        raise NotFound
    checker, minutes, reference = found
    return table_by_reference(slug, reference), minutes, checker


def present_with_address(table_id: uuid.UUID) -> Sequence[Present]:
    """Return those present who left an address, each address once, by address."""
    attended = select(
        Attendee.contact_email, Attendee.name, Attendee.language.label("language")
    ).where(
        Attendee.round_table_id == table_id,
        Attendee.contact_email != "",
        Attendee.left_out_at.is_(None),
    )
    registered = (
        select(Registration.contact_email, Registration.name, Registration.language)
        .join(Attendee, Attendee.registration_id == Registration.id)
        .where(Attendee.round_table_id == table_id, Registration.contact_email != "")
    )
    both = union(attended, registered).subquery()
    rows = db.session.execute(select(both).order_by(both.c.contact_email, both.c.name.desc()))
    found: dict[str, Present] = {}
    for row in rows:
        found.setdefault(row.contact_email.lower(), Present(row.contact_email, row.name, row[2]))
    return list(found.values())


def files_of(minutes_id: uuid.UUID) -> dict[tuple[str, str], MinutesFile]:
    """Return the finished files by language and format."""
    statement = (
        select(MinutesFile)
        .where(MinutesFile.minutes_id == minutes_id)
        .options(joinedload(MinutesFile.file))
    )
    return {(row.language, row.format): row for row in db.session.scalars(statement)}


def published_file(slug: str, ref: str, spoken: str, form: str) -> tuple[RoundTable, MinutesFile]:
    """Return a finished file of published minutes; raises NotFound."""
    table, minutes = published_minutes(slug, ref)
    found = files_of(minutes.id).get((spoken, form))
    if found is None or not found.file.path.is_file():
        raise NotFound
    return table, found
