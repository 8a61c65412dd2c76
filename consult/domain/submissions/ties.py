"""What ties a submission to its author beside its own row, and letting go of it (REQ 118, 126)."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from consult.domain.submissions.claim_models import AddressConfirmation, NameClaim
from consult.domain.submissions.models import Comment, Draft, Submission
from consult.domain.submissions.statement_models import Statement
from consult.kernel.database import db
from consult.machinery.idempotency import IdempotencyKey
from consult.machinery.outbox import Letter

LETTERS = ("receipt", "claim")
UNSYNCHRONISED = {"synchronize_session": False}


def let_go(ids: Sequence[uuid.UUID]) -> None:
    """Drop claims of a name or an address, letters to and about the author, the draft's account.

    A letter that waits is not sent any more: its address is what the author took back.
    """
    for table in (NameClaim, AddressConfirmation):
        db.session.execute(delete(table).where(table.submission_id.in_(ids)))
    causes = [f"submission:{identity}:{kind}" for identity in ids for kind in LETTERS]
    db.session.execute(delete(Letter).where(Letter.cause.in_(causes)))
    kept = {"user_id": None, **_days((Draft.created_at, Draft.updated_at), "UTC")}
    _put(update(Draft).where(Draft.submission_id.in_(ids)).values(kept))


def forget_hours(ids: Sequence[uuid.UUID], zone: str) -> None:
    """Leave only the day of what followed the receipt: edits, statements, the key of sending.

    Replaced words are append-only as the log is: both keep the hour of an edit made before.
    """
    points = select(Comment.id).where(Comment.submission_id.in_(ids))
    said = _days((Statement.said_at, Statement.received_at), zone)
    _put(update(Statement).where(Statement.comment_id.in_(points)).values(said))
    edited = _days((Comment.edited_at, Comment.withdrawn_at), zone)
    _put(update(Comment).where(Comment.submission_id.in_(ids)).values(edited))
    withdrawn = _days((Submission.withdrawn_at,), zone)
    _put(update(Submission).where(Submission.id.in_(ids)).values(withdrawn))
    sent = IdempotencyKey.result.in_([str(identity) for identity in ids])
    _put(update(IdempotencyKey).where(sent).values(_days((IdempotencyKey.created_at,), zone)))


def _days(columns: Sequence[Any], zone: str) -> dict[str, ColumnElement[Any]]:
    return {column.key: func.date_trunc("day", column, zone) for column in columns}


def _put(statement: Any) -> None:
    db.session.execute(statement, execution_options=UNSYNCHRONISED)
