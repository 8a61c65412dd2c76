"""Which copy of an attached file a viewer gets: the file, its clean copy, or none (REQ 51, 80)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.submissions.attachments import neutral_name
from consult.domain.submissions.levels import Viewer, treatment
from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.machinery import scans
from consult.machinery.files import StoredFile


@dataclass(frozen=True)
class Copy:
    """One attached file as a viewer gets it: its name there, its bytes, what the scanner said."""

    id: uuid.UUID
    name: str
    file: StoredFile
    scan: scans.State


def copies_for(viewer: Viewer, submission: Submission) -> list[Copy]:
    """Return the files of a submission that this viewer gets, in order; two queries."""
    rows = db.session.scalars(
        select(Attachment)
        .where(Attachment.submission_id == submission.id)
        .order_by(Attachment.position)
        .options(joinedload(Attachment.file), joinedload(Attachment.cleaned))
    )
    found = [(row, copy) for row in rows if (copy := _copy(viewer, submission.level, row))]
    said = scans.states([copy.id for _row, copy in found]) if found else {}
    return [
        Copy(row.id, _name(viewer, submission.level, row, copy), copy, said[copy.id])
        for row, copy in found
    ]


def copies_for_body(comment: Comment) -> list[Copy]:
    """Return the files that a body gets with a comment (submission loaded) it answers.

    None where a moderator took something out of the words: it may stand in the files as well.
    """
    return copies_for("ministry", comment.submission) if comment.publication == "published" else []


def copy_for(viewer: Viewer, submission: Submission, attachment_id: uuid.UUID) -> Copy:
    """Return one of these files; raises NotFound."""
    for copy in copies_for(viewer, submission):
        if copy.id == attachment_id:
            return copy
    raise NotFound


def _copy(viewer: Viewer, level: str, row: Attachment) -> StoredFile | None:
    treated = treatment("attachments", viewer, level)
    if treated == "hidden":
        return None
    if row.is_clean or treated == "original":
        return row.file
    return row.cleaned or (row.file if level == "named" else None)


def _name(viewer: Viewer, level: str, row: Attachment, copy: StoredFile) -> str:
    is_open = treatment("attachments", viewer, level) == "original" or level == "named"
    return copy.name if is_open else neutral_name(copy.name, row.position)
