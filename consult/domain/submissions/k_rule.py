"""When a kind or a region of withheld authors may be shown: only in a crowd (pure, REQ 117)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

K: Final = 5
"""So many different withheld authors of one measure must share a value before it is shown."""
NAMELESS: Final = frozenset({"", "unknown"})


@dataclass(frozen=True)
class Withheld:
    """A withheld author on one thing (a measure, a section, the plan): kind and region."""

    place: Hashable
    author: Hashable
    kind: str
    region: str = ""


@dataclass(frozen=True)
class Crowds:
    """The values that may be shown, by thing; for one thing kinds or regions, never both."""

    kinds: Mapping[Hashable, frozenset[str]]
    regions: Mapping[Hashable, frozenset[str]]

    def facts(self, place: Hashable, kind: str, region: str) -> frozenset[str]:
        """Return which facts of an author on a thing may be shown: kind, region or none."""
        if kind in self.kinds.get(place, ()):
            return frozenset({"kind"})
        return frozenset({"region"} if region in self.regions.get(place, ()) else ())


NO_CROWDS: Final = Crowds({}, {})


def crowds(authors: Iterable[Withheld]) -> Crowds:
    """Return what may be shown on each thing; an author counts once for a thing.

    Regions are considered only where no kind is shown, so that the two never meet.
    """
    kinds: dict[Hashable, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    regions: dict[Hashable, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    for one in authors:
        kinds[one.place][one.kind].add(one.author)
        regions[one.place][one.region].add(one.author)
    return crowds_of(
        {place: _sizes(found) for place, found in kinds.items()},
        {place: _sizes(found) for place, found in regions.items()},
    )


def crowds_of(
    kinds: Mapping[Hashable, Mapping[str, int]], regions: Mapping[Hashable, Mapping[str, int]]
) -> Crowds:
    """Return the same from numbers of authors: by thing and kind, and by thing and region."""
    by_kind = {place: shown_values(found) for place, found in kinds.items()}
    by_region = {
        place: shown_values(found) for place, found in regions.items() if not by_kind.get(place)
    }
    return Crowds(by_kind, by_region)


def _sizes(found: Mapping[str, set[Hashable]]) -> dict[str, int]:
    return {value: len(authors) for value, authors in found.items()}


def shown_values(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the values that may be shown, given how many authors have each.

    Those with fewer than K authors are hidden; while the hidden ones together are fewer than K, so
    that they could be told from the rest, the smallest shown value is hidden as well.
    """
    shown = sorted(
        (value for value, count in counts.items() if count >= K and value not in NAMELESS),
        key=lambda value: (-counts[value], value),
    )
    hidden = sum(counts.values()) - sum(counts[value] for value in shown)
    while shown and 0 < hidden < K:
        hidden += counts[shown.pop()]
    return frozenset(shown)
