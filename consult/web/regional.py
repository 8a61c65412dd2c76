"""The regional picture in words: rows by name, numbers as they may be printed, the same as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.domain.people.regions import PLACES, region_name, regions_on
from consult.domain.reports.regions import COLUMNS, Figures, Reader, Regional
from consult.domain.reports.small_numbers import Mask, Masked, mask_table
from consult.domain.reports.vocabulary import NOT_SHOWN
from consult.kernel.alphabet import alphabetical
from consult.kernel.cells import without_formula
from consult.web.filters import number
from consult.web.language import current_language

HEADS: dict[str, Any] = {
    "round_tables": _l("Round tables held"),
    "people": _l("People who came"),
    "organisations": _l("Organisations"),
    "comments": _l("Comments"),
    "answered": _l("Comments with an answer"),
}
WORDS: dict[Mask, Any] = {"few": _l("fewer than 5"), "hidden": _l("not shown")}
OPEN = frozenset({"round_tables"})
"""Columns without people in them: a round table is a public event."""
LIMITS = {"answered": ("comments",), "organisations": ("people", "comments")}
"""An answered comment is a comment; an organisation came or sent a comment."""


@dataclass(frozen=True)
class Cell:
    """One number and how it is printed; pages and files take `text`."""

    value: int
    mask: Mask = "shown"

    @property
    def text(self) -> str:
        """Return what is printed in the page's language."""
        return number(self.value) if self.mask == "shown" else str(WORDS[self.mask])

    @property
    def plain(self) -> str:
        """Return what stands in a file: digits without spaces, or the words."""
        return str(self.value) if self.mask == "shown" else str(WORDS[self.mask])

    @property
    def rank(self) -> int:
        """Return where the cell sorts, which may not tell more than its text does."""
        return {"shown": self.value, "few": 1, "hidden": -1}[self.mask]


@dataclass(frozen=True)
class Row:
    """One place with its cells by column; `is_region` when it stands on the map."""

    code: str
    name: str
    is_region: bool
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """All rows in the order asked for, and the total."""

    rows: Sequence[Row]
    total: dict[str, Cell]

    def of_region(self) -> dict[str, Row]:
        """Return the rows that stand on the map, by code."""
        return {row.code: row for row in self.rows if row.is_region}


def sheet_of(regional: Regional, reader: Reader, sort: str = "") -> Sheet:
    """Return every place of the day: regions by name or, descending, by a column; others last."""
    places = [*(region.code for region in regions_on(regional.day)), *PLACES]
    places += [code for code in sorted(regional.places) if code not in [*places, NOT_SHOWN]]
    if reader == "public":
        places.append(NOT_SHOWN)
    found = _masks([regional.at(place) for place in places], reader)
    cells = _cells([regional.at(place) for place in places], found)
    rows = [
        Row(place, place_name(place, regional), place.startswith("KZ-"), own)
        for place, own in zip(places, cells, strict=True)
    ]
    regions = sorted((row for row in rows if row.is_region), key=lambda row: alphabetical(row.name))
    if sort in COLUMNS:
        regions.sort(key=lambda row: -row.cells[sort].rank)
    total = {name: Cell(getattr(regional.total, name), _total(found, name)) for name in COLUMNS}
    return Sheet([*regions, *(row for row in rows if not row.is_region)], total)


def place_name(place: str, regional: Regional) -> str:
    """Return the name that the place had on the day (I-24)."""
    if place == NOT_SHOWN:
        return str(_l("Region not shown"))
    return region_name(place, current_language(), regional.day)


def _masks(figures: Sequence[Figures], reader: Reader) -> dict[str, Masked]:
    """Return how the public's columns are printed; organisers read every number."""
    if reader != "public":
        return {}
    columns = {name: [getattr(one, name) for one in figures] for name in COLUMNS}
    return mask_table({name: columns[name] for name in COLUMNS if name not in OPEN}, LIMITS)


def _total(found: Mapping[str, Masked], name: str) -> Mask:
    return found[name].total if name in found else "shown"


def _cells(figures: Sequence[Figures], found: Mapping[str, Masked]) -> list[dict[str, Cell]]:
    return [
        {name: Cell(getattr(one, name), _mask(found, name, place)) for name in COLUMNS}
        for place, one in enumerate(figures)
    ]


def _mask(found: Mapping[str, Masked], name: str, place: int) -> Mask:
    return found[name].cells[place] if name in found else "shown"


def as_csv(sheet: Sheet) -> bytes:
    """Return exactly what the table shows, in UTF-8 with a mark; no cell becomes a formula."""
    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow([str(_l("Code")), str(_l("Place")), *(str(HEADS[name]) for name in COLUMNS)])
    total = Row("", str(_l("Total")), is_region=False, cells=sheet.total)
    for row in (*sheet.rows, total):
        texts = (row.code, row.name, *(row.cells[name].plain for name in COLUMNS))
        writer.writerow(without_formula(text) for text in texts)
    return target.getvalue().encode("utf-8-sig")
