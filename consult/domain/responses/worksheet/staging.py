"""Work sheets between upload and saving: stored once, read again when they are saved."""

import uuid

from consult.domain.responses.worksheet.gathering import seal_keys
from consult.domain.responses.worksheet.reading import Vocabulary, read_worksheet
from consult.domain.responses.worksheet.sheet import SheetFile
from consult.machinery import files, waiting
from consult.machinery.files import StoredFile

PURPOSE = "worksheet"


def keep(data: bytes, name: str) -> StoredFile:
    """Store an uploaded sheet until its answers are saved."""
    return waiting.keep(data, name, PURPOSE)


def read(file_id: uuid.UUID, known: Vocabulary) -> tuple[str, SheetFile]:
    """Return the name and the rows of a sheet that waits; raises NotFound when it is none."""
    stored = waiting.find(file_id, PURPOSE)
    data = files.read(stored)
    sheets = [read_worksheet(data, stored.name, known, key) for key in seal_keys()]
    return stored.name, min(sheets, key=_broken_seals)


def _broken_seals(sheet: SheetFile) -> int:
    return sum(1 for one in sheet.refused if one.code == "E_WORK_LOCKED")


def settle(file_id: uuid.UUID) -> None:
    """Keep a sheet whose answers were saved as their source."""
    waiting.settle(file_id, PURPOSE)
