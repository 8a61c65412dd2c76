"""Regions by the names of a day, and what of a plan a cell names (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from consult.domain.people.regions import PLACES, region_names, regions_on
from consult.kernel.text import fold_to_compare

_KIND_OF_REGION: Final = {
    "область": "обл", "обл": "обл", "облысы": "обл", "облыс": "обл", "region": "обл",
    "город": "г", "г": "г", "қаласы": "г", "қала": "г", "қ": "г", "city": "г",
}  # fmt: skip
_CODE: Final = re.compile(r"kz-\d\d")
_WORD: Final = re.compile(r"[\w-]+")
_NUMBER: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+)+(?![\d.]*\d)")
_SECTION: Final = re.compile(
    r"раздел\w*\s+№?\s*(\d+)|(\d+)\s*-?\s*бөлім\w*|section\s+(\d+)|s\s*(\d+)"
)
_PLAN: Final = re.compile(
    r"(?:весь|всему|всего)\s+(?:проект|план)\w*|(?:проект|план)\s+в\s+целом|"
    r"бүкіл\s+(?:жоба|жоспар)\w*|(?:whole|entire)\s+(?:draft|plan)|(?:draft|plan)\s+as\s+a\s+whole"
    r"|plan|проект|жоба"
)


@dataclass(frozen=True)
class Named:
    """What a cell names: a measure or a section by number, or the plan; `extra`: more measures."""

    kind: str
    number: str = ""
    extra: tuple[str, ...] = ()


def named_target(printed: str) -> Named | None:
    """Return what of the plan a cell names ("2.1", "Section 2", "Whole draft"), None if unclear."""
    folded = fold_to_compare(printed)
    if numbers := list(dict.fromkeys(_NUMBER.findall(folded))):
        return Named("measure", numbers[0], tuple(numbers[1:]))
    if match := _SECTION.fullmatch(folded):
        return Named("section", next(number for number in match.groups() if number))
    return Named("plan") if _PLAN.fullmatch(folded) else None


def named_region(printed: str, day: date) -> str | None:
    """Return the code of a region called so on that day in any language; None when none was."""
    folded = fold_to_compare(printed)
    if not folded:
        return "unknown"
    if _CODE.fullmatch(folded):
        code = folded.upper()
        return code if code in {region.code for region in regions_on(day)} else None
    return _codes_on(day).get(_key(folded))


@lru_cache(maxsize=32)
def _codes_on(day: date) -> dict[tuple[str, ...], str]:
    codes = [*PLACES, *(region.code for region in regions_on(day))]
    return {
        _key(fold_to_compare(name)): code
        for code in codes
        for name in (*region_names(code, day).values(), code)
    }


def _key(folded: str) -> tuple[str, ...]:
    """The words of a name in any order, its kind in one form for all languages."""
    return tuple(sorted(_KIND_OF_REGION.get(word, word) for word in _WORD.findall(folded)))
