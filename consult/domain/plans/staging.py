"""Files of a plan between upload and import: stored once, read as often as the mapping changes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import select

from consult.domain.plans.importer import FIELDS, ParsedPlan, SourceFile, read_plan
from consult.domain.plans.importer.headers import SEARCHED_ROWS
from consult.domain.plans.importer.register import read_positions, read_themes
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.machinery import files, waiting
from consult.machinery.files import StoredFile
from consult.machinery.tables import Sheet, column_letters, read_table_file

PURPOSE = "plan"
SAMPLE = 40
SHOWN_ROWS = 4
HEADINGS = 3


@dataclass(frozen=True)
class Staged:
    """An uploaded file that waits: where it is stored and what the user decided about it."""

    file_id: str
    name: str
    sheet: str | None = None
    mapping: Mapping[str, int] | None = None
    accepted: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the decisions as plain data for the session."""
        return asdict(self)


@dataclass(frozen=True)
class Staging:
    """All files of one import; `register` is the optional list of recommendations."""

    files: tuple[Staged, ...] = ()
    register: Staged | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Staging":
        """Return the staging that `as_json` made."""
        kept = kept or {}
        register = kept.get("register")
        return cls(
            tuple(_staged(one) for one in kept.get("files", [])),
            _staged(register) if register else None,
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain data for the session."""
        return {
            "files": [one.as_json() for one in self.files],
            "register": self.register.as_json() if self.register else None,
        }

    def changed(self, place: int, **decisions: Any) -> "Staging":
        """Return the staging with other decisions about one file; raises NotFound."""
        if not 0 <= place < len(self.files):
            raise NotFound
        kept = list(self.files)
        kept[place] = replace(kept[place], **decisions)
        return replace(self, files=tuple(kept))


@dataclass(frozen=True)
class Column:
    """A column of a sheet as a person recognises it: number from 1, letters, first words in it."""

    number: int
    letters: str
    sample: str


@dataclass(frozen=True)
class Look:
    """What a file holds: its sheets as (name, label), columns and first rows of the chosen one."""

    sheets: Sequence[tuple[str, str]] = ()
    sheet: str = ""
    columns: Sequence[Column] = ()
    rows: Sequence[tuple[int, Sequence[str]]] = field(default_factory=list)


def stage(name: str, data: bytes) -> Staged:
    """Store an uploaded file until it is imported."""
    return Staged(file_id=str(waiting.keep(data, name, PURPOSE).id), name=name)


def sources_of(staging: Staging) -> tuple[list[SourceFile], dict[str, StoredFile]]:
    """Return the files as the importer takes them, and the stored ones by SHA-256."""
    stored = _stored(staging.files)
    sources = [
        SourceFile(
            one.name,
            files.read(stored[one.file_id]),
            one.mapping,
            one.sheet,
            frozenset(one.accepted),
        )
        for one in staging.files
    ]
    return sources, {file.sha256: file for file in stored.values()}


def read(staging: Staging, known: Mapping[str, str] | None = None) -> ParsedPlan:
    """Return the plan that the files word, with all findings; nothing is stored (P-11).

    `known` are positions by recommendation for when no list of them was uploaded.
    """
    sources, _stored_files = sources_of(staging)
    return read_plan(sources, known_recommendations=positions_of(staging) or known)


def positions_of(staging: Staging) -> dict[str, str] | None:
    """Return positions by recommendation from the register, or None; raises Unreadable."""
    if staging.register is None:
        return None
    return read_positions(_register(staging.register), staging.register.name)


def themes_of(staging: Staging) -> dict[str, tuple[str, ...]] | None:
    """Return theme codes by recommendation from the uploaded list; None without one."""
    if staging.register is None:
        return None
    return read_themes(_register(staging.register), staging.register.name)


def look(staged: Staged) -> Look:
    """Return what a person needs to choose sheet and columns; raises Unreadable."""
    data = files.read(_stored([staged])[staged.file_id])
    read = read_table_file(data, staged.name, staged.accepted)
    sheets = [sheet for sheet in read if sheet.cells]
    chosen = next((sheet for sheet in sheets if sheet.name == staged.sheet), None)
    chosen = chosen or next(iter(sheets), None)
    if chosen is None:
        return Look()
    names = [(sheet.name, sheet.label) for sheet in sheets]
    return Look(names, chosen.name, _columns(chosen), _rows(chosen))


def known_fields(mapping: Mapping[str, int]) -> dict[str, int]:
    """Return only columns of fields that a plan has."""
    return {name: column for name, column in mapping.items() if name in FIELDS and column > 0}


def _columns(sheet: Sheet) -> list[Column]:
    top = _heading(sheet)
    used = sorted({column for row, column in sheet.cells if row <= SEARCHED_ROWS})
    return [Column(number, column_letters(number), _sample(sheet, number, top)) for number in used]


def _heading(sheet: Sheet) -> int:
    """Return the first row that looks like headings: with several filled cells."""
    rows = sorted(number for number in sheet.by_row if number <= SEARCHED_ROWS)
    likely = [number for number in rows if len(sheet.row(number)) >= HEADINGS]
    return next(iter(likely or rows), 1)


def _sample(sheet: Sheet, column: int, top: int) -> str:
    cells = (sheet.cells.get((row, column)) for row in range(top, SEARCHED_ROWS + 1))
    texts = (" ".join(cell.text.split()) for cell in cells if cell)
    return next((text for text in texts if text), "")[:SAMPLE]


def _rows(sheet: Sheet) -> list[tuple[int, list[str]]]:
    last = max((column for _row, column in sheet.cells), default=0)
    top = _heading(sheet)
    searched = range(top, SEARCHED_ROWS + 1)
    numbers = [row for row in sheet.by_row if row in searched and not sheet.is_around(row)]
    return [
        (number, [_short(sheet, number, column) for column in range(1, last + 1)])
        for number in numbers[:SHOWN_ROWS]
    ]


def _short(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    text = " ".join(cell.text.split()) if cell else ""
    return text if len(text) <= SAMPLE else text[: SAMPLE - 1] + "…"


def _staged(kept: Mapping[str, Any]) -> Staged:
    return Staged(**{**kept, "accepted": tuple(kept.get("accepted", ()))})


def _stored(staged: Sequence[Staged]) -> dict[str, StoredFile]:
    ids = [uuid.UUID(one.file_id) for one in staged]
    found = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids))).all()
    if len(found) != len(set(ids)):
        raise NotFound
    return {str(file.id): file for file in found}


def _register(staged: Staged) -> bytes:
    return files.read(_stored([staged])[staged.file_id])
