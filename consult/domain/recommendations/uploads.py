"""Lists of recommendations between upload and import: stored once, read again when imported."""

import uuid
from collections.abc import Collection

from consult.domain.recommendations.importer import RegisterFile, read_register
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.text import clean_line
from consult.machinery import files
from consult.machinery.files import StoredFile

PURPOSE = "register_import"
NAME_LENGTH = 200


def keep(data: bytes, name: str) -> StoredFile:
    """Store an uploaded list; it stays as the source of what it held."""
    stored = files.store(
        data,
        name=clean_line(name)[:NAME_LENGTH],
        media_type="application/octet-stream",
        purpose=PURPOSE,
    )
    db.session.flush()
    return stored


def read(
    file_id: uuid.UUID, *, mechanism: str, cycle: str, accepted: Collection[str] = ()
) -> RegisterFile:
    """Return the recommendations of a stored list; raises NotFound when it is none."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None or stored.purpose != PURPOSE:
        raise NotFound
    data = files.read(stored)
    return read_register(data, stored.name, accepted, mechanism=mechanism, cycle=cycle)
