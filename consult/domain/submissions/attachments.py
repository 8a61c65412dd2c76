"""Files sent with a submission: staged with the draft, checked, then attached."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, insert, select

from consult.domain.submissions.file_types import FileRefused, checked_name, kind_of_file
from consult.domain.submissions.models import Attachment
from consult.domain.submissions.rules import FILE_SIZE, FILES_LIMIT, FILES_SIZE
from consult.kernel.database import db
from consult.machinery import files
from consult.machinery.files import StoredFile

PURPOSE = "attachment"
KEPT = timedelta(days=31)


def stage(data: bytes, name: str, *, beside: Sequence[uuid.UUID] = ()) -> StoredFile:
    """Check and store one file; `beside` are the files staged already.

    Raises FileRefused with the reason: kind, structure, size or number (G 72 to 82).
    """
    if len(data) > FILE_SIZE:
        raise FileRefused("file_too_big", name=name, most=FILE_SIZE)
    if len(beside) >= FILES_LIMIT:
        raise FileRefused("too_many_files", name=name, most=FILES_LIMIT)
    kind = kind_of_file(data, name)
    if len(data) + sum(file.size for file in staged(beside)) > FILES_SIZE:
        raise FileRefused("files_too_big", name=name, most=FILES_SIZE)
    return files.store(
        data, name=checked_name(name, kind), media_type=kind.media_type, purpose=PURPOSE
    )


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
    unsent = select(StoredFile).where(
        StoredFile.purpose == PURPOSE,
        StoredFile.created_at < before - KEPT,
        ~exists().where(Attachment.file_id == StoredFile.id),
    )
    gone = db.session.scalars(unsent).all()
    for file in gone:
        db.session.delete(file)
        file.path.unlink(missing_ok=True)
    return len(gone)


def attach(submission_id: uuid.UUID, identities: Sequence[uuid.UUID]) -> None:
    """Bind staged files to a submission, in order."""
    rows = [
        {"submission_id": submission_id, "position": place, "file_id": file.id}
        for place, file in enumerate(staged(identities), start=1)
    ]
    if rows:
        db.session.execute(insert(Attachment), rows)
