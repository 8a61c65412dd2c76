"""Setting how long what is kept."""

from collections.abc import Mapping

from sqlalchemy.dialects.postgresql import insert

from consult.domain.people.actors import Actor
from consult.domain.retention.models import RetentionPeriod
from consult.domain.retention.queries import periods
from consult.domain.retention.refusals import BadPeriod
from consult.domain.retention.rules import BY_CODE, MOST_DAYS
from consult.kernel.database import db
from consult.kernel.errors import Forbidden
from consult.machinery import audit


def set_periods(days: Mapping[str, int], *, by: Actor) -> None:
    """Set the days of some kinds; only administrators may. Raises BadPeriod, Forbidden.

    The event names the old and the new one; the periods stand on a public page.
    """
    if not (by.is_administrator or by.is_system):
        raise Forbidden
    before = periods()
    for code, wanted in days.items():
        _refuse(code, wanted)
        if wanted != before[code]:
            _set(code, wanted, by, before[code])


def _refuse(code: str, days: int) -> None:
    kind = BY_CODE[code]
    if not kind.can_be_set or not kind.least <= days <= MOST_DAYS:
        raise BadPeriod(kind=code, least=kind.least, most=MOST_DAYS)


def _set(code: str, days: int, by: Actor, before: int) -> None:
    values = {"days": days, "changed_by_id": by.user_id}
    statement = insert(RetentionPeriod).values(code=code, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["code"], set_=values))
    audit.record("retention.changed", _Named(code), by=by, days=days, before=before)


class _Named:
    """A period as the log names it: by its code."""

    __tablename__ = "retention_periods"

    def __init__(self, code: str) -> None:
        self.id = code
