"""Text that every file format can hold, in pieces that fit into a cell."""

from __future__ import annotations

from consult.kernel.cells import is_altered, printable, without_formula

__all__ = ["is_altered", "pieces", "printable", "without_formula"]


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
