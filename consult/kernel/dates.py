"""Long dates and times in Kazakh, Russian and English, as official texts write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

_MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "kk": (
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ),
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_LONG: Final[dict[str, str]] = {
    "kk": "{year} жылғы {day} {month}",
    "ru": "{day} {month} {year} года",
    "en": "{day} {month} {year}",
}


def long_date(day: date, language: str) -> str:
    """The date in words: «2011 жылғы 28 сәуір», «28 апреля 2011 года», "28 April 2011" (K-08).

    An unknown language is written in English.
    """
    code = language if language in _LONG else "en"
    month = _MONTHS[code][day.month - 1]
    return _LONG[code].format(day=day.day, month=month, year=day.year)


def long_datetime(moment: datetime, language: str, zone: str | tzinfo) -> str:
    """The date in words, the time and its offset: "28 April 2011, 18:00 (UTC+6)" (X-13).

    `moment` must know its zone; it is shown on the clocks of `zone` as they went on that day.
    Raises ValueError for a naive time and ZoneInfoNotFoundError for an unknown zone.
    """
    local = in_zone(moment, zone)
    return f"{long_date(local.date(), language)}, {local:%H:%M} ({offset_name(local)})"


def deadline(moment: datetime, language: str, zone: str) -> str:
    """As long_datetime, with the name of the zone: "28 April 2011, 18:00 (UTC+6, Almaty)" (REQ 22).

    `zone` is a name such as Asia/Almaty; its city is named in the language.
    """
    local = in_zone(moment, zone)
    code = language if language in _LONG else "en"
    named = f"{offset_name(local)}, {get_timezone_location(zone, locale=code, return_city=True)}"
    return f"{long_date(local.date(), language)}, {local:%H:%M} ({named})"


def in_zone(moment: datetime, zone: str | tzinfo) -> datetime:
    """The same instant on the clocks of `zone`; ValueError when `moment` knows no zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def offset_name(moment: datetime) -> str:
    """The offset from UTC as people write it: UTC, UTC+6, UTC+5:30."""
    offset = moment.utcoffset() or timedelta(0)
    minutes = int(offset.total_seconds()) // 60
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
