"""Deadlines in Russian, Kazakh and English as intervals and recurrence (P-7)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from consult.domain.plans.importer.parsed import Deadline, Interval
from consult.kernel.text import fold_to_compare

UNPARSED = Deadline(recurrence="unparsed", flag="W_DEADLINE_UNPARSED")
Period = tuple[date, date]

_MONTHS = (
    ("январ", "қаңтар", "january", "jan"), ("феврал", "ақпан", "february", "feb"),
    ("март", "наурыз", "march", "mar"), ("апрел", "сәуір", "april", "apr"),
    ("май", "мая", "мае", "мамыр", "may"), ("июн", "маусым", "june", "jun"),
    ("июл", "шілде", "july", "jul"), ("август", "тамыз", "august", "aug"),
    ("сентябр", "қыркүйек", "september", "sept", "sep"), ("октябр", "қазан", "october", "oct"),
    ("ноябр", "қараша", "november", "nov"), ("декабр", "желтоқсан", "december", "dec"),
)  # fmt: skip
_ENDINGS = (
    "(?:ь|я|е|ю|а|у|ға|ге|қа|ке|на|не|дан|ден|тан|тен|нан|нен|да|де|та|те|ның|нің|дың|дің|тың|тің)?"
)
_NUMERALS = {
    "1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "first": 1, "second": 2, "первое": 1, "второе": 2, "бірінші": 1, "екінші": 2,
}  # fmt: skip
_COUNT = "([1-4]|iv|i{1,3})"
_RECURRENCES = (
    (
        "half-year",
        r"раз в (?:полугодие|полгода)|жарты жылда бір рет|every half-?year|twice a year",
    ),
    ("quarterly", r"ежеквартально|раз в квартал|тоқсан сайын|quarterly|every quarter"),
    (
        "annual",
        r"ежегодно|раз в год|жыл сайын|жылына бір рет|annually|yearly|every year",
    ),
    (
        "permanent",
        r"постоянно|на постоянной основе|тұрақты(?: түрде)?|ongoing|permanently|continuously",
    ),
)
_SILENT = frozenset(
    [
        "в",
        "во",
        "году",
        "года",
        "год",
        "годы",
        "годов",
        "годах",
        "гг",
        "г",
        "течение",
        "жыл",
        "жылғы",
        "жылы",
        "жылдар",
        "жылдары",
        "жылдың",
        "жылдан",
        "жылға",
        "жылда",
        "ж",
        "жж",
        "of",
        "the",
        "in",
        "year",
        "years",
        "on",
        "бойы",
        "ішінде",
        "during",
    ]
)
_BY = frozenset(["до", "к", "не", "позднее", "by", "until", "дейін", "қарай", "before"])
_FROM = frozenset(["с", "со", "c", "начиная", "from", "since", "бастап", "starting"])
_END = frozenset(["конца", "концу", "соңына", "соңы", "end"])
_LONGEST = 300
_LAST_DAY = 31
_YEARS = range(2000, 2100)
_YEAR_DIGITS = 4
_DAY_AND_YEAR = 2
_BOTH_SIDES = 2
_MONTHS_OF_YEAR = 12
_TOKEN = re.compile(r"[a-zа-яәғқңөұүһі]+:?\d*|\d+|[–,]")


@dataclass(frozen=True)
class _Point:
    year: int | None = None
    part: tuple[int, int] | None = None
    month: int | None = None
    day: int | None = None

    def in_year(self, year: int | None) -> _Point:
        return _Point(self.year or year, self.part, self.month, self.day)


def parse_deadline(text: str, period: Period | None) -> Deadline:
    """Return the intervals that a printed deadline covers; what is not understood is flagged.

    A quarter, month, year or half-year covers itself; "until X" has an open start, "from X" an
    open end; recurrent deadlines cover the plan period unless years are printed.
    """
    if len(text) > _LONGEST:
        return UNPARSED
    folded, recurrence = _without_recurrence(_canonical(text))
    tokens = [token for token in _TOKEN.findall(folded) if token not in _SILENT]
    if _TOKEN.sub("", folded).strip(" .;") or not all(_is_known(token) for token in tokens):
        return UNPARSED
    try:
        return _recurrent(tokens, recurrence, period) if recurrence else _plain(tokens)
    except ValueError:
        return UNPARSED


def plan_period(title: str) -> Period | None:
    """Return the first and last day of the years named in a plan's title, such as 2011–2014."""
    years = [int(year) for year in re.findall(r"\b(20\d\d)\b", title)]
    return (date(min(years), 1, 1), date(max(years), 12, 31)) if years else None


