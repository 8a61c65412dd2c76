"""What the report's own typefaces can show: PDF/UA and PDF/A refuse a file for one missing sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from consult.domain.reports.exporters.cleaning import printable

FONTS: Final = Path(__file__).with_name("fonts")
REPLACEMENT: Final = "\ufffd"

LOOKALIKES: Final = {"→": "->", "←": "<-", "⇒": "=>", "↔": "<->"}

_JOINERS: Final = frozenset("\u200b\u200c\u200d\ufe0f\u2060\u00ad\u200e\u200f")
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffc")
_KEPT_MARKS: Final = re.compile(
    "([A-Za-z\u00c0-\u024f\u0400-\u052f][\u0300-\u0345\u0483-\u0487]{1,2}"
    "|[\u0620-\u064a\u066e-\u06d3\u0750-\u077f][\u064b-\u0655\u0670]{1,2})"
)


class Coverage:
    """Replaces what the typefaces lack; marks stay when at most two stand on a letter of theirs."""

    def __init__(self, characters: Iterable[int]) -> None:
        covered = {code for code in characters if _usable(code)}
        covered |= {0x09, 0x0A, *map(ord, _JOINERS)}
        covered -= set(map(ord, _BIDI))
        marks = [code for code in covered if _is_mark(chr(code))]
        self._lacking = re.compile(f"[^{_ranges(covered)}]")
        self._marks = re.compile(f"[{_ranges(marks)}]+")

    def show(self, text: str) -> str:
        """The text as it can be printed; styled letters become plain ones."""
        text = printable(text)
        if self._lacking.search(text):
            text = self._lacking.sub(self._substitute, text)
        return self._with_few_marks(text) if self._marks.search(text) else text

    def _substitute(self, found: re.Match[str]) -> str:
        char = found.group()
        plain = LOOKALIKES.get(char) or unicodedata.normalize("NFKC", char)
        if plain != char and not self._lacking.search(plain):
            return plain
        return "" if unicodedata.category(char) in ("Cc", "Cf") else REPLACEMENT

    def _with_few_marks(self, text: str) -> str:
        kept, place = [], 0
        for found in _KEPT_MARKS.finditer(text):
            kept += [self._marks.sub("", text[place : found.start()]), found.group()]
            place = found.end()
        return "".join([*kept, self._marks.sub("", text[place:])])


@cache
def of_report_fonts() -> Coverage:
    """The coverage of the shipped typefaces together."""
    characters: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            characters |= set(font.getBestCmap())
    return Coverage(characters)


def _usable(code: int) -> bool:
    char = chr(code)
    return unicodedata.category(char) not in ("Cc", "Cs", "Co") and printable(char) == char


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf") and char not in _JOINERS


def _ranges(codes: Iterable[int]) -> str:
    """The codes as the inside of a character class."""
    parts: list[str] = []
    start = end = -2
    for code in [*sorted(codes), 0x110000 + 1]:
        if code == end + 1:
            end = code
            continue
        if start >= 0:
            parts.append(f"{re.escape(chr(start))}-{re.escape(chr(end))}")
        start = end = code
    return "".join(parts)
