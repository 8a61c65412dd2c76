"""Withholding small numbers from a column of a table that prints its total; pure (REQ 117)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

FEW: Final = 5
"""A number of people, organisations or comments below this, but not zero, is not printed."""

Mask = Literal["shown", "few", "hidden"]
"""How a number is printed: as it is, as "fewer than 5", or not at all to protect another one."""

_END: Final = 10**12


def masks(values: Sequence[int]) -> tuple[Mask, ...]:
    """Return how each number of a column is printed, so that none can be computed from the total.

    Numbers from 1 to 4 read "fewer than 5". While one of them follows from the total and the rest,
    the smallest other number is withheld too; zeros come last, and read "fewer than 5" as well. In
    a column whose total is below 5 every number does. Needs a column with a zero in it, as that of
    all places has: where every number is small and none is zero, nothing is left to hide behind.
    """
    if 0 < sum(values) < FEW:
        return tuple("few" for _ in values)
    found: list[Mask] = ["few" if 0 < value < FEW else "shown" for value in values]
    others = sorted(range(len(values)), key=lambda place: (values[place] == 0, values[place]))
    for place in (one for one in others if found[one] == "shown"):
        if not _computable(values, found):
            break
        found[place] = "hidden" if values[place] else "few"
    return tuple(found)


def _computable(values: Sequence[int], found: Sequence[Mask]) -> bool:
    """Whether a withheld number follows from the sum of the withheld ones and what masks say."""
    places = [place for place, mask in enumerate(found) if mask != "shown"]
    total = sum(values[place] for place in places)
    bottom = 0 if any(values[place] == 0 for place in places) else 1
    ranges = [(bottom, FEW - 1) if found[place] == "few" else (FEW, _END) for place in places]
    lowest, highest = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    return any(
        min(high, total - (lowest - low)) <= max(low, total - (highest - high))
        for low, high in ranges
    )
