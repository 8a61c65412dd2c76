"""Lists of recommendations between upload and import: stored once, read again when imported."""

import uuid
from collections.abc import Collection

from consult.domain.recommendations.importer import RegisterFile, read_register
from consult.machinery import files, waiting
from consult.machinery.files import StoredFile

PURPOSE = "register"


def keep(data: bytes, name: str) -> StoredFile:
    """Store an uploaded list until it is imported."""
    return waiting.keep(data, name, PURPOSE)


def read(
    file_id: uuid.UUID, *, mechanism: str, cycle: str, accepted: Collection[str] = ()
) -> RegisterFile:
    """Return the recommendations of a list that waits; raises NotFound when it is none."""
    stored = waiting.find(file_id, PURPOSE)
    data = files.read(stored)
    return read_register(data, stored.name, accepted, mechanism=mechanism, cycle=cycle)


def settle(file_id: uuid.UUID) -> None:
    """Keep a list that was imported as the source of what it held."""
    waiting.settle(file_id, PURPOSE)
