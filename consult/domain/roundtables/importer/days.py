"""Days and times of day as people write them in three languages (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Final

from consult.kernel.text import fold_to_compare

_MONTHS: Final = (
    ("январ", "қаңтар", "january"),
    ("феврал", "ақпан", "february"),
    ("март", "наурыз", "march"),
    ("апрел", "сәуір", "april"),
    ("ма[йя]", "мамыр", "may"),
    ("июн", "маусым", "june"),
    ("июл", "шілде", "july"),
    ("август", "тамыз", "august"),
    ("сентябр", "қыркүйек", "september"),
    ("октябр", "қазан", "october"),
    ("ноябр", "қараша", "november"),
    ("декабр", "желтоқсан", "december"),
)
_NAMED: Final = re.compile(r"(\d{1,2})\s+(\w+)\s+(\d{4})")
_KAZAKH: Final = re.compile(r"(\d{4})\s+жылғы\s+(\d{1,2})\s+(\w+)")
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_TIME: Final = re.compile(r"(?:\d{4}-\d\d-\d\dT)?(\d{1,2})[:.\-](\d{2})(?::\d{2})?")
_FRACTION: Final = re.compile(r"0?\.\d{3,}")
_MINUTES: Final = 24 * 60


def day_in(lines: Sequence[str]) -> date | None:
    """Return the first day that lines name, as 16 марта 2011, 2011 жылғы 24 наурыз, 16.03.2011."""
    for line in lines:
        folded = fold_to_compare(line)
        for found in (_kazakh(folded), _named(folded), _in_digits(folded)):
            if found:
                return found
    return None


def time_of_day(printed: str) -> time | None:
    """Return a time of day written as 10:35, 9.05 or as a fraction of a day; None for the rest."""
    text = printed.strip()
    if _FRACTION.fullmatch(text):
        minutes = round(float(text) * _MINUTES)
        return time(minutes // 60, minutes % 60) if minutes < _MINUTES else None
    match = _TIME.fullmatch(text)
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def _named(folded: str) -> date | None:
    match = _NAMED.search(folded)
    return _day(match[3], _month(match[2]), match[1]) if match else None


def _kazakh(folded: str) -> date | None:
    match = _KAZAKH.search(folded)
    return _day(match[1], _month(match[3]), match[2]) if match else None


def _in_digits(folded: str) -> date | None:
    if match := _DOTTED.search(folded):
        return _day(match[3], int(match[2]), match[1])
    match = _ISO.search(folded)
    return _day(match[1], int(match[2]), match[3]) if match else None


def _month(word: str) -> int:
    return next(
        (number for number, stems in enumerate(_MONTHS, 1) if re.match("|".join(stems), word)), 0
    )


def _day(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None
