"""Sets of like things that grow together: union-find over ids (pure)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

Id = uuid.UUID


class Sets:
    """Ids that were joined, directly or through others, stand in one set."""

    def __init__(self) -> None:
        self._above: dict[Id, Id] = {}

    def has(self, one: Id) -> bool:
        """Return whether the id was joined with anything."""
        return one in self._above

    def same(self, one: Id, other: Id) -> bool:
        """Return whether both stand in one set."""
        return self._top(one) == self._top(other)

    def join(self, one: Id, other: Id) -> None:
        """Put the sets of both together."""
        first, second = self._top(one), self._top(other)
        self._above.setdefault(one, first)
        self._above.setdefault(other, second)
        self._above[max(first, second)] = min(first, second)

    def groups(self) -> Iterator[list[Id]]:
        """Yield each set as a sorted list."""
        found: dict[Id, list[Id]] = {}
        for one in sorted(self._above):
            found.setdefault(self._top(one), []).append(one)
        yield from found.values()

    def _top(self, one: Id) -> Id:
        while (above := self._above.get(one, one)) != one:
            self._above[one] = one = self._above.get(above, above)
        return one
