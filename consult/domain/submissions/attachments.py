"""Files sent with a submission: staged with the draft, checked and cleaned, then attached."""

import os
import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.submissions.file_models import FileCheck
from consult.domain.submissions.file_types import FileKind, FileRefused, checked_name, kind_of_file
from consult.domain.submissions.levels import treatment
from consult.domain.submissions.models import Attachment, Submission
from consult.domain.submissions.quota import refuse_full
from consult.domain.submissions.rules import FILE_SIZE, FILES_LIMIT, FILES_SIZE
from consult.kernel.database import db
from consult.machinery import files, scans
from consult.machinery.cleaning.examining import Examined, examine
from consult.machinery.files import StoredFile

PURPOSE = "attachment"
KEPT = timedelta(days=31)


def stage(
    data: bytes,
    name: str,
    *,
    beside: Sequence[uuid.UUID] = (),
    organisations: Collection[uuid.UUID] = (),
) -> StoredFile:
    """Check one file, look into it, store it with its clean copy; `beside` are staged already.

    Raises FileRefused with the reason: kind, structure, size, number or quota (REQ 72 to 82).
    """
    if len(data) > FILE_SIZE:
        raise FileRefused("file_too_big", name=name, most=FILE_SIZE)
    if len(beside) >= FILES_LIMIT:
        raise FileRefused("too_many_files", name=name, most=FILES_LIMIT)
    kind = kind_of_file(data, name)
    if len(data) + sum(file.size for file in staged(beside)) > FILES_SIZE:
        raise FileRefused("files_too_big", name=name, most=FILES_SIZE)
    refuse_full(organisations, len(data), name)
    examined = examine(data, kind.ending)
    if examined.error:
        raise FileRefused("file_unsafe", name=name)
    if examined.is_active and examined.cleaned is None:
        raise FileRefused("file_active", name=name)
    return _keep(data, checked_name(name, kind), kind, examined)


def _keep(data: bytes, name: str, kind: FileKind, examined: Examined) -> StoredFile:
    facts: dict[str, Any] = {"name": name, "media_type": kind.media_type, "purpose": PURPOSE}
    stored = files.store(data, **facts)
    cleaned = None if examined.cleaned is None else files.store(examined.cleaned, **facts)
    db.session.flush()
    check = FileCheck(
        file_id=stored.id,
        cleaned_id=cleaned.id if cleaned else None,
        found=[{"kind": code, "value": value} for code, value in examined.found],
        refusal=examined.refusal,
        wants_clean=examined.is_active,
    )
    db.session.add(check)
    db.session.flush()
    return stored


def staged(identities: Sequence[uuid.UUID]) -> list[StoredFile]:
    """Return stored files in the given order; those that are gone are left out."""
    if not identities:
        return []
    rows = db.session.scalars(
        select(StoredFile).where(StoredFile.id.in_(identities), StoredFile.purpose == PURPOSE)
    )
    found = {file.id: file for file in rows}
    return [found[identity] for identity in identities if identity in found]


def purge_staged(before: datetime) -> int:
    """Delete files that were staged over thirty days ago and never sent; returns how many."""
    used = or_(Attachment.file_id == StoredFile.id, Attachment.cleaned_id == StoredFile.id)
    unsent = select(StoredFile).where(
        StoredFile.purpose == PURPOSE,
        StoredFile.created_at < before - KEPT,
        ~exists().where(used),
    )
    gone = db.session.scalars(unsent).all()
    for file in gone:
        files.forget(file)
    return len(gone)


def attach(
    submission_id: uuid.UUID, identities: Sequence[uuid.UUID], on: datetime | None = None
) -> None:
    """Bind staged files to a submission, in order; `on` takes the place of when they came.

    Where others may not know the author, the clean copy under a neutral name takes the place of
    the file, which is deleted (REQ 80, 81). Raises FileRefused when there is no clean copy.
    """
    found = staged(identities)
    if not found:
        return
    level = str(db.session.scalar(select(Submission.level).where(Submission.id == submission_id)))
    rows = list(_bound(found, hides=hides(level)))
    db.session.execute(
        insert(Attachment), [{"submission_id": submission_id, **row} for row in rows]
    )
    db.session.execute(delete(FileCheck).where(FileCheck.file_id.in_([one.id for one in found])))
    kept = [row[key] for row in rows for key in ("file_id", "cleaned_id") if row[key]]
    if on is not None:
        _forget_when(kept, on)
    scans.ask_later(kept)


def _bound(found: Sequence[StoredFile], *, hides: bool) -> Iterator[dict[str, Any]]:
    checks = checks_of([file.id for file in found])
    for place, file in enumerate(found, start=1):
        check = checks.get(file.id)
        cleaned = check.cleaned if check else None
        if not hides and not (check and check.wants_clean):
            copy = cleaned.id if cleaned else None
            yield {"position": place, "file_id": file.id, "cleaned_id": copy, "is_clean": False}
            continue
        if cleaned is None:
            raise FileRefused("file_not_cleaned", name=file.name)
        if hides:
            cleaned.name = neutral_name(file.name, place)
        files.forget(file)
        yield {"position": place, "file_id": cleaned.id, "cleaned_id": None, "is_clean": True}


def _forget_when(kept: Sequence[uuid.UUID], on: datetime) -> None:
    """Leave of the moment only the day, in the rows and in the folder."""
    for file in db.session.scalars(select(StoredFile).where(StoredFile.id.in_(kept))):
        file.created_at = on
        os.utime(file.path, (on.timestamp(), on.timestamp()))


def checks_of(identities: Sequence[uuid.UUID]) -> dict[uuid.UUID, FileCheck]:
    """Return what was found in staged files, by file, each with its clean copy; one query."""
    rows = db.session.scalars(
        select(FileCheck)
        .where(FileCheck.file_id.in_(identities))
        .options(joinedload(FileCheck.cleaned))
    )
    return {check.file_id: check for check in rows}


def hides(level: str) -> bool:
    """Return whether even the staff get only the clean copy at this level."""
    return treatment("attachments", "staff", level) != "original"


def neutral_name(name: str, place: int) -> str:
    """Return a name that says nothing: attachment-1.docx (REQ 81)."""
    return f"attachment-{place}.{name.rsplit('.', 1)[-1]}"
