"""Reading the letters of a consultation, and sending failed ones again."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from consult.kernel.database import db
from consult.kernel.errors import NotFound, WrongState
from consult.kernel.paging import Page, cut, decode_moment, sliced
from consult.machinery import audit, jobs
from consult.machinery.audit import Actorlike
from consult.machinery.outbox import Letter

SIZE = 50
STATES = ("queued", "sent", "failed")
AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; an empty value does not narrow. `words` are of the address."""

    state: str = ""
    kind: str = ""
    words: str = ""


def page(
    consultation_id: uuid.UUID, wanted: Wanted, *, cursor: str | None = None, size: int = SIZE
) -> Page[Letter]:
    """Return a page of letters, the newest first; one query."""
    found = _narrowed(consultation_id, wanted)
    order = (Letter.created_at, Letter.id)
    place = decode_moment(cursor) if cursor else None
    rows = db.session.scalars(sliced(found, order, place, size=size, newest_first=True)).all()
    return cut(rows, size=size, key=lambda row: (row.created_at.isoformat(), row.id), cursor=cursor)


def _narrowed(consultation_id: uuid.UUID, wanted: Wanted) -> Select[Letter]:
    statement = select(Letter).where(Letter.consultation_id == consultation_id)
    if wanted.state:
        statement = statement.where(Letter.state == wanted.state)
    if wanted.kind:
        statement = statement.where(Letter.kind == wanted.kind)
    if wanted.words:
        statement = statement.where(Letter.recipient.icontains(wanted.words, autoescape=True))
    return statement


def counts(consultation_id: uuid.UUID) -> dict[str, int]:
    """Return how many letters stand in each state, zeros included."""
    rows = db.session.execute(
        select(Letter.state, func.count())
        .where(Letter.consultation_id == consultation_id)
        .group_by(Letter.state)
    )
    found = {state: int(count) for state, count in rows}
    return {state: found.get(state, 0) for state in STATES}


def kinds(consultation_id: uuid.UUID) -> list[str]:
    """Return the kinds of letters that there are."""
    statement = select(Letter.kind).where(Letter.consultation_id == consultation_id).distinct()
    return list(db.session.scalars(statement.order_by(Letter.kind)))


def retry(consultation_id: uuid.UUID, letter_id: uuid.UUID, *, by: Actorlike) -> Letter:
    """Try a failed letter once more, now. Raises NotFound, WrongState."""
    statement = select(Letter).where(
        Letter.id == letter_id, Letter.consultation_id == consultation_id
    )
    letter = db.session.scalar(statement.with_for_update())
    if letter is None:
        raise NotFound
    if letter.state != "failed":
        raise WrongState(state=letter.state, wanted="failed")
    _queue(letter)
    audit.record("letter.retried", letter, by=by, consultation_id=consultation_id)
    return letter


def retry_all(consultation_id: uuid.UUID, *, by: Actorlike) -> int:
    """Try the failed letters once more, at most 500 in one go; returns how many."""
    statement = _narrowed(consultation_id, Wanted(state="failed")).order_by(Letter.created_at)
    letters = list(db.session.scalars(statement.limit(AT_ONCE).with_for_update(skip_locked=True)))
    for letter in letters:
        _queue(letter)
    if letters:
        audit.record(
            "letters.retried",
            letters[0],
            by=by,
            consultation_id=consultation_id,
            letters=len(letters),
        )
    return len(letters)


def _queue(letter: Letter) -> None:
    letter.state = "queued"
    letter.next_at = None
    jobs.defer("send_letter", queue="letters", letter_id=str(letter.id))
