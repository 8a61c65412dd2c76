"""Comma-separated files as people really save them: encodings, marks and separators."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import StringIO

from consult.machinery.archives import Unreadable

MAX_BYTES = 20_000_000
MAX_FIELDS = 400_000
_SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Delimited:
    """Records of a text table; guess holds encoding, delimiter and rows when it was guessed."""

    records: list[list[str]]
    guess: Mapping[str, object] = field(default_factory=dict)


def read_delimited(data: bytes) -> Delimited:
    """Return the records of a CSV file; raise Unreadable when it is empty, too big or not text."""
    if not data.strip():
        raise Unreadable("E_EMPTY", {"bytes": len(data)})
    if len(data) > MAX_BYTES:
        raise Unreadable("E_TOO_BIG_UNPACKED", {"packed": len(data), "unpacked": len(data)})
    text, guessed = _decoded(data)
    separator = _separator(text)
    records = _records(text, separator)
    guess = (
        {"encoding": "windows-1251", "delimiter": separator, "rows": len(records) - 1}
        if guessed
        else {}
    )
    return Delimited(records, guess)


def _decoded(data: bytes) -> tuple[str, bool]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(data, "utf-16"), False
    try:
        text, guessed = data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        text, guessed = _strict(data, "cp1251"), True
    if "\x00" in text:
        raise Unreadable("E_NOT_TEXT")
    return text, guessed


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("E_NOT_TEXT") from error


def _separator(text: str) -> str:
    head, quoted = dict.fromkeys(_SEPARATORS, 0), False
    for char in text[:20_000]:
        if char == '"':
            quoted = not quoted
        elif char == "\n" and not quoted and any(head.values()):
            break
        elif char in head and not quoted:
            head[char] += 1
    return max(head, key=lambda char: head[char])


def _records(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    records, room = [], MAX_FIELDS
    try:
        for record in reader:
            records.append(record)
            room -= len(record)
            if room < 0:
                raise Unreadable("E_TOO_MANY_CELLS", {"cells": MAX_FIELDS})
    except csv.Error as error:
        raise Unreadable("E_CSV_BROKEN", {"row": len(records) + 1}) from error
    return records
