"""The map of the regions as shapes, words and places of a drawing; the template draws it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from consult.domain.people.outlines import Outline, outlines_on, sheet
from consult.domain.people.regions import all_regions, region_name, regions_on
from consult.domain.reports.regions import TableAt
from consult.domain.reports.small_numbers import FEW
from consult.web.filters import number
from consult.web.language import current_language
from consult.web.regional import Cell

ROUND: Final = tuple(step * 10**power for power in range(1, 7) for step in (1, 2, 5))
GENERIC: Final = {"kk": (" облысы", " қаласы"), "ru": ("область", "город"), "en": (" Region",)}
MANY: Final = 3
"""Round tables from which on a region is in the darkest class."""
LONG: Final = 12
"""Letters after which a name is written in two lines."""
LEAN: Final = {"KZ-71": "right", "KZ-75": "below", "KZ-79": "right"}
"""City -> on which side of it the markers of its round tables stand."""
GAP: Final = 24
"""Between two markers side by side, in units of the drawing."""


@dataclass(frozen=True)
class Area:
    """One region or city: where it is, its number, its class, what is said of it."""

    code: str
    path: str
    x: int
    y: int
    is_city: bool
    name: Sequence[str]
    text: str
    shade: str
    says: str


@dataclass(frozen=True)
class Marker:
    """A round table on the map: its number in the list, where it stands."""

    number: int
    x: int
    y: int
    lean: str
    offset: int
    says: str
    held: bool
    reference: str


@dataclass(frozen=True)
class RegionMap:
    """What the template draws: `regions` first, `cities` over them, markers on top, a legend."""

    width: int
    height: int
    regions: Sequence[Area]
    cities: Sequence[Area]
    markers: Sequence[Marker]
    legend: Sequence[tuple[str, str]]


def region_map(
    day: date, cells: Mapping[str, Cell], tables: Sequence[TableAt], column: str
) -> RegionMap:
    """Return the map of a day with one column of numbers; no cells, then markers only."""
    whole = sheet()
    outlines = outlines_on(day)
    bounds = steps([cell.value for cell in cells.values() if cell.mask == "shown"], column)
    areas = [_area(code, outlines[code], day, cells.get(code), bounds) for code in outlines]
    return RegionMap(
        whole.width,
        whole.height,
        [area for area in areas if not area.is_city],
        [area for area in areas if area.is_city],
        list(_markers(tables, outlines)),
        legend(bounds, cells.values(), column) if cells else (),
    )


def steps(values: Sequence[int], column: str) -> tuple[int, ...]:
    """Return the lowest numbers of the classes from light to dark, at most three.

    Meetings are few: 1, 2, 3 or more. Other numbers begin at the lowest that is printed.
    """
    if column == "round_tables":
        return tuple(range(1, max(1, min(MANY, max(values, default=0))) + 1))
    top = max(values, default=0)
    high = max((one for one in ROUND if one <= top * 0.7), default=0)
    middle = max((one for one in ROUND if one <= high / 2), default=0)
    return tuple(sorted({FEW} | {one for one in (middle, high) if one > FEW}))


def shade(cell: Cell | None, bounds: Sequence[int]) -> str:
    """Return the class of a cell: none, few, hidden, or 1 to 3; `empty` where there is no cell."""
    if cell is None:
        return "empty"
    if cell.mask != "shown":
        return cell.mask
    if cell.value == 0:
        return "none"
    return str(max(1, sum(bound <= cell.value for bound in bounds)))


def legend(bounds: Sequence[int], cells: Iterable[Cell], column: str) -> list[tuple[str, str]]:
    """Return (class, words) from light to dark; the withheld ones when there are any."""
    found = [("none", "0")]
    seen = {cell.mask for cell in cells}
    if column != "round_tables" and "few" in seen:
        found.append(("few", _("fewer than 5")))
    for place, low in enumerate(bounds, start=1):
        last = place == len(bounds)
        exact = column == "round_tables" and low < MANY
        more = last and not exact
        top = low if last else bounds[place] - 1
        found.append((str(place), _or_more(low) if more else _span(low, top)))
    if "hidden" in seen:
        found.append(("hidden", _("not shown")))
    return found


def _or_more(low: int) -> str:
    return _("%(number)s or more", number=number(low))


def _span(low: int, high: int) -> str:
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def _area(code: str, outline: Outline, day: date, cell: Cell | None, bounds: Sequence[int]) -> Area:
    name = region_name(code, current_language(), day)
    says = _("%(place)s: %(number)s", place=name, number=cell.text) if cell else name
    return Area(
        code,
        outline.path,
        *outline.label,
        is_city=all_regions()[code].kind == "city",
        name=lines_of(short_name(name, current_language())),
        text=_on_map(cell),
        shade=shade(cell, bounds),
        says=says,
    )


def _on_map(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return {"shown": number(cell.value), "few": f"<{FEW}", "hidden": "?"}[cell.mask]


def short_name(name: str, language: str) -> str:
    """Return the name of a region without the word for region or city."""
    for word in GENERIC.get(language, ()):
        name = name.replace(word, "")
    return name.strip()


def lines_of(name: str) -> tuple[str, ...]:
    """Return a long name as two lines, cut after a hyphen or at a space."""
    if len(name) <= LONG:
        return (name,)
    for sign in ("-", " "):
        first, found, rest = name.partition(sign)
        if found:
            return (first + sign.strip(), rest)
    return (name,)


def _markers(tables: Sequence[TableAt], outlines: Mapping[str, Outline]) -> Iterable[Marker]:
    placed: dict[str, int] = {}
    of_code = {code: sum(one.region_code == code for one in tables) for code in outlines}
    for order, table in enumerate(tables, start=1):
        code = table.region_code
        if code not in outlines:
            continue
        place = placed[code] = placed.get(code, 0) + 1
        lean = LEAN.get(code, "under")
        x, y = outlines[code].label
        first = 0 if lean == "right" else -(of_code[code] - 1) * GAP // 2
        says = _("Round table %(number)s: %(place)s", number=order, place=_where(table))
        yield Marker(
            order, x, y, lean, first + (place - 1) * GAP, says, table.held, table.reference
        )


def _where(table: TableAt) -> str:
    return table.city.in_(current_language()) or table.title.in_(current_language())


def later_names(joined: Mapping[str, str], day: date) -> list[str]:
    """Return the names of regions that came after the day, as they were first called."""
    return [region_name(code, current_language(), day) for code in joined]


def counts_on(day: date) -> tuple[int, int]:
    """Return how many regions and how many cities of republican significance there were."""
    found = regions_on(day)
    cities = sum(region.kind == "city" for region in found)
    return len(found) - cities, cities


def facts(day: date, joined: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page says under the map about its boundaries."""
    regions, cities = counts_on(day)
    return {
        "since": sheet().boundaries_of,
        "day": day,
        "regions": regions,
        "cities": cities,
        "later": later_names(joined, day),
    }
