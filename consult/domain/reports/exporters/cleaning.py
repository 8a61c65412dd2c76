"""Text that every file format can hold: no control character, half surrogate or noncharacter."""

from __future__ import annotations

import re
from typing import Final

_NEWLINES: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BAD: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)
_SUSPECT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe-\U0010ffff]"
)
"""What needs a closer look: one quick range also covers all beyond the basic plane."""
_FORMULA: Final = frozenset("=+-@\t\r\n\0＝＋－＠")


def printable(text: str) -> str:
    """The text with LF line ends and without what XML 1.0 and Unicode forbid in files."""
    if not _SUSPECT.search(text):
        return text
    return _BAD.sub("", _NEWLINES.sub("\n", text))


def is_altered(text: str) -> bool:
    """Whether `printable` takes more away from the text than its line ends."""
    return _BAD.search(text) is not None


def without_formula(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: a leading sign gets an apostrophe."""
    return f"'{text}" if text[:1] in _FORMULA and text else text


def pieces(text: str, size: int) -> list[str]:
    """The text in pieces of at most `size` UTF-16 units, cut at a line end or a space."""
    parts = []
    while _units(text) > size:
        cut = min(len(text), size)
        while _units(text[:cut]) > size:
            cut -= max(1, (_units(text[:cut]) - size) // 2)
        place = max(text.rfind("\n", cut // 2, cut), text.rfind(" ", cut // 2, cut))
        cut = place + 1 if place > 0 else cut
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
