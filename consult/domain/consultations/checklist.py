"""The checklist before opening: gathers the facts and says what still stands in the way."""

import hashlib
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from consult.domain.consultations import queries
from consult.domain.consultations.conditions import ACCEPT, BLOCKING, Basis, Item, check
from consult.domain.consultations.models import Consultation, ConsultationOrganiser
from consult.domain.people.models import Organisation
from consult.domain.people.rules import STATE_KINDS
from consult.domain.plans import queries as plans
from consult.domain.plans.models import PlanVersion
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing
from consult.machinery.files import StoredFile, chunks

NEEDED_BY_A_RECORD = frozenset({"B-07", "B-11"})


class NotReady(Missing):
    """The consultation may not open yet; facts: items, the lines that stand in the way."""

    code = "not_ready"


def checklist(consultation: Consultation, *, historical: bool = False) -> list[Item]:
    """Return all lines of the checklist, B-01 to B-16; a constant number of queries."""
    return checklists([consultation], historical=historical)[consultation.id]


def checklists(
    consultations: Collection[Consultation], *, historical: bool = False
) -> dict[uuid.UUID, list[Item]]:
    """Return the checklist of each consultation; the same number of queries for any number."""
    ids = [consultation.id for consultation in consultations]
    versions = plans.newest_of(ids)
    parts = plans.plans_of([version.id for version in versions.values()])
    intact = _intact(versions.values())
    organisers, calendar = _organisers(ids), queries.working_calendar()
    at, addresses = now(), len(invited())
    return {
        one.id: check(
            Basis(
                consultation=one,
                at=at,
                calendar=calendar,
                organisers=organisers.get(one.id, 0),
                version=versions.get(one.id),
                parts=parts.get(versions[one.id].id, ()) if one.id in versions else (),
                intact=one.id in intact,
                addresses=addresses,
                historical=historical,
            )
        )
        for one in consultations
    }


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
    """Raise NotReady with the list of what is missing.

    A discussion of the past is a record: only what the record itself needs can stop it (instants,
    a published plan); everything else stays on its checklist.
    """
    found = standing_in_the_way(checklist(consultation, historical=historical), accepted)
    if historical:
        found = [item for item in found if item.code in NEEDED_BY_A_RECORD]
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


def _organisers(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    column = ConsultationOrganiser.consultation_id
    statement = select(column, func.count()).where(column.in_(ids)).group_by(column)
    return {identity: count for identity, count in db.session.execute(statement)}  # noqa: C416


def _intact(versions: Collection[PlanVersion]) -> set[uuid.UUID]:
    """Return the consultations whose stored source files still are what was imported (B-11)."""
    wanted = {
        version.consultation_id: {
            uuid.UUID(source["file_id"]): source["sha256"] for source in version.sources
        }
        for version in versions
    }
    ids = {identity for files in wanted.values() for identity in files}
    stored = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids))).all()
    digests = {file.id: _digest(file) for file in stored}
    return {
        identity
        for identity, files in wanted.items()
        if all(digests.get(file_id) == digest for file_id, digest in files.items())
    }


def _digest(file: StoredFile) -> str:
    whole = hashlib.sha256()
    try:
        for piece in chunks(file):
            whole.update(piece)
    except OSError:
        return ""
    return whole.hexdigest()
