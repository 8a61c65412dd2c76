"""The worked example: a consultation of 2011 with its whole history and one that is open now."""

from collections.abc import Iterator

from sqlalchemy import select

from consult.demo import people, registers, upr_2011, upr_2026
from consult.demo.people import DEMO, LOGINS, PASSWORD
from consult.demo.setting_up import Step
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.moderation.campaign_grouping import group_new
from consult.domain.people import heads
from consult.kernel.database import db
from consult.machinery import audit
from consult.machinery.audit import AuditEvent

__all__ = ["LOGINS", "OLD", "OPEN", "PASSWORD", "is_loaded", "load"]

OLD = upr_2011.SLUG
OPEN = upr_2026.SLUG
LOADED = "demo.loaded"


def is_loaded() -> bool:
    """Return whether the example was loaded to its end."""
    statement = select(AuditEvent.seq).where(AuditEvent.action == LOADED).limit(1)
    return db.session.scalar(statement) is not None


def load() -> Iterator[str]:
    """Load the example, committing each step; yields a line about each that is done.

    When all is there, the head of the log leaves for the trustees as it does each night.

    Every step leaves alone what is there, so that a load that was broken off can be taken up and
    one that ended changes nothing. Needs an app context.
    """
    if is_loaded():
        yield "The worked example is there already."
        return
    for step in _steps():
        step.work()
        db.session.commit()
        yield step.line
    audit.record(LOADED, consultation_by_slug(OLD), by=DEMO)
    heads.send_away()
    db.session.commit()


def _steps() -> list[Step]:
    return [
        Step("Organisations and accounts", people.add_people),
        *registers.steps(),
        *upr_2011.steps(),
        *upr_2026.steps(),
        Step("Letters that are much alike are put together", _find_campaigns),
    ]


def _find_campaigns() -> None:
    while group_new(by=DEMO):
        db.session.commit()
