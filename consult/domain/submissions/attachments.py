"""Files sent with a submission: staged with the draft, checked and cleaned, then attached."""

import os
import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.orm import joinedload

from consult.domain.people.actors import Actor
from consult.domain.submissions.file_models import FileCheck
from consult.domain.submissions.file_types import FileKind, FileRefused, checked_name, kind_of_file
from consult.domain.submissions.levels import treatment
from consult.domain.submissions.models import Attachment, Submission
from consult.domain.submissions.quota import refuse_full
from consult.domain.submissions.rules import FILE_SIZE, FILES_LIMIT, FILES_SIZE
from consult.kernel.database import db
from consult.machinery import audit, files, scans
from consult.machinery.cleaning.examining import ACTIVE, Examined, examine
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


def unstage(file_id: uuid.UUID) -> None:
    """Delete a file that its writer took out again, and its clean copy."""
    check = checks_of([file_id]).get(file_id)
    if check is not None and check.cleaned is not None:
        files.forget(check.cleaned)
    for file in staged([file_id]):
        files.forget(file)
    db.session.flush()


def choose_clean(file_id: uuid.UUID, *, wanted: bool) -> None:
    """Keep whether only the clean copy of a staged file is to be sent.

    A file that could do something when it is opened is always sent as its clean copy.
    """
    check = checks_of([file_id]).get(file_id)
    if check is not None and check.cleaned_id is not None:
        kinds = {str(item["kind"]) for item in check.found}
        check.wants_clean = wanted or bool(kinds & ACTIVE)
        db.session.flush()


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
    the file, which is deleted (REQ 80, 81). With `on` no job tells the moment either: the scan
    comes with the next round. Raises FileRefused when there is no clean copy.
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
    else:
        scans.ask_later(kept)


def _bound(found: Sequence[StoredFile], *, hides: bool) -> Iterator[dict[str, Any]]:
    checks, others = checks_of([file.id for file in found]), _attached(found)
    for place, file in enumerate(found, start=1):
        other, check = others.get(file.id), checks.get(file.id)
        if other is not None and other.is_clean:
            yield _row(place, file, is_clean=True)
            continue
        copy = other.cleaned if other else check.cleaned if check else None
        if not hides and not (check and check.wants_clean):
            yield _row(place, file, copy)
            continue
        if copy is None:
            raise FileRefused("file_not_cleaned", name=file.name)
        if hides:
            copy.name = neutral_name(file.name, place)
        if other is None:
            files.forget(file)
        yield _row(place, copy, is_clean=True)


def _row(
    place: int, file: StoredFile, copy: StoredFile | None = None, *, is_clean: bool = False
) -> dict[str, Any]:
    cleaned = copy.id if copy else None
    return {"position": place, "file_id": file.id, "cleaned_id": cleaned, "is_clean": is_clean}


def _attached(found: Sequence[StoredFile]) -> dict[uuid.UUID, Attachment]:
    """Return where these files are attached already: one scan may hold several points."""
    rows = db.session.scalars(
        select(Attachment)
        .where(Attachment.file_id.in_([file.id for file in found]))
        .options(joinedload(Attachment.cleaned))
    )
    return {row.file_id: row for row in rows}


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


def hide_files(
    submission_ids: Sequence[uuid.UUID], *, by: Actor, day_only: bool = False
) -> list[uuid.UUID]:
    """Let the clean copies take the place of files sent under an open name; returns whose.

    A file without a clean copy is deleted: who asks to be hidden is hidden, and the log says that a
    file went. `day_only` keeps the moment out of the log.
    """
    open_ones = db.session.scalars(
        select(Attachment)
        .where(Attachment.submission_id.in_(submission_ids), Attachment.is_clean.is_(False))
        .options(joinedload(Attachment.file), joinedload(Attachment.cleaned))
    ).all()
    for row in open_ones:
        original, copy = row.file, row.cleaned
        if copy is None:
            db.session.delete(row)
            _note_dropped(row.submission_id, by, day_only=day_only)
        else:
            copy.name = neutral_name(copy.name, row.position)
            row.file_id, row.cleaned_id, row.is_clean = copy.id, None, True
        db.session.flush()
        if not _attached([original]):
            files.forget(original)
    db.session.flush()
    return sorted({row.submission_id for row in open_ones})


def _note_dropped(submission_id: uuid.UUID, by: Actor, *, day_only: bool) -> None:
    submission = db.session.get_one(Submission, submission_id)
    consultation_id = submission.consultation_id
    audit.record(
        "submission.file_dropped",
        submission,
        by=by,
        consultation_id=consultation_id,
        day_only=day_only,
    )
