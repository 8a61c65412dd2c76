"""The event code of a meeting: how it is typed, when it works, where the meeting stands."""

import re
from datetime import datetime
from typing import Any, Final

from sqlalchemy import update

from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_event_code
from consult.domain.roundtables.rules import EVENT_AFTER, EVENT_BEFORE
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import ConsultError, NotFound
from consult.kernel.references import fold_code
from consult.kernel.text import clean_line

LETTERS: Final = 6
"""Letters of an event code."""
_CYRILLIC: Final = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_TYPED: Final = re.compile(r"([0-9A-Za-z](?:[ ]?[0-9A-Za-z]){5})(?:[-\u2010-\u2015/ ]+(.{1,40}))?")


class UnknownEventCode(ConsultError):
    """No meeting has the code; facts: typed."""

    code = "unknown_event_code"
    status = 404


class EventCodeEnded(ConsultError):
    """The code does not work yet or any more; facts: table."""

    code = "event_code_ended"
    status = 410


def works_at(table: Any, at: datetime) -> bool:
    """Whether the code of a meeting works at an instant: from half a day before to one after it."""
    begins, ends = table.starts_at - EVENT_BEFORE, table.ends_at + EVENT_AFTER
    return table.state != "cancelled" and bool(begins <= at <= ends)


def read_short_code(typed: str) -> tuple[str, str]:
    """Return (event code, measure number) of what stands on a form: `K7QF2M-2.1` or `K7QF2M`.

    Case, spaces, the letters O, I and L and Cyrillic letters of the same look are forgiven.
    Raises UnknownEventCode.
    """
    match = _TYPED.fullmatch(clean_line(typed).upper().translate(_CYRILLIC))
    if match is None:
        raise UnknownEventCode(typed=clean_line(typed)[:60])
    return fold_code(match.group(1)), (match.group(2) or "").strip().rstrip(".")


def short_code(table: Any, number: str = "") -> str:
    """Return what is printed beside the picture: the event code and the number of a measure."""
    return f"{table.event_code}-{number}" if number else str(table.event_code)


def working_event(code: str) -> RoundTable:
    """Return the meeting whose code works now; raises UnknownEventCode, EventCodeEnded."""
    try:
        table = table_by_event_code(code)
    except NotFound:
        raise UnknownEventCode(typed=code) from None
    if not works_at(table, now()):
        raise EventCodeEnded(table=table)
    return table


def stand_at(table: RoundTable, position: int | None) -> None:
    """Let the screen in the hall show another item of the agenda; one that is gone changes nothing.

    It is no change of the meeting's facts: whoever edits them meanwhile is not disturbed.
    """
    if position is not None and position not in {item.position for item in table.agenda}:
        return
    statement = update(RoundTable).where(RoundTable.id == table.id)
    db.session.execute(statement.values(current_item=position))
    db.session.refresh(table, ["current_item"])
