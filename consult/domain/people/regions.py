"""The regions of Kazakhstan with the names of each time, and places that are no region."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

PLACES: Final[tuple[str, ...]] = ("national", "abroad", "unknown")
"""Values that stand where a region could: the whole country, abroad, not stated."""

_PLACE_NAMES: Final[dict[str, dict[str, str]]] = {
    "national": {
        "kk": "республикалық деңгей",
        "ru": "республиканский уровень",
        "en": "National level",
    },
    "abroad": {"kk": "шетел", "ru": "за рубежом", "en": "Abroad"},
    "unknown": {"kk": "көрсетілмеген", "ru": "не указано", "en": "Not stated"},
}
_LANGUAGES: Final = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class RegionName:
    """What a region was called from one day to another, both included; None is open."""

    valid_from: date | None
    valid_until: date | None
    names: dict[str, str]

    def covers(self, day: date) -> bool:
        """Whether the name was in force on that day."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Region:
    """One province or city of republican significance under its present ISO 3166-2 code."""

    code: str
    former_code: str
    kind: str
    zone: str
    predecessors: tuple[str, ...]
    periods: tuple[RegionName, ...]

    def on(self, day: date) -> RegionName | None:
        """The name in force on that day, or None when the region did not exist."""
        return next((period for period in self.periods if period.covers(day)), None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _period(raw: dict[str, Any]) -> RegionName:
    names = {language: str(raw[language]) for language in _LANGUAGES}
    return RegionName(_day(raw["from"]), _day(raw["until"]), names)


def _region(raw: dict[str, Any]) -> Region:
    return Region(
        code=raw["code"],
        former_code=raw["code_before_november_2022"],
        kind=raw["type"],
        zone=raw["zone"],
        predecessors=tuple(raw["predecessors"]),
        periods=tuple(_period(period) for period in raw["names"]),
    )


@cache
def all_regions() -> dict[str, Region]:
    """Every region that is or was, by its present code, in the order of the codes."""
    text = files("consult.domain.people").joinpath("regions.json").read_text(encoding="utf-8")
    regions = (_region(raw) for raw in json.loads(text))
    return {region.code: region for region in regions}


def regions_on(day: date) -> tuple[Region, ...]:
    """The regions that existed on that day: 16 in 2011, 17 in 2019, 20 since June 2022."""
    return tuple(region for region in all_regions().values() if region.on(day))


def is_place(code: str) -> bool:
    """Whether the code names a region or one of the other places."""
    return code in PLACES or code in all_regions()


def existed_on(code: str, day: date) -> bool:
    """Whether the place may stand in a record of that day; other places always may."""
    region = all_regions().get(code)
    return code in PLACES or (region is not None and region.on(day) is not None)


def standing_on(code: str, day: date) -> str:
    """The region of that day to which a region of another day belongs; other codes stay.

    A region that was split off later is part of its predecessor.
    """
    region = all_regions().get(code)
    if region is None or region.on(day) is not None or not region.predecessors:
        return code
    return standing_on(region.predecessors[0], day)


def region_names(code: str, on: date) -> dict[str, str]:
    """The name in three languages as valid on the day (I-24, K-04).

    A region that did not exist yet is called by its first name, an empty code "Not stated";
    an unknown code raises KeyError.
    """
    if not code or code in PLACES:
        return _PLACE_NAMES[code or "unknown"]
    region = all_regions()[code]
    return (region.on(on) or region.periods[0]).names


def region_name(code: str, language: str, on: date) -> str:
    """The name in one language as valid on the day, in Russian when the language is unknown."""
    names = region_names(code, on)
    return names.get(language, names["ru"])
