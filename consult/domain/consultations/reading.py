"""What the public reads of consultations: the lists of the home page, where one stands."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.consultations.models import Consultation, ConsultationOrganiser
from consult.domain.consultations.rules import PUBLIC_STATES, days_left, state_at
from consult.domain.people.models import Organisation
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LANGUAGES
from consult.kernel.paging import PAGE, Page, cut, decode_moment, sliced
from consult.kernel.text import fold_for_search

OVER = ("report_published", "decision_made", "monitoring", "archived", "cancelled")
PHASES = {
    "draft": "announced",
    "scheduled": "announced",
    "open": "open",
    "closed": "answering",
    "answering": "answering",
    "cancelled": "cancelled",
}
FOUND_LIMIT = 50


@dataclass(frozen=True)
class Standing:
    """A consultation, the bodies that ask, and where it stands by the database's clock.

    `phase` is announced, open, answering, ended or cancelled; `days_left` counts calendar days on
    the consultation's clocks, 0 on the last one and None when it is not open.
    """

    consultation: Consultation
    phase: str
    days_left: int | None
    organisers: Sequence[Organisation]
    at: datetime

    @property
    def is_open(self) -> bool:
        """Whether comments are taken now, by the database's clock."""
        return self.phase == "open"


@dataclass(frozen=True)
class Home:
    """The lists of the home page; `ended` is a page of its own, newest first."""

    current: Sequence[Standing]
    announced: Sequence[Standing]
    answering: Sequence[Standing]
    ended: Page[Standing]


def standing_of(consultation: Consultation) -> Standing:
    """Return where a consultation stands now; two queries."""
    return _standings([consultation])[0]


def home(cursor: str | None = None) -> Home:
    """Return what is open, announced, being answered, and a page of what ended; four queries."""
    running = select(Consultation).where(Consultation.state.in_(PUBLIC_STATES - set(OVER)))
    rows = db.session.scalars(running.order_by(Consultation.closes_at, Consultation.id)).all()
    over = _over(cursor)
    standings = _standings([*rows, *over.items])
    live = standings[: len(rows)]
    return Home(
        current=[one for one in live if one.phase == "open"],
        announced=[one for one in live if one.phase == "announced"],
        answering=[one for one in live if one.phase == "answering"],
        ended=Page(standings[len(rows) :], next=over.next, previous=over.previous),
    )


def _over(cursor: str | None) -> Page[Consultation]:
    found = select(Consultation).where(Consultation.state.in_(OVER))
    order = (Consultation.created_at, Consultation.id)
    place = decode_moment(cursor) if cursor else None
    rows = db.session.scalars(sliced(found, order, place, newest_first=True)).all()
    return cut(rows, size=PAGE, key=lambda row: (row.created_at.isoformat(), row.id), cursor=cursor)


def found_by(words: str) -> Sequence[Standing]:
    """Return public consultations whose texts hold every word, open ones first."""
    wanted = fold_for_search(words).split()
    statement = (
        select(Consultation)
        .where(Consultation.state.in_(PUBLIC_STATES))
        .order_by(Consultation.created_at.desc(), Consultation.id)
    )
    rows = [row for row in db.session.scalars(statement) if _holds(row, wanted)]
    found = _standings(rows[:FOUND_LIMIT])
    return sorted(found, key=lambda one: not one.is_open)


def public_consultations() -> Mapping[uuid.UUID, Consultation]:
    """Return every consultation that the public may see, by id."""
    rows = db.session.scalars(select(Consultation).where(Consultation.state.in_(PUBLIC_STATES)))
    return {row.id: row for row in rows}


def _holds(row: Consultation, wanted: Iterable[str]) -> bool:
    texts = (row.title, row.summary, row.purpose)
    whole = fold_for_search(" ".join(text.exact(code) for text in texts for code in LANGUAGES))
    return all(word in whole for word in wanted)


def _standings(rows: Sequence[Consultation]) -> list[Standing]:
    at = now()
    organisers = _organisers([row.id for row in rows])
    return [_standing(row, organisers.get(row.id, ()), at) for row in rows]


def _standing(row: Consultation, organisers: Sequence[Organisation], at: datetime) -> Standing:
    state = state_at(row.state, row.opens_at, row.closes_at, at)
    phase = PHASES.get(state, "ended")
    left = None
    if phase == "open" and row.closes_at is not None:
        left = days_left(row.closes_at, at, row.zone)
    return Standing(row, phase, left, organisers, at)


def _organisers(identities: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Organisation]]:
    statement = (
        select(ConsultationOrganiser)
        .where(ConsultationOrganiser.consultation_id.in_(identities))
        .options(joinedload(ConsultationOrganiser.organisation))
        .order_by(ConsultationOrganiser.position, ConsultationOrganiser.organisation_id)
    )
    found: dict[uuid.UUID, list[Organisation]] = {}
    for row in db.session.scalars(statement):
        found.setdefault(row.consultation_id, []).append(row.organisation)
    return found
