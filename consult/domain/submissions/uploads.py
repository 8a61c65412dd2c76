"""Files of comments between upload and import: stored once, read again when they are imported."""

import uuid

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.reading_files import Collected, Facts, read_collected
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.text import clean_line
from consult.machinery import files
from consult.machinery.files import StoredFile

PURPOSE = "comments_import"
NAME_LENGTH = 200


def keep(data: bytes, name: str) -> StoredFile:
    """Store an uploaded file until it is imported; it stays as the source of what it held."""
    stored = files.store(
        data,
        name=clean_line(name)[:NAME_LENGTH],
        media_type="application/octet-stream",
        purpose=PURPOSE,
    )
    db.session.flush()
    return stored


def read(consultation: Consultation, file_id: uuid.UUID, facts: Facts) -> Collected:
    """Return the comments of a stored file; raises NotFound when it is none."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or stored.purpose != PURPOSE:
        raise NotFound
    return read_collected(consultation, files.read(stored), stored.name, facts)
