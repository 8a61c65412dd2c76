"""How much an organisation may keep here: 500 MB of files (REQ 82)."""

import uuid
from collections.abc import Collection

from sqlalchemy import func, select

from consult.domain.submissions.file_types import FileRefused
from consult.domain.submissions.models import Attachment, Submission
from consult.kernel.database import db
from consult.machinery.files import StoredFile

QUOTA = 500 * 1024 * 1024


def used_by(organisations: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many bytes of files each of these organisations has sent; none is left out."""
    if not organisations:
        return {}
    rows = db.session.execute(
        select(Submission.organisation_id, func.sum(StoredFile.size))
        .join(Attachment, Attachment.submission_id == Submission.id)
        .join(StoredFile, StoredFile.id.in_([Attachment.file_id, Attachment.cleaned_id]))
        .where(Submission.organisation_id.in_(organisations))
        .group_by(Submission.organisation_id)
    )
    return {organisation: int(size) for organisation, size in rows if organisation}


def refuse_full(organisations: Collection[uuid.UUID], size: int, name: str) -> None:
    """Raise FileRefused when a file of this size would be too much for one of them."""
    if any(used + size > QUOTA for used in used_by(organisations).values()):
        raise FileRefused("organisation_full", name=name, most=QUOTA)
