"""Files of comments between upload and import: stored once, read again when they are imported.

They are not kept afterwards: a file may name people whose name nobody may keep, now or later.
"""

import uuid

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.reading_files import Collected, Facts, read_collected
from consult.machinery import files, waiting
from consult.machinery.files import StoredFile

PURPOSE = "comments"


def keep(data: bytes, name: str) -> StoredFile:
    """Store an uploaded file until it is imported."""
    return waiting.keep(data, name, PURPOSE)


def read(consultation: Consultation, file_id: uuid.UUID, facts: Facts) -> Collected:
    """Return the comments of a file that waits; raises NotFound when it is none."""
    stored = waiting.find(file_id, PURPOSE)
    return read_collected(consultation, files.read(stored), stored.name, facts)


def forget(file_id: uuid.UUID) -> None:
    """Delete a file that was imported; its sum stays with each submission."""
    waiting.forget(file_id, PURPOSE)
