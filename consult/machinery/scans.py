"""What a virus scanner said of stored files; a file without a row was not scanned."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Literal

from flask import current_app
from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from consult.kernel.database import Model, db, one_of
from consult.kernel.errors import ConsultError
from consult.machinery import clamd, files, jobs
from consult.machinery.files import StoredFile

State = Literal["clean", "infected", "not_scanned"]
STATES = ("clean", "infected")
BATCH = 200


class Infected(ConsultError):
    """The scanner found a virus in the file: nobody downloads it."""

    code = "file_infected"
    status = 403


class FileScan(Model):
    """The scanner's word on one file: clean or infected, with the name of what was found.

    Only the day is kept: the minute would tell when a file came.
    """

    __tablename__ = "file_scans"
    __table_args__ = (CheckConstraint(one_of("state", STATES), name="state"),)

    file_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("stored_files.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[str]
    signature: Mapped[str] = mapped_column(default="")
    scanned_on: Mapped[date] = mapped_column(server_default=func.current_date())


def is_on() -> bool:
    """Return whether this service has a scanner."""
    return bool(_address())


def ask_later(file_ids: Collection[uuid.UUID]) -> None:
    """Queue the scan of files that were received; without a scanner nothing is queued."""
    if is_on():
        for identity in file_ids:
            jobs.defer("scan_file", queue="files", file_id=str(identity))


def states(file_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, State]:
    """Return the state of each file; one query."""
    rows = db.session.execute(
        select(FileScan.file_id, FileScan.state).where(FileScan.file_id.in_(file_ids))
    )
    known = {row.file_id: row.state for row in rows}
    return {identity: known.get(identity, "not_scanned") for identity in file_ids}


def infected(limit: int = 50) -> list[tuple[StoredFile, str]]:
    """Return the files in which a virus was found, with its name."""
    rows = db.session.execute(
        select(StoredFile, FileScan.signature)
        .join(FileScan, FileScan.file_id == StoredFile.id)
        .where(FileScan.state == "infected")
        .order_by(FileScan.scanned_on.desc(), StoredFile.id)
        .limit(limit)
    )
    return [(file, signature) for file, signature in rows]


def refuse_infected(file_id: uuid.UUID) -> None:
    """Raise Infected when a virus was found in this file (REQ 83)."""
    if states([file_id])[file_id] == "infected":
        raise Infected


def scan(file_id: uuid.UUID) -> State:
    """Let the scanner read a file and keep its word; not_scanned when the scanner is away.

    A file that was deleted meanwhile is let go, and it can be deleted while it is read.
    """
    stored = db.session.get(StoredFile, file_id)
    if stored is None or not is_on():
        return "not_scanned"
    try:
        verdict = clamd.scan(_address(), files.chunks(stored))
    except (clamd.ScannerAway, FileNotFoundError):
        return "not_scanned"
    row = select(StoredFile.id).where(StoredFile.id == file_id)
    if db.session.scalar(row.with_for_update(read=True, key_share=True)) is None:
        return "not_scanned"
    found: State = "infected" if verdict else "clean"
    values = {"state": found, "signature": verdict, "scanned_on": func.current_date()}
    statement = insert(FileScan).values(file_id=file_id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["file_id"], set_=values))
    return found


def scan_waiting(purposes: Collection[str], *, keep: Callable[[], None]) -> None:
    """Scan files that the scanner has not seen, the oldest first; `keep` commits after each.

    A file without a verdict stops no other; a scanner that does not answer ends the round.
    """
    for identity in _waiting(purposes):
        if scan(identity) == "not_scanned" and not clamd.answers(_address()):
            return
        keep()


def _waiting(purposes: Collection[str]) -> Sequence[uuid.UUID]:
    if not is_on():
        return ()
    statement = (
        select(StoredFile.id)
        .outerjoin(FileScan, FileScan.file_id == StoredFile.id)
        .where(StoredFile.purpose.in_(purposes), FileScan.file_id.is_(None))
        .order_by(StoredFile.created_at)
        .limit(BATCH)
    )
    return db.session.scalars(statement).all()


def _address() -> str:
    return str(current_app.config["SETTINGS"].clamd)
