"""Reading what was said at a meeting: every statement for staff, others' words for a desk."""

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.roundtables.desk_models import Device
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.points import Target
from consult.domain.submissions.statement_models import Statement
from consult.kernel.database import db
from consult.kernel.paging import Page, cut, decode_moment, sliced

PAGE = 50
OTHERS = 300
"""The most statements of others that a desk is given: the newest ones."""


class Heard(NamedTuple):
    """A statement with its comment, and the name of the device that wrote it down."""

    statement: Statement
    device: str


def page_of_statements(table_id: uuid.UUID, cursor: str | None = None) -> Page[Heard]:
    """Return statements of a meeting in the order in which they were said; one query a page."""
    place = decode_moment(cursor) if cursor else None
    statement = _of(table_id).options(
        joinedload(Statement.comment)
        .joinedload(Comment.submission)
        .joinedload(Submission.organisation)
    )
    order = (Statement.said_at, Statement.key)
    rows = db.session.execute(sliced(statement, order, place, size=PAGE)).all()
    return cut([Heard(row[0], row[1] or "") for row in rows], size=PAGE, key=_key, cursor=cursor)


def heard_by_others(table_id: uuid.UUID, device_id: uuid.UUID) -> Sequence[Heard]:
    """Return what others at the table wrote down, the newest first; one query.

    Nothing about the speakers is loaded: a device that is lost must not tell who spoke.
    """
    others = or_(Statement.device_id.is_(None), Statement.device_id != device_id)
    statement = _of(table_id).where(others).options(joinedload(Statement.comment))
    newest = statement.order_by(Statement.said_at.desc(), Statement.key).limit(OTHERS)
    return [Heard(row[0], row[1] or "") for row in db.session.execute(newest)]


def target_of(comment: Comment) -> Target:
    """Return what a comment is about; needs its measure and section loaded."""
    place = comment.measure_version or comment.section
    return Target(comment.target_type, place.number if place else "", comment.target_field)


def _of(table_id: uuid.UUID) -> Select[Any]:
    about = joinedload(Statement.comment)
    rows = cast("Select[Any]", select(Statement, Device.name))
    return (
        rows.outerjoin(Device, Device.id == Statement.device_id)
        .where(Statement.round_table_id == table_id)
        .options(about.joinedload(Comment.measure_version), about.joinedload(Comment.section))
    )


def _key(heard: Heard) -> tuple[object, object]:
    return heard.statement.said_at, heard.statement.key
