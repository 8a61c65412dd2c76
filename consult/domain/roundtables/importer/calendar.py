"""Reading a calendar of round tables: one row a meeting, its day and times in its own zone."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from consult.domain.people.regions import PLACES, all_regions, existed_on, is_place, region_names
from consult.domain.roundtables.importer.days import day_in, time_of_day
from consult.domain.roundtables.rules import FORMATS, STATES, TABLE_LEVELS
from consult.kernel.findings import Finding, Level
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.text import clean_line, fold_to_compare, is_blank
from consult.machinery.records import Columns, Record, Records, heading, read_records

_HEADINGS: Final = {
    "id": "№ | код | код встречи | id встречи | кездесу коды",
    "title_ru": "название | название (рус.) | тема",
    "title_kk": "атауы | название (каз.)",
    "title_en": "title | название (англ.)",
    "date": "дата | күні | day",
    "starts": "начало | басталуы | start",
    "ends": "окончание | аяқталуы | end",
    "timezone": "часовой пояс | уақыт белдеуі | time zone",
    "region_code": "код региона | регион | өңір коды | өңір | region",
    "venue_ru": "место | место проведения | өтетін жері | venue",
    "city_ru": "город | қала | city",
    "organisers": "организаторы | ұйымдастырушылар",
    "partners": "партнеры | серіктестер",
    "languages": "языки | тілдер",
    "format": "формат | форматы",
    "agenda_sections": "разделы плана | повестка | күн тәртібі | agenda",
}
COLUMNS: Final = Columns(
    required=("id", "title_ru", "date", "starts", "ends", "region_code", "organisers"),
    optional=(
        "level", "title_kk", "title_en", "timezone", "region_code_2011", "region_name_ru_on_date",
        "region_name_kk_on_date", "city_ru", "city_kk", "city_en", "venue_ru", "venue_kk",
        "venue_en", "format", "partners", "invited", "registered", "attended", "languages",
        "interpretation", "accessibility", "agenda_sections", "statements", "file", "status",
    ),
    codes=("id", "agenda_sections"),
    headings={heading(one): name for name, row in _HEADINGS.items() for one in row.split(" | ")},
)  # fmt: skip
_LIST: Final = re.compile(r"[;,]\s*")
_KAZAKH: Final = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_NUMBERS: Final = ("invited", "registered", "attended")


@dataclass(frozen=True)
class CalendarRow:
    """One meeting; times are instants, organisers and partners codes or names of organisations."""

    row: int
    source_ref: str
    level: str
    title: LocalisedText
    starts_at: datetime
    ends_at: datetime
    zone: str
    region_code: str
    city: LocalisedText
    venue: LocalisedText
    format: str
    organisers: tuple[str, ...]
    partners: tuple[str, ...]
    languages: tuple[str, ...]
    interpretation: tuple[str, ...]
    accessibility: LocalisedText
    sections: tuple[str, ...]
    invited: int | None
    registered: int | None
    attended: int | None
    file: str
    status: str


@dataclass(frozen=True)
class CalendarFile:
    """The meetings of a file without errors, and the findings."""

    name: str
    rows: tuple[CalendarRow, ...]
    findings: tuple[Finding, ...]


def read_calendar(
    data: bytes, filename: str, *, zone: str, accepted: Collection[str] = ()
) -> CalendarFile:
    """Return the meetings of a CSV or XLSX calendar; rows with errors are reported by cell.

    `zone` is the time zone where a row names none; a region must have existed on the day (I-24).
    """
    table = read_records(data, filename, COLUMNS, accepted)
    rows = [row for record in table.rows if (row := _meeting(table, record, zone))]
    known: dict[str, int] = {}
    for row in rows:
        if (same := known.setdefault(row.source_ref, row.row)) != row.row:
            facts = {"value": row.source_ref, "other": same, "field": "id"}
            place = (filename, table.sheet, (), row.row, facts)
            table.findings.append(Finding(Level.ERROR, "E_ROW_TWICE", *place))
    return CalendarFile(filename, tuple(rows), tuple(table.findings))


def _meeting(table: Records, record: Record, default_zone: str) -> CalendarRow | None:
    before = len(table.findings)
    _check(table, record)
    zone = _zone(table, record, default_zone)
    day = _day(table, record)
    starts_at, ends_at = (_moment(table, record, name, day, zone) for name in ("starts", "ends"))
    if starts_at and ends_at and ends_at <= starts_at:
        table.note(Level.ERROR, "E_CALENDAR_TIMES", record, "ends")
    if day:
        _check_region(table, record, day)
    numbers = {name: _number(table, record, name) for name in _NUMBERS}
    failed = any(finding.stops for finding in table.findings[before:])
    if failed or starts_at is None or ends_at is None:
        return None
    return CalendarRow(
        row=record.row,
        source_ref=clean_line(record["id"]),
        level=_word(record, "level") or "regional",
        title=_localised(record, "title"),
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        region_code=clean_line(record["region_code"]),
        city=_localised(record, "city"),
        venue=_localised(record, "venue"),
        format=_word(record, "format") or "in_person",
        organisers=_list(record, "organisers"),
        partners=_list(record, "partners"),
        languages=_list(record, "languages"),
        interpretation=_list(record, "interpretation"),
        accessibility=_in_one_language(clean_line(record["accessibility"])),
        sections=_list(record, "agenda_sections"),
        file=clean_line(record["file"]),
        status=_word(record, "status") or "planned",
        **numbers,
    )


def _check(table: Records, record: Record) -> None:
    for column in COLUMNS.required:
        if is_blank(record[column]):
            table.note(Level.ERROR, "E_ROW_REQUIRED", record, column)
    closed = {"level": TABLE_LEVELS, "format": FORMATS, "status": STATES}
    for column, allowed in closed.items():
        if (value := _word(record, column)) and value not in allowed:
            facts = {"value": value, "allowed": ", ".join(allowed)}
            table.note(Level.ERROR, "E_ROW_CODE", record, column, **facts)
    for value in _list(record, "languages"):
        if value not in LANGUAGES:
            facts = {"value": value, "allowed": ", ".join(LANGUAGES)}
            table.note(Level.ERROR, "E_ROW_CODE", record, "languages", **facts)


def _check_region(table: Records, record: Record, day: date) -> None:
    code = clean_line(record["region_code"])
    if not code:
        return
    if code in PLACES or not is_place(code):
        table.note(Level.ERROR, "E_ROW_REGION", record, "region_code", value=code)
        return
    if not existed_on(code, day):
        facts = {"value": code, "day": day.isoformat()}
        table.note(Level.ERROR, "E_CALENDAR_REGION", record, "region_code", **facts)
        return
    _check_former(table, record, code)
    names = region_names(code, day)
    for language in ("ru", "kk"):
        column = f"region_name_{language}_on_date"
        printed = clean_line(record[column])
        if printed and fold_to_compare(printed) != fold_to_compare(names[language]):
            facts = {"value": printed, "name": names[language]}
            table.note(Level.WARNING, "W_CALENDAR_REGION_NAME", record, column, **facts)


def _check_former(table: Records, record: Record, code: str) -> None:
    former = clean_line(record["region_code_2011"])
    if former and former != all_regions()[code].former_code:
        table.note(Level.ERROR, "E_ROW_REGION", record, "region_code_2011", value=former)


def _zone(table: Records, record: Record, default: str) -> str:
    name = clean_line(record["timezone"]) or default
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        table.note(Level.ERROR, "E_CALENDAR_ZONE", record, "timezone", value=name)
        return default
    return name


def _day(table: Records, record: Record) -> date | None:
    printed = clean_line(record["date"])
    found = day_in([printed])
    if printed and found is None:
        table.note(Level.ERROR, "E_ROW_DAY", record, "date", value=printed)
    return found


def _moment(
    table: Records, record: Record, column: str, day: date | None, zone: str
) -> datetime | None:
    printed = clean_line(record[column])
    at = time_of_day(printed)
    if printed and at is None:
        table.note(Level.ERROR, "E_SHEET_TIME", record, column, value=printed)
    if day is None or at is None:
        return None
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _number(table: Records, record: Record, column: str) -> int | None:
    printed = clean_line(record[column])
    if printed and not printed.isdecimal():
        table.note(Level.ERROR, "E_SHEET_COUNT", record, column, value=printed)
        return None
    return int(printed) if printed else None


def _word(record: Record, column: str) -> str:
    return clean_line(record[column]).lower()


def _list(record: Record, column: str) -> tuple[str, ...]:
    parts = (clean_line(part) for part in _LIST.split(record[column]))
    return tuple(dict.fromkeys(part for part in parts if part))


def _localised(record: Record, name: str) -> LocalisedText:
    return LocalisedText(**{one: clean_line(record[f"{name}_{one}"]) for one in LANGUAGES})


def _in_one_language(text: str) -> LocalisedText:
    """A text of which only the words are known: Kazakh by its letters, else Russian."""
    return LocalisedText(**{"kk" if _KAZAKH.search(text) else "ru": text})
