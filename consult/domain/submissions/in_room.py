"""What people in the room write by themselves: it belongs to the meeting whose code they used.

It is counted once, in the channel through which it came: the web form. Counts of meetings go by
`round_table_id`, counts of channels by `channel`, so both add up to all comments.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, literal, select

from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.events import works_at
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Comment
from consult.domain.submissions.moments import kept_instant
from consult.domain.submissions.points import About
from consult.domain.submissions.registering import Entry
from consult.domain.submissions.statement_models import Statement
from consult.kernel.database import db

SOURCE = "room"


def meeting_of(
    table: RoundTable | None, consultation: Consultation, at: datetime
) -> RoundTable | None:
    """Return the meeting when its code works at this instant and in this consultation."""
    if table is None or table.consultation_id != consultation.id or not works_at(table, at):
        return None
    return table


def with_region(about: About, table: RoundTable | None) -> About:
    """Return the author's facts with the region of the meeting unless one was chosen (D-11)."""
    if table is None or about.region_code != "unknown":
        return about
    return replace(about, region_code=table.region_code)


def add_statements(consultation: Consultation, entry: Entry, table: RoundTable) -> None:
    """List the comments of a submission among the statements of the meeting (I-18); one query.

    Nobody read them out, so they are not marked as confirmed in the room.
    """
    comments = select(
        Comment.id,
        Comment.id,
        literal(table.id),
        literal(SOURCE),
        literal(kept_instant(entry.about.level, entry.received_at, consultation.zone)),
        literal(False),  # noqa: FBT003  a column
        literal(1),
        literal(kept_instant(entry.about.level, entry.received_at, consultation.zone)),
    ).where(Comment.submission_id == entry.id)
    columns = ("key", "comment_id", "round_table_id", "source", "said_at", "read_back", "revision")
    rows = insert(Statement).from_select([*columns, "received_at"], comments)
    db.session.execute(rows)
