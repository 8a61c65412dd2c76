"""The open data of a report (V12): CSV and JSON with a dictionary, in one ZIP, for the public."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson

from consult.domain.reports.exporters import open_rows
from consult.domain.reports.exporters.archive import write_archive
from consult.domain.reports.exporters.cleaning import printable, without_formula
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.open_columns import (
    CHANGES,
    COMMENTS,
    MEASURES,
    RECOMMENDATIONS,
    STATISTICS,
    TABLES,
    Table,
)
from consult.domain.reports.exporters.open_package import (
    DICTIONARY,
    Dictionary,
    Member,
    descriptor,
    readme,
)
from consult.domain.reports.exporters.open_rows import Record
from consult.domain.reports.vocabulary import LANGUAGES

CHUNK: Final = 1 << 16
"""Bytes gathered before they go to the archive."""
MARK: Final = b"\xef\xbb\xbf"
"""The byte order mark, without which Excel does not read UTF-8."""

Chunks = Iterator[bytes]


def write_open_data(job: Job, target: Path) -> str:
    """Write the package row by row; returns the media type.

    The same report gives the same bytes. Strings of CSV that a spreadsheet would take for a
    formula begin with an apostrophe; comments.json has them as they are.
    """
    package = _Package(job)
    write_archive(target, package.members())
    return "application/zip"


class _Package:
    """Writes the members and remembers their sizes and checksums for the descriptor."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done: dict[str, Member] = {}
        self._wordings = {language: job.wording_in(language) for language in LANGUAGES}
        self._dictionary = Dictionary(job.head, self._wordings)

    def members(self) -> Iterator[tuple[str, Iterable[bytes]]]:
        """Every file in order; the descriptor comes last because it tells of the others."""
        yield (
            "README.md",
            _gathered(text.encode() for text in readme(self._job.head, self._wordings)),
        )
        for table in TABLES:
            name = f"{table.name}.csv"
            yield name, self._noted(name, _csv(table, self._records(table)))
        yield "comments.json", _gathered(self._json())
        yield "dictionary.csv", _gathered(self._dictionary_csv())
        yield "dictionary.md", _gathered(text.encode() for text in self._dictionary.markdown())
        yield "datapackage.json", self._descriptor()

    def _records(self, table: Table) -> Iterator[Record]:
        job, head = self._job, self._job.head
        made: dict[str, Callable[[], Iterator[Record]]] = {
            COMMENTS.name: self._comments,
            CHANGES.name: lambda: open_rows.changes(job.lines("changes")),
            RECOMMENDATIONS.name: lambda: open_rows.recommendations(job.lines("recommendations")),
            MEASURES.name: partial(open_rows.measures, head, job.statistics),
            STATISTICS.name: partial(open_rows.figures, head, job.statistics, self._wordings),
        }
        return made[table.name]()

    def _comments(self) -> Iterator[Record]:
        return (open_rows.comment(row, self._job.head) for row in self._job.rows())

    def _noted(self, name: str, lines: Chunks) -> Chunks:
        """Pass the lines on and remember what was written; the first line is the heading."""
        digest, size, rows = hashlib.sha256(), 0, -1
        for line in lines:
            digest.update(line)
            size += len(line)
            rows += 1
            yield line
        self._done[name] = Member(name, size, digest.hexdigest(), rows)

    def _json(self) -> Chunks:
        """One array, one comment a line; lists stay lists and texts are not changed."""
        yield b"["
        before = b"\n"
        for record in self._comments():
            yield before + orjson.dumps(_typed(record))
            before = b",\n"
        yield b"\n]\n"

    def _dictionary_csv(self) -> Chunks:
        yield MARK + _line(DICTIONARY)
        for line in self._dictionary.lines():
            yield _line(line)

    def _descriptor(self) -> Chunks:
        yield descriptor(self._job.head, self._dictionary, self._done, self._job.wording)


def _typed(record: Record) -> Record:
    """The record for JSON: several values as a list, empty cells as null."""
    many = {column.name for column in COMMENTS.columns if column.many}
    made: Record = {}
    for name in COMMENTS.names:
        value = record[name]
        if name in many:
            made[name] = value.split("|") if value else []
        else:
            made[name] = (printable(value) or None) if isinstance(value, str) else value
    return made


def _csv(table: Table, records: Iterable[Record]) -> Chunks:
    yield MARK + _line(table.names)
    for record in records:
        yield _line([record[name] for name in table.names])


def _line(values: Iterable[Any]) -> bytes:
    return (",".join([_cell(value) for value in values]) + "\r\n").encode()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        text = without_formula(printable(value))
        return '"' + text.replace('"', '""') + '"' if text else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _gathered(pieces: Iterable[bytes]) -> Chunks:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
