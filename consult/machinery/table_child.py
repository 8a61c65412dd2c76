"""Reads one workbook from standard input inside a limited process and writes its cells as JSON.

Run by path, alone: it imports nothing of ours, sees no environment and cannot outlive its limits.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl import load_workbook

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 20
MAX_CELLS = 400_000
MAX_CHARACTERS = 20_000_000
CHUNK = 1 << 16
EXACT = 1e15
_MARKUP = tuple(
    word.encode(code)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)


class Refused(Exception):
    """The workbook may not be read; args: code, facts."""


def main() -> int:
    """Answer {"sheets", "links"} or {"error", "facts"}; the argument "check" reads no sheet."""
    _limit()
    data = sys.stdin.buffer.read()
    try:
        answer = read_workbook(data, with_sheets="check" not in sys.argv[1:])
    except Refused as refused:
        answer = {"error": refused.args[0], "facts": refused.args[1]}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True))
    return 0


def read_workbook(data: bytes, *, with_sheets: bool = True) -> dict[str, Any]:
    """Return sheets as sparse cells [row, column, kind, text, format], merges and outside links."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        refuse_document_types(archive)
        links = _outside_links(archive)
    return {"sheets": list(_sheets(data)) if with_sheets else [], "links": links}


def refuse_document_types(archive: zipfile.ZipFile) -> None:
    """Raise Refused when any part declares a document type: no honest office file does."""
    for member in archive.infolist():
        if member.filename.lower().endswith((".xml", ".rels", ".vml")) and _declares(
            archive, member
        ):
            raise Refused("E_XML_ENTITIES", {"part": member.filename})


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _declares(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    tail = b""
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            window = tail + chunk
            if any(word in window for word in _MARKUP):
                return True
            tail = window[-32:]
    return False


def _outside_links(archive: zipfile.ZipFile) -> list[str]:
    names = [
        name for name in archive.namelist() if name.lower().startswith("xl/externallinks/_rels/")
    ]
    return [
        relation.get("Target", "")
        for name in sorted(names)
        for relation in fromstring(archive.read(name))
    ]


def _sheets(data: bytes) -> Iterator[dict[str, Any]]:
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except Exception as error:
        raise Refused("E_NOT_OOXML", {"magic": "ZIP"}) from error
    room = {"cells": MAX_CELLS, "characters": MAX_CHARACTERS}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            path: str = getattr(sheet, "_worksheet_path")  # noqa: B009 - a read-only sheet offers no merged cells
            yield {
                "name": sheet.title,
                "hidden": sheet.sheet_state != "visible",
                "cells": list(_cells(sheet, room)),
                "merged": _merged(archive, path.lstrip("/")),
            }


def _cells(sheet: Any, room: dict[str, int]) -> Iterator[list[Any]]:
    for row in sheet.rows:
        for cell in row:
            if cell.value is None or cell.value == "":
                continue
            kind, text = _shown(cell)
            room["cells"] -= 1
            room["characters"] -= len(text)
            if room["cells"] < 0 or room["characters"] < 0:
                raise Refused("E_TOO_MANY_CELLS", {"cells": MAX_CELLS})
            yield [
                cell.row,
                cell.column,
                kind,
                text,
                str(cell.number_format or "General"),
            ]


def _shown(cell: Any) -> tuple[str, str]:
    value, form = cell.value, str(cell.number_format or "General")
    if cell.data_type == "f":
        return "f", str(getattr(value, "text", value))
    if isinstance(value, bool):
        return "b", "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return "n", number_text(value, form)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return "d", moment_text(value)
    return "s", str(value)


def number_text(value: float, number_format: str) -> str:
    """Return a number as the cell shows it: fixed decimals, percent, else the shortest form."""
    plain = number_format.split(";", maxsplit=1)[0]
    if plain.endswith("%"):
        return f"{value * 100:.{_decimals(plain)}f} %"
    if "." in plain and plain.replace("#", "0").replace(",", "").replace(".", "").strip("0") == "":
        return f"{value:.{_decimals(plain)}f}"
    return str(int(value)) if float(value).is_integer() and abs(value) < EXACT else repr(value)


def moment_text(value: dt.datetime | dt.date | dt.time) -> str:
    """Return a date as 31.12.2012, a time as 09:05, both as 2012-12-31T09:05:00."""
    if isinstance(value, dt.datetime):
        return (
            value.strftime("%d.%m.%Y")
            if value.time() == dt.time()
            else value.isoformat(timespec="seconds")
        )
    return value.strftime("%H:%M" if isinstance(value, dt.time) else "%d.%m.%Y")


def _decimals(number_format: str) -> int:
    tail = number_format.rstrip("%").rpartition(".")
    return len(tail[2]) if tail[1] else 0


def _merged(archive: zipfile.ZipFile, path: str) -> list[str]:
    found = []
    with archive.open(path) as part:
        for _, element in iterparse(part):
            if element.tag.endswith("}mergeCell"):
                found.append(element.get("ref", ""))
            elif element.tag.endswith("}row"):
                element.clear()
    return found


if __name__ == "__main__":
    sys.exit(main())
