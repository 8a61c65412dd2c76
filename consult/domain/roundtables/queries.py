"""Reading round tables: one by its reference, the calendar of a consultation."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.roundtables.models import Material, RoundTable, RoundTableBody
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import fold_code


def table_by_reference(slug: str, reference: str) -> RoundTable:
    """Return a meeting of the consultation with all that its page shows; raises NotFound."""
    statement = _whole().where(RoundTable.reference == fold_code(reference))
    found = db.session.scalar(statement)
    if found is None or found.consultation.slug != slug:
        raise NotFound
    return found


def table_by_event_code(code: str) -> RoundTable:
    """Return the meeting whose event code was typed, however it was written; raises NotFound."""
    found = db.session.scalar(_whole().where(RoundTable.event_code == fold_code(code)))
    if found is None:
        raise NotFound
    return found


def event_code_of(table_id: uuid.UUID | None) -> str:
    """Return the event code of a meeting; empty for none."""
    if table_id is None:
        return ""
    statement = select(RoundTable.event_code).where(RoundTable.id == table_id)
    return db.session.scalar(statement) or ""


def table_for_change(table_id: uuid.UUID) -> RoundTable:
    """Return a meeting as it stands now, its row locked until the transaction ends.

    What was loaded with it stays loaded. Raises NotFound.
    """
    found = db.session.get(RoundTable, table_id)
    if found is None:
        raise NotFound
    columns = [one.key for one in inspect(RoundTable).column_attrs]
    db.session.flush()
    db.session.refresh(found, columns, with_for_update=True)
    return found


def whole_table(table_id: uuid.UUID) -> RoundTable:
    """Return a meeting with all that its page shows; raises NotFound."""
    found = db.session.scalar(
        _whole().where(RoundTable.id == table_id).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def tables_between(
    consultation_ids: Collection[uuid.UUID], since: datetime, until: datetime
) -> Sequence[RoundTable]:
    """Return the meetings of several consultations that begin in a span of time; one query."""
    statement = select(RoundTable).where(
        RoundTable.consultation_id.in_(consultation_ids),
        RoundTable.starts_at >= since,
        RoundTable.starts_at < until,
        RoundTable.state != "cancelled",
    )
    return db.session.scalars(statement.order_by(RoundTable.starts_at, RoundTable.id)).all()


def tables_of(consultation_id: uuid.UUID) -> Sequence[RoundTable]:
    """Return the meetings of a consultation by their day, with holders and agenda: four queries."""
    statement = _whole().where(RoundTable.consultation_id == consultation_id)
    return db.session.scalars(statement.order_by(RoundTable.starts_at, RoundTable.id)).all()


def _whole() -> Select[RoundTable]:
    return select(RoundTable).options(
        joinedload(RoundTable.consultation),
        selectinload(RoundTable.holders).joinedload(RoundTableBody.organisation),
        selectinload(RoundTable.agenda),
        selectinload(RoundTable.materials).joinedload(Material.file),
    )
