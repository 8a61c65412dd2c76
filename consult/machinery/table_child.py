"""Reads one workbook from standard input inside a limited process and writes its cells as JSON.

Run as a module of its own process: it sees no environment and cannot outlive its limits.
"""

from __future__ import annotations

import datetime as dt
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from defusedxml.ElementTree import fromstring, iterparse
from openpyxl import load_workbook

from consult.machinery.sandbox import Refused, Room, answer, refuse_document_types

EXACT = 1e15


def main() -> int:
    """Answer {"sheets", "links"} or {"error", "facts"}."""
    return answer(read_workbook)


def read_workbook(data: bytes) -> dict[str, Any]:
    """Return sheets as sparse cells [row, column, kind, text, format], merges and outside links."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        refuse_document_types(archive)
        links = _outside_links(archive)
    return {"sheets": list(_sheets(data)), "links": links}


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
    room = Room()
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


def _cells(sheet: Any, room: Room) -> Iterator[list[Any]]:
    for row in sheet.rows:
        for cell in row:
            if cell.value is None or cell.value == "":
                continue
            kind, text = _shown(cell)
            room.take(text)
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
