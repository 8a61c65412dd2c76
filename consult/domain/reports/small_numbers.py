"""Withholding small numbers from tables that print their totals; pure (REQ 117)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

FEW: Final = 5
"""A number of people, organisations or comments below this, but not zero, is not printed."""

Mask = Literal["shown", "few", "hidden"]
"""How a number is printed: as it is, as "fewer than 5", or not at all to protect another one."""

_END: Final = 10**12
Range = tuple[int, int]
Limits = Mapping[str, Sequence[str]]
"""Columns whose sum no number of a column exceeds, in the same row: answered <= comments."""


@dataclass(frozen=True)
class Masked:
    """The masks of a column's numbers and of its total."""

    cells: tuple[Mask, ...]
    total: Mask


def masked(
    values: Sequence[int], bounds: Sequence[Range] = (), began: Masked | None = None
) -> Masked:
    """Return how a column and its total are printed, so that no withheld number can be computed.

    Numbers from 1 to 4 read "fewer than 5". While one of them follows from the total and the rest,
    the smallest other number is withheld too; zeros come last, and read "fewer than 5" as well. In
    a column whose total is below 5 every number and the total do. Where nothing is left to hide
    behind, the total is withheld. `bounds` is what other columns tell of each number (least, most);
    `began` are masks that stand already and only grow.
    """
    known = bounds or [(0, _END)] * len(values)
    if 0 < sum(values) < FEW:
        return Masked(_alike("few", values), "few")
    before = began or Masked(_alike("shown", values), "shown")
    found = [_first(value, mask) for value, mask in zip(values, before.cells, strict=True)]
    others = sorted(range(len(values)), key=lambda place: (values[place] == 0, values[place]))
    for place in (one for one in others if found[one] == "shown"):
        if not _computable(values, found, known):
            break
        found[place] = "hidden" if values[place] else "few"
    hides = before.total != "shown" or _computable(values, found, known)
    return Masked(tuple(found), "hidden" if hides else "shown")


def mask_table(columns: Mapping[str, Sequence[int]], limits: Limits) -> dict[str, Masked]:
    """Return the masks of columns that limit each other, so that none tells a number of another.

    What one column shows bounds the numbers of the others; masks grow until no bound helps.
    """
    found: dict[str, Masked] = {}
    while True:
        before = dict(found)
        for name, values in columns.items():
            bounds = [_bounds(columns, limits, found, name, place) for place in range(len(values))]
            found[name] = masked(values, bounds, found.get(name))
        for name, place in _pinned(columns, limits, found):
            _withhold_limits(columns, limits, found, name, place)
        if found == before:
            return found


def _pinned(
    columns: Mapping[str, Sequence[int]], limits: Limits, found: Mapping[str, Masked]
) -> list[tuple[str, int]]:
    """Return the small numbers that the other columns of their row pin down by themselves."""
    pinned = []
    for name, values in columns.items():
        for place in (one for one, value in enumerate(values) if 0 < value < FEW):
            least, most = _bounds(columns, limits, found, name, place)
            if max(1, least) >= min(FEW - 1, most):
                pinned.append((name, place))
    return pinned


def _withhold_limits(
    columns: Mapping[str, Sequence[int]],
    limits: Limits,
    found: dict[str, Masked],
    name: str,
    place: int,
) -> None:
    """Withhold what stands beside a small number in its row and bounds it."""
    beside = {*limits.get(name, ())}
    beside |= {one for below, above in limits.items() if name in above for one in (below, *above)}
    for one in beside - {name}:
        cells = list(found[one].cells)
        if cells[place] == "shown":
            cells[place] = "hidden" if columns[one][place] else "few"
            found[one] = Masked(tuple(cells), found[one].total)


def _alike(mask: Mask, values: Sequence[int]) -> tuple[Mask, ...]:
    return (mask,) * len(values)


def _first(value: int, mask: Mask) -> Mask:
    return "few" if 0 < value < FEW else mask


def _bounds(
    columns: Mapping[str, Sequence[int]],
    limits: Limits,
    found: Mapping[str, Masked],
    name: str,
    place: int,
) -> Range:
    """Return the least and the most that the other columns allow for one number."""
    least, most = 0, _END
    if above := limits.get(name):
        most = sum(_most(columns, found, one, place) for one in above)
    for below, above in limits.items():
        if name in above:
            others = sum(_most(columns, found, one, place) for one in above if one != name)
            least = max(least, _least(columns, found, below, place) - others)
    return least, most


def _most(
    columns: Mapping[str, Sequence[int]], found: Mapping[str, Masked], name: str, place: int
) -> int:
    mask = found[name].cells[place] if name in found else "shown"
    return {"shown": columns[name][place], "few": FEW - 1, "hidden": _END}[mask]


def _least(
    columns: Mapping[str, Sequence[int]], found: Mapping[str, Masked], name: str, place: int
) -> int:
    mask = found[name].cells[place] if name in found else "shown"
    return {"shown": columns[name][place], "few": 0, "hidden": FEW}[mask]


def _computable(values: Sequence[int], found: Sequence[Mask], known: Sequence[Range]) -> bool:
    """Whether a withheld number follows from the sum of the withheld ones, masks and bounds."""
    places = [place for place, mask in enumerate(found) if mask != "shown"]
    total = sum(values[place] for place in places)
    bottom = 0 if any(values[place] == 0 for place in places) else 1
    ranges = [
        (max(low, known[place][0]), min(high, known[place][1]))
        for place in places
        for low, high in [(bottom, FEW - 1) if found[place] == "few" else (FEW, _END)]
    ]
    lowest, highest = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return any(
        min(high, total - (lowest - low)) <= max(low, total - (highest - high))
        for low, high in ranges
    )
