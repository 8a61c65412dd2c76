"""Hints for the moderator: what in a text may be personal data or name its author (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
PHONE = re.compile(r"(?<![\d.])(?:\+7|8)[ \-(]{0,3}\d{3}[ \-)]{0,3}\d{3}(?:[ \-]?\d{2}){2}(?!\d)")
PATTERNS = (("number", NUMBER), ("email", EMAIL), ("phone", PHONE))
SHORTEST_NAME = 4
QUOTES = str.maketrans("", "", "«»“”„\"'")

Hint = dict[str, Any]


def hints_in(fields: Mapping[str, str], organisations: Sequence[str] = ()) -> list[Hint]:
    """Return {kind, field, start, end} of what a moderator should look at (K-05).

    Kinds: number (12 digits, as a BIN or IIN has), email, phone, organisation (a name in
    `organisations`, case and quotation marks aside).
    """
    names = sorted({name.casefold() for name in map(_bare, organisations) if _is_long(name)})
    return [
        {"kind": kind, "field": field, "start": start, "end": end}
        for field, text in fields.items()
        for kind, start, end in (*_patterns(text), *_names(text, names))
    ]


def _bare(name: str) -> str:
    inner = re.search(r"«([^»]+)»|\"([^\"]+)\"", name)
    return next(part for part in inner.groups() if part) if inner else name.translate(QUOTES)


def _is_long(name: str) -> bool:
    return len(name.strip()) >= SHORTEST_NAME


def _patterns(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield kind, match.start(), match.end()


def _names(text: str, names: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    folded = text.casefold()
    if len(folded) != len(text):
        return
    for name in names:
        start = folded.find(name)
        if start >= 0:
            yield "organisation", start, start + len(name)
