"""Inviting organisations to a meeting: whom to choose from, one letter each, never two."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from consult.domain.consultations.rules import PUBLIC_STATES
from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.people.rules import STATE_KINDS
from consult.domain.roundtables import notices
from consult.domain.roundtables.models import RoundTable, TableInvitation
from consult.domain.roundtables.queries import table_for_change, whole_table
from consult.domain.roundtables.refusals import NotAnnounced
from consult.domain.roundtables.rules import BEFORE
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Missing, WrongState
from consult.kernel.paging import Page, cut, decode_text, sliced
from consult.machinery import audit, jobs

SIZE = 100


@dataclass(frozen=True)
class Wanted:
    """Which organisations are offered; empty values do not narrow, `state_too` adds the State's."""

    region: str = ""
    kind: str = ""
    state_too: bool = False


@dataclass(frozen=True)
class Candidate:
    """An organisation of the register with what is known of its invitation."""

    organisation: Organisation
    invitation: TableInvitation | None


@dataclass(frozen=True)
class Invited:
    """How many organisations were asked, and how many of them by letter."""

    asked: int = 0
    written: int = 0


def candidates(
    table_id: uuid.UUID, wanted: Wanted, cursor: str | None = None, size: int = SIZE
) -> Page[Candidate]:
    """Return a page of organisations that may be invited, by code; one query."""
    code = func.coalesce(Organisation.code, "")
    found = (
        select(Organisation, TableInvitation)
        .outerjoin(
            TableInvitation,
            and_(
                TableInvitation.organisation_id == Organisation.id,
                TableInvitation.round_table_id == table_id,
            ),
        )
        .where(*_narrowed(wanted))
    )
    statement = cast("Select[Any]", found)
    place = decode_text(cursor) if cursor else None
    page = sliced(statement, (code, Organisation.id), place, size=size)
    rows = [Candidate(*row) for row in db.session.execute(page)]
    return cut(
        rows,
        size=size,
        key=lambda row: (row.organisation.code or "", row.organisation.id),
        cursor=cursor,
    )


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Organisation.merged_into_id.is_(None)]
    if wanted.kind:
        found.append(Organisation.kind == wanted.kind)
    elif not wanted.state_too:
        found.append(Organisation.kind.not_in(STATE_KINDS))
    if wanted.region:
        found.append(Organisation.region_code == wanted.region)
    return found


def invite(table: RoundTable, organisation_ids: Collection[uuid.UUID], *, by: Actor) -> int:
    """Ask organisations to come and queue their letters; returns how many were asked anew.

    Whoever was asked before is not asked again. Raises WrongState once the meeting is over or
    cancelled, NotAnnounced before the consultation is public, Missing when none is chosen.
    """
    if table.consultation.state not in PUBLIC_STATES:
        raise NotAnnounced
    held = table_for_change(table.id)
    if held.state not in BEFORE:
        raise WrongState(state=held.state, wanted="invitations_sent")
    known = _known(organisation_ids)
    if not known:
        raise Missing(missing=["organisations"])
    rows = [{"round_table_id": held.id, "organisation_id": one} for one in known]
    statement = insert(TableInvitation).values(rows).on_conflict_do_nothing()
    added = db.session.scalars(statement.returning(TableInvitation.organisation_id)).all()
    held.state = "invitations_sent"
    db.session.flush()
    jobs.defer("invite_to_table", queue="letters", table_id=str(held.id))
    audit.record(
        "round_table.invited",
        held,
        by=by,
        consultation_id=held.consultation_id,
        organisations=len(added),
    )
    return len(added)


def _known(identities: Collection[uuid.UUID]) -> Sequence[uuid.UUID]:
    statement = select(Organisation.id).where(
        Organisation.id.in_(identities), Organisation.merged_into_id.is_(None)
    )
    return db.session.scalars(statement.order_by(Organisation.code, Organisation.id)).all()


def write_invitations(table_id: uuid.UUID) -> int:
    """Write to the invited who have an address and no letter yet; returns how many."""
    table = whole_table(table_id)
    if table.state not in BEFORE:
        return 0
    waiting = (
        select(TableInvitation)
        .join(Organisation, Organisation.id == TableInvitation.organisation_id)
        .where(
            TableInvitation.round_table_id == table_id,
            TableInvitation.sent_at.is_(None),
            Organisation.contact_email != "",
        )
        .options(joinedload(TableInvitation.organisation))
        .order_by(Organisation.code, Organisation.id)
        .with_for_update(of=TableInvitation, skip_locked=True)
    )
    written = 0
    for row in db.session.scalars(waiting).all():
        cause = f"table:{table_id}:invitation:{row.organisation_id}"
        notices.tell(table, notices.of_organisation(row.organisation), "invitation", cause)
        row.sent_at = now()
        written += 1
    return written


def invited_of(table_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Invited]:
    """Return how many organisations were asked to each meeting, and written to; one query."""
    statement = (
        select(TableInvitation.round_table_id, func.count(), func.count(TableInvitation.sent_at))
        .where(TableInvitation.round_table_id.in_(table_ids))
        .group_by(TableInvitation.round_table_id)
    )
    return {row[0]: Invited(*row[1:]) for row in db.session.execute(statement)}
