"""Erasing who sent a submission: the name goes, the words and the record stay (REQ 126)."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from consult.domain.people.actors import Actor, system
from consult.domain.submissions import record, sealing, ties
from consult.domain.submissions.attachments import hide_files
from consult.domain.submissions.models import Submission
from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery import audit

ERASED: dict[str, Any] = {**sealing.HIDDEN, "entered_by_name": "", "claimed": ""}
LIST = "erased.txt"


def erase_identity(submission: Submission, *, by: Actor, ground: str) -> None:
    """Empty the name, the organisation and the address of a submission and destroy its sealed box.

    The author becomes anonymous; the words, the answers and the log stay as they are. What was
    erased is noted beside the files, so that restoring an older backup erases it again. `ground`
    is author (the author asked), period (it was kept long enough) or order (a legal order).
    """
    quiet = ground == "author" and submission.level in UNLINKED_LEVELS
    sealing.destroy(submission, by=by, cause=ground)
    for name, value in ERASED.items():
        setattr(submission, name, value)
    submission.level = "anonymous"
    ties.let_go([submission.id])
    db.session.flush()
    db.session.expire(submission, ["organisation"])
    hide_files([submission.id], by=by, day_only=quiet)
    record.issue_again([submission.id])
    note([submission.id])
    consultation_id = submission.consultation_id
    audit.record(
        "identity.erased",
        submission,
        by=by,
        consultation_id=consultation_id,
        day_only=quiet,
        ground=ground,
    )


def note(ids: Iterable[uuid.UUID]) -> None:
    """Keep the ids of erased identities in a file that a backup of the database does not hold."""
    folder: Path = current_app.config["SETTINGS"].instance
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LIST, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.writelines(f"{identity} {now():%Y-%m-%d}\n" for identity in ids)
        file.flush()
        os.fsync(file.fileno())


def noted(path: Path) -> list[uuid.UUID]:
    """Return the ids of a list of erased identities; a missing file is an empty list."""
    if not path.is_file():
        return []
    return [uuid.UUID(line.split()[0]) for line in path.read_text("ascii").splitlines() if line]


def erase_again(ids: Sequence[uuid.UUID], *, by: Actor) -> int:
    """Erase what an older backup brought back; returns how many identities there were again."""
    found = db.session.scalars(select(Submission).where(Submission.id.in_(ids))).all()
    back = [one for one in found if _is_back(one)]
    for submission in back:
        erase_identity(submission, by=by, ground="restored")
    return len(back)


def _is_back(submission: Submission) -> bool:
    plain = any(getattr(submission, name) != value for name, value in sealing.HIDDEN.items())
    return plain or sealing.is_sealed(submission.id)


def erase_many(ids: Sequence[uuid.UUID]) -> int:
    """Empty names whose period is over, in one statement; the caller keeps the protocol."""
    if not ids:
        return 0
    db.session.execute(
        update(Submission)
        .where(Submission.id.in_(ids))
        .values(**ERASED)
        .execution_options(synchronize_session=False)
    )
    ties.let_go(ids)
    record.issue_again(hide_files(ids, by=system("retention")))
    note(ids)
    return len(ids)
