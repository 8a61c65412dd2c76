"""Workbooks of meetings between upload and import: stored once, read again when they are taken.

They are not kept afterwards: a workbook may hold names of people who did not agree to be named.
"""

import uuid
from collections.abc import Collection

from consult.domain.roundtables.importer import MeetingSheet, read_meeting
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.machinery import files, waiting
from consult.machinery.files import StoredFile

PURPOSE = "meeting"


def keep(data: bytes, name: str) -> StoredFile:
    """Store an uploaded workbook until it is imported, or thirty days."""
    return waiting.keep(data, name, PURPOSE)


def read(table: RoundTable, file_id: uuid.UUID, accepted: Collection[str] = ()) -> MeetingSheet:
    """Return what a waiting workbook holds of this meeting; raises NotFound when it is none."""
    stored = waiting.find(file_id, PURPOSE)
    return read_meeting(
        files.read(stored),
        stored.name,
        day=day_of(table.starts_at, table.zone),
        announced=table.attended,
        accepted=accepted,
    )


def forget(file_id: uuid.UUID) -> None:
    """Delete a workbook that was imported."""
    waiting.forget(file_id, PURPOSE)
