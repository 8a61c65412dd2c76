"""Recommendation numbers written in a plan's cell (P-9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consult.kernel.text import is_blank

MAX_RANGE = 60
_PREFIX = re.compile(
    r"^(?:пп|п|рек|рекомендаци\w+|пункт\w*|para|paras|rec|recs)\b\.?\s*|\s*-?\s*(?:ұсыным\w*|тармақ\w*)$",
    re.IGNORECASE,
)
_ONE = re.compile(r"\d+\.\d+")
_RANGE = re.compile(r"(\d+)\.(\d+)\s*[-–—−‑]\s*(\d+)\.(\d+)")
_DASHES = frozenset("-–—−")


@dataclass(frozen=True)
class References:
    """Numbers in the order printed, each once, and the pieces that are no number."""

    numbers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def parse_references(text: str) -> References:
    """Return the paragraph numbers of a cell; ranges stay in one paragraph, at most 60 long."""
    numbers: list[str] = []
    unread: list[str] = []
    for piece in re.split(r"[,;\n]", text):
        bare = _PREFIX.sub("", piece.strip()).strip()
        if is_blank(bare) or set(bare) <= _DASHES:
            continue
        found = _expanded(bare)
        numbers.extend(found)
        if not found:
            unread.append(bare)
    return References(tuple(dict.fromkeys(numbers)), tuple(unread))


def _expanded(piece: str) -> list[str]:
    if _ONE.fullmatch(piece):
        return [piece]
    if not (match := _RANGE.fullmatch(piece)):
        return []
    paragraph, first, same, last = (int(number) for number in match.groups())
    if paragraph != same or not first < last <= first + MAX_RANGE - 1:
        return []
    return [f"{paragraph}.{number}" for number in range(first, last + 1)]
