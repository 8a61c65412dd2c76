"""When a kind or a region of withheld authors may be shown: only in a crowd (pure, REQ 117)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

K: Final = 5
"""So many different withheld authors of one measure must share a value before it is shown."""
NAMELESS: Final = frozenset({"", "unknown"})
ALL: Final = "all"
"""The crowd of every withheld author of a thing, whatever the level."""
Counts = Mapping[Hashable, Mapping[str, int]]


@dataclass(frozen=True)
class Withheld:
    """A withheld author on one thing (a measure, a section, the plan): level, kind and region."""

    place: Hashable
    author: Hashable
    kind: str
    region: str = ""
    level: str = ""


@dataclass(frozen=True)
class Crowds:
    """The values that may be shown, by thing and level; of one thing kinds or regions, never both.

    A value needs a crowd among the withheld authors of its own level and among all of them: whoever
    sees through the other levels, as a ministry does that answers, has a crowd before them still.
    """

    kinds: Mapping[Hashable, frozenset[str]]
    regions: Mapping[Hashable, frozenset[str]]

    def facts(self, place: Hashable, level: str, kind: str, region: str) -> frozenset[str]:
        """Return which facts of an author on a thing may be shown: kind, region or none."""
        if self._holds(self.kinds, place, level, kind):
            return frozenset({"kind"})
        return frozenset({"region"} if self._holds(self.regions, place, level, region) else ())

    @staticmethod
    def _holds(
        shown: Mapping[Hashable, frozenset[str]], place: Hashable, level: str, value: str
    ) -> bool:
        return all(value in shown.get((place, crowd), ()) for crowd in (level, ALL))


NO_CROWDS: Final = Crowds({}, {})


def crowds(authors: Iterable[Withheld]) -> Crowds:
    """Return what may be shown on each thing; an author counts once for a thing."""
    kinds: dict[Hashable, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    regions: dict[Hashable, dict[str, set[Hashable]]] = defaultdict(lambda: defaultdict(set))
    for one in authors:
        for crowd in (one.level, ALL):
            kinds[one.place, crowd][one.kind].add(one.author)
            regions[one.place, crowd][one.region].add(one.author)
    return crowds_of(
        {place: _sizes(found) for place, found in kinds.items()},
        {place: _sizes(found) for place, found in regions.items()},
    )


def crowds_of(kinds: Counts, regions: Counts) -> Crowds:
    """Return the same from numbers of authors, each by (thing, level or ALL) and value.

    Regions are considered only where no kind has a crowd, so that the two never meet: neither on
    one page nor on the pages of two readers of whom one sees fewer comments.
    """
    return Crowds(
        {place: shown_values(found) for place, found in kinds.items()},
        {
            place: shown_values(found)
            for place, found in regions.items()
            if max(kinds.get(place, {}).values(), default=0) < K
        },
    )


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
