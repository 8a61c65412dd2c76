"""Text that every file format can hold, and cells that no spreadsheet takes for something else."""

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
    """Return the text with LF line ends and without what XML 1.0 and Unicode forbid in files."""
    if not _SUSPECT.search(text):
        return text
    return _BAD.sub("", _NEWLINES.sub("\n", text))


def is_altered(text: str) -> bool:
    """Return whether `printable` takes more away from the text than its line ends."""
    return _BAD.search(text) is not None


def without_formula(text: str) -> str:
    """Return the text so that no spreadsheet computes it: a leading sign gets an apostrophe.

    For CSV, which knows no types (REQ 84, ASVS V1.2.10).
    """
    return f"'{text}" if text[:1] in _FORMULA and text else text


def guarded(text: str) -> str:
    """Return a printable text that xlsxwriter does not take for its own markup (`<r>…</r>`)."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def cell_text(text: str) -> str:
    """Return the text as a cell of a workbook may hold it; the cell must be written as a string."""
    return guarded(printable(text))
