"""How a discussion was held, frozen with its report: texts, days, events, earlier reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from consult.kernel.localised import LocalisedText

NO_TEXT: Final = LocalisedText()


@dataclass(frozen=True, slots=True)
class Event:
    """A public fact of the discussion: what happened, when, and why when a reason was given."""

    kind: str
    at: datetime
    reason: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A report that was compiled before this one; `override_by` decided to publish with gaps."""

    number: int
    state: str
    rows: int
    checksum: str
    as_of: datetime | None = None
    published_at: datetime | None = None
    override_by: str = ""
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """The act that adopted the plan, when there was one at the moment of the report."""

    kind: str
    number: str
    adopted_on: date
    signatory: LocalisedText = NO_TEXT


@dataclass(frozen=True, slots=True)
class Process:
    """What parts 1, 2 and 8 of a dossier tell; days are counted from the opening to the closing."""

    purpose: LocalisedText = NO_TEXT
    open_to_change: LocalisedText = NO_TEXT
    not_open: LocalisedText = NO_TEXT
    legal_basis: LocalisedText = NO_TEXT
    deciding_body: LocalisedText = NO_TEXT
    contact_address: LocalisedText = NO_TEXT
    contact_email: str = ""
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    calendar_days: int = 0
    working_days: int = 0
    first_closes_at: datetime | None = None
    decision_on: date | None = None
    events: tuple[Event, ...] = ()
    adoption: Adoption | None = None
    earlier: tuple[EarlierReport, ...] = ()


_TEXTS: Final = (
    *("purpose", "open_to_change", "not_open", "legal_basis", "deciding_body"),
    "contact_address",
)


def _moment(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None


def _event(raw: dict[str, Any]) -> Event:
    reason = LocalisedText.of(raw.get("reason"))
    return Event(raw["kind"], datetime.fromisoformat(raw["at"]), reason)


def _earlier(raw: dict[str, Any]) -> EarlierReport:
    moments = {name: _moment(raw.get(name)) for name in ("as_of", "published_at")}
    return EarlierReport(**{**raw, **moments})


def _adoption(raw: dict[str, Any]) -> Adoption:
    day = date.fromisoformat(raw["adopted_on"])
    return Adoption(raw["kind"], raw["number"], day, LocalisedText.of(raw.get("signatory")))


def process_from_json(raw: dict[str, Any] | None) -> Process | None:
    """Rebuild from what `orjson.dumps(process)` wrote; None for reports of before there was one."""
    if raw is None:
        return None
    values = {**raw, **{name: LocalisedText.of(raw.get(name)) for name in _TEXTS}}
    values["channels"] = tuple(raw.get("channels", ()))
    values["languages"] = tuple(raw.get("languages", ()))
    values["first_closes_at"] = _moment(raw.get("first_closes_at"))
    decision = raw.get("decision_on")
    values["decision_on"] = date.fromisoformat(decision) if decision else None
    values["events"] = tuple(_event(item) for item in raw.get("events", ()))
    values["adoption"] = _adoption(raw["adoption"]) if raw.get("adoption") else None
    values["earlier"] = tuple(_earlier(item) for item in raw.get("earlier", ()))
    return Process(**values)
