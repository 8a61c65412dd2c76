"""The facts of a consultation as people write them in a file or in options of a command."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import (
    CHANNELS,
    DEFAULT_ZONE,
    POLICIES,
    end_of_day,
    is_zone,
    start_of_day,
)
from consult.kernel.localised import LANGUAGES, LocalisedText

TEXTS = (
    "title",
    "summary",
    "purpose",
    "open_to_change",
    "not_open",
    "legal_basis",
    "deciding_body",
    "complaint_route",
    "missing_translations_note",
    "contact_address",
)
LINES = (
    "slug",
    "prefix",
    "contact_name",
    "contact_email",
    "contact_phone",
    "zone",
    "privacy_notice_version",
    "quiet_override",
)
DAYS = ("response_due_on", "decision_on")
FLAGS = ("late_allowed", "quiet_period")
LISTS = {"languages": LANGUAGES, "channels": CHANNELS}
WORDS = {"publication_policy": POLICIES}
NUMBERS = ("min_working_days",)
OTHERS = ("opens", "closes", "organisers", "lead_body")
NAMES = (*TEXTS, *LINES, *DAYS, *FLAGS, *LISTS, *WORDS, *NUMBERS, *OTHERS)


def read_file(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file; raises click.UsageError in one line."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        message = f"{path.name} is not JSON in UTF-8: {error}"
        raise click.UsageError(message) from error
    if not isinstance(found, dict):
        message = f"{path.name} must hold one JSON object with the facts of a consultation"
        raise click.UsageError(message)
    return found


def facts_of(values: Mapping[str, Any], present: Consultation | None = None) -> dict[str, Any]:
    """Return columns of a consultation from what was written; raises click.UsageError.

    `opens` and `closes` are days (start and end of the day in the zone) or ISO instants with an
    offset. `organisers` and `lead_body` are left out: they are organisations, not columns.
    """
    unknown = sorted(set(values) - set(NAMES))
    if unknown:
        message = f"unknown: {', '.join(unknown)}; known are: {', '.join(NAMES)}"
        raise click.UsageError(message)
    zone = str(values.get("zone") or (present.zone if present else DEFAULT_ZONE))
    if not is_zone(zone):
        msg = f"zone: there is no time zone {zone!r}; write it like Asia/Almaty"
        raise click.UsageError(msg)
    facts = {name: _fact(name, values[name]) for name in values if name not in OTHERS}
    for name, column, edge in (
        ("opens", "opens_at", start_of_day),
        ("closes", "closes_at", end_of_day),
    ):
        if values.get(name):
            facts[column] = _instant(name, values[name], zone, edge)
    return facts


def reasons_of(values: Mapping[str, Any]) -> dict[str, LocalisedText]:
    """Return why sections are in the plan, by section number."""
    return {str(number): _text(f"section {number}", text) for number, text in values.items()}


def _fact(name: str, value: Any) -> Any:
    if name in TEXTS:
        return _text(name, value)
    if name in DAYS:
        return _day(name, value) if value else None
    if name in LISTS:
        return _list(name, value)
    if name in FLAGS or name in NUMBERS:
        kind = bool if name in FLAGS else int
        if type(value) is not kind:
            msg = f"{name} must be {'true or false' if kind is bool else 'a whole number'}"
            raise click.UsageError(msg)
        return value
    if not isinstance(value, str) or (name in WORDS and value not in WORDS[name]):
        allowed = ", ".join(WORDS.get(name, ("a text",)))
        msg = f"{name} must be: {allowed}"
        raise click.UsageError(msg)
    return value


def _text(name: str, value: Any) -> LocalisedText:
    texts = isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())
    if not texts or set(value) - set(LANGUAGES):
        msg = f'{name} must be an object such as {{"kk": "…", "ru": "…", "en": "…"}}'
        raise click.UsageError(msg)
    return LocalisedText.of(value)


def _list(name: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not value or set(value) - set(LISTS[name]):
        msg = f"{name} must be a list of: {', '.join(LISTS[name])}"
        raise click.UsageError(msg)
    return value


def _day(name: str, value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        msg = f"{name}: {value!r} is not a day such as 2026-11-30"
        raise click.UsageError(msg) from error


def _instant(name: str, value: Any, zone: str, edge: Any) -> datetime:
    text = str(value)
    try:
        if len(text) == len("2026-11-30"):
            opened: datetime = edge(date.fromisoformat(text), zone)
            return opened
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{name}: {value!r} is neither a day such as 2026-11-30 nor an ISO instant"
        raise click.UsageError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
