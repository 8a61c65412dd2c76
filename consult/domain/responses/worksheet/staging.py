"""Work sheets between upload and saving: stored once, read again when they are saved."""

import uuid

from consult.domain.responses.worksheet.gathering import seal_key
from consult.domain.responses.worksheet.reading import Vocabulary, read_worksheet
from consult.domain.responses.worksheet.sheet import SheetFile
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.text import clean_line
from consult.machinery import files
from consult.machinery.files import StoredFile

PURPOSE = "worksheet_staged"
NAME_LENGTH = 200


def keep(data: bytes, name: str) -> StoredFile:
    """Store an uploaded sheet until its answers are saved; it stays as their source."""
    stored = files.store(
        data,
        name=clean_line(name)[:NAME_LENGTH],
        media_type="application/octet-stream",
        purpose=PURPOSE,
    )
    db.session.flush()
    return stored


def read(file_id: uuid.UUID, known: Vocabulary) -> tuple[str, SheetFile]:
    """Return the name and the rows of a stored sheet; raises NotFound when it is none."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or stored.purpose != PURPOSE:
        raise NotFound
    return stored.name, read_worksheet(files.read(stored), stored.name, known, seal_key())
