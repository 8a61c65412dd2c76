"""The checklist before opening: gathers the facts and says what still stands in the way."""

import hashlib
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select

from consult.domain.consultations import queries
from consult.domain.consultations.conditions import ACCEPT, BLOCKING, Basis, Item, check
from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation
from consult.domain.people.rules import STATE_KINDS
from consult.domain.plans import queries as plans
from consult.domain.plans.models import PlanVersion
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing
from consult.machinery.files import StoredFile, chunks


class NotReady(Missing):
    """The consultation may not open yet; facts: items, the lines that stand in the way."""

    code = "not_ready"


def checklist(consultation: Consultation, *, historical: bool = False) -> list[Item]:
    """Return all lines of the checklist, B-01 to B-16; a constant number of queries."""
    version = plans.published_of(consultation.id) or plans.draft_of(consultation.id)
    basis = Basis(
        consultation=consultation,
        at=now(),
        calendar=queries.working_calendar(),
        organisers=len(queries.organisers_of(consultation.id)),
        version=version,
        parts=plans.plan_of(version.id) if version else (),
        intact=_is_intact(version),
        addresses=len(invited()),
        historical=historical,
    )
    return check(basis)


def standing_in_the_way(items: Sequence[Item], accepted: Collection[str] = ()) -> list[Item]:
    """Return the lines that stop the opening: blocking ones, and those nobody accepted."""
    return [
        item
        for item in items
        if item.outcome == BLOCKING or (item.outcome == ACCEPT and item.code not in accepted)
    ]


def require_ready(
    consultation: Consultation, accepted: Collection[str] = (), *, historical: bool = False
) -> None:
    """Raise NotReady with the list of what is missing."""
    found = standing_in_the_way(checklist(consultation, historical=historical), accepted)
    if found:
        raise NotReady(items=found)


def invited() -> Sequence[Organisation]:
    """Return the organisations of the register, outside the State, that have an address (B-08)."""
    statement = select(Organisation).where(
        Organisation.contact_email != "",
        Organisation.kind.not_in(STATE_KINDS),
        Organisation.merged_into_id.is_(None),
    )
    return db.session.scalars(statement.order_by(Organisation.code, Organisation.id)).all()


def _is_intact(version: PlanVersion | None) -> bool:
    """Return whether the stored source files still are what the version says (B-11)."""
    if version is None:
        return False
    wanted = {uuid.UUID(source["file_id"]): source["sha256"] for source in version.sources}
    stored = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted))).all()
    return {file.id: _digest(file) for file in stored} == wanted


def _digest(file: StoredFile) -> str:
    whole = hashlib.sha256()
    try:
        for piece in chunks(file):
            whole.update(piece)
    except OSError:
        return ""
    return whole.hexdigest()
