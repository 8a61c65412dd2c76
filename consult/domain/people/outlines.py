"""Outlines of the regions to draw a map of a day: paths, places of their labels, whose they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from consult.domain.people.regions import all_regions, regions_on, standing_on


@dataclass(frozen=True, slots=True)
class Outline:
    """Regions of today drawn as one: the path of an SVG, and where a label fits, in its units."""

    codes: tuple[str, ...]
    path: str
    label: tuple[int, int]


@dataclass(frozen=True, slots=True)
class OutlineSheet:
    """All outlines on one sheet; `boundaries_of` is the day since which the boundaries hold."""

    width: int
    height: int
    boundaries_of: date
    outlines: dict[tuple[str, ...], Outline]


@cache
def sheet() -> OutlineSheet:
    """Return the stored outlines (made by consult/static/src/region_shapes.py)."""
    text = files("consult.domain.people").joinpath("region_shapes.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    drawn = [_outline(one) for one in raw["outlines"]]
    return OutlineSheet(
        raw["width"],
        raw["height"],
        date.fromisoformat(raw["boundaries_of"]),
        {one.codes: one for one in drawn},
    )


def _outline(raw: dict[str, Any]) -> Outline:
    x, y = raw["label"]
    return Outline(tuple(raw["codes"]), raw["path"], (x, y))


@cache
def outlines_on(day: date) -> dict[str, Outline]:
    """Return the outline of every region of that day; later regions are part of theirs.

    Boundaries are those of today's regions joined, so small changes between two days are not drawn.
    """
    groups: dict[str, list[str]] = {region.code: [] for region in regions_on(day)}
    for code in all_regions():
        groups[standing_on(code, day)].append(code)
    stored = sheet().outlines
    return {code: stored[tuple(sorted(codes))] for code, codes in groups.items()}