def _canonical(text: str) -> str:
    folded = fold_to_compare(text).replace(";", ",").replace("—", "–").replace("−", "–")
    folded = re.sub(r"\b[iі]{1,3}v?\b", lambda found: found[0].replace("і", "i"), folded)
    folded = re.sub(r"\bіv\b", "iv", folded)
    folded = re.sub(r"(\d{4})\s*-\s*(\d{4})", r"\1 – \2", folded)
    folded = re.sub(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b", r"\1 m:\2 \3", folded)
    folded = re.sub(
        rf"\b{_COUNT}\s*[–-]\s*{_COUNT}\s*-?\s*(?=квартал|кв\b|тоқсан)",
        r"\1 кв – \2 ",
        folded,
    )
    folded = re.sub(
        rf"\b{_COUNT}\s*-?\s*(?:й |ші |ый )?\s*(?:квартал\w*|кв\b|тоқсан\w*)",
        _numbered("q"),
        folded,
    )
    folded = re.sub(rf"\bq\s?{_COUNT}\b", _numbered("q"), folded)
    halves = "|".join((_COUNT[1:-1], "первое", "второе", "бірінші", "екінші", "first", "second"))
    folded = re.sub(
        rf"\b({halves})\s*-?\s*(?:е |ші )?(?:полугоди\w+|жартыжылдық\w*|half(?: of)?\b)",
        _numbered("h"),
        folded,
    )
    for number, stems in enumerate(_MONTHS, start=1):
        folded = re.sub(rf"\b(?:{'|'.join(stems)}){_ENDINGS}\b", f" m:{number} ", folded)
    return folded


def _numbered(letter: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f" {letter}:{_NUMERALS[found[1]]} "


def _without_recurrence(folded: str) -> tuple[str, str]:
    for name, pattern in _RECURRENCES:
        if re.search(rf"\b(?:{pattern})\b", folded):
            return re.sub(rf"\b(?:{pattern})\b", " ", folded), name
    return folded, ""


def _is_known(token: str) -> bool:
    if token.isdigit():
        return 1 <= int(token) <= _LAST_DAY or int(token) in _YEARS
    return token in _BY | _FROM | _END | {"–", ","} or token[1:2] == ":"


def _recurrent(tokens: Sequence[str], recurrence: str, period: Period | None) -> Deadline:
    years = [int(token) for token in tokens if token.isdigit() and len(token) == _YEAR_DIGITS]
    first, last = period or (None, None)
    if years:
        first = date(min(years), 1, 1)
        last = last if set(tokens) & _FROM else date(max(years), 12, 31)
    months = [token for token in tokens if token.startswith("m:")]
    is_season = len(months) > 1 or (
        months and not any(token.isdigit() and len(token) < _YEAR_DIGITS for token in tokens)
    )
    return Deadline(((first, last),), recurrence, "W_DEADLINE_SEASON" if is_season else "")


def _plain(tokens: Sequence[str]) -> Deadline:
    parts = [part for part in _split(tokens, ",") if part]
    if not parts:
        return UNPARSED
    year = next(
        (point.year for part in reversed(parts) for point in [_point(part)] if point.year),
        None,
    )
    return Deadline(tuple(_interval(part, year) for part in parts))


def _interval(tokens: Sequence[str], year: int | None) -> Interval:
    if any(sum(token.isdigit() for token in side) > _DAY_AND_YEAR for side in _split(tokens, "–")):
        raise ValueError(tokens)
    sides = [_point(side).in_year(_point(tokens).year or year) for side in _split(tokens, "–")]
    if len(sides) > _BOTH_SIDES:
        raise ValueError(tokens)
    start, end = _bounds(sides[0])[0], _bounds(sides[-1])[1]
    if set(tokens) & (_BY | _END):
        return None, end
    return (start, None) if set(tokens) & _FROM and len(sides) == 1 else (start, end)


def _split(tokens: Sequence[str], mark: str) -> Iterator[list[str]]:
    part: list[str] = []
    for token in tokens:
        if token == mark:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _point(tokens: Sequence[str]) -> _Point:
    numbers = [int(token) for token in tokens if token.isdigit()]
    marks = {token[0]: int(token[2:]) for token in tokens if token[1:2] == ":"}
    part = next(
        ((marks[letter], months) for letter, months in (("q", 3), ("h", 6)) if letter in marks),
        None,
    )
    return _Point(
        year=next((number for number in numbers if number > _LAST_DAY), None),
        part=part,
        month=marks.get("m"),
        day=next((number for number in numbers if number <= _LAST_DAY), None),
    )


def _bounds(point: _Point) -> Period:
    if point.year is None:
        raise ValueError(point)
    first, last = 1, _MONTHS_OF_YEAR
    if point.part:
        count, months = point.part
        first, last = (count - 1) * months + 1, count * months
    elif point.month:
        first = last = point.month
    if point.day and point.month:
        return date(point.year, point.month, point.day), date(point.year, point.month, point.day)
    if point.day or last > _MONTHS_OF_YEAR:
        raise ValueError(point)
    return date(point.year, first, 1), date(point.year, last, monthrange(point.year, last)[1])
