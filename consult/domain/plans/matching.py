"""What a person still has to confirm of a draft, and what became of every earlier measure."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consult.domain.plans import identity, queries
from consult.domain.plans.diff import kind_of, matched, removed
from consult.domain.plans.importer import ParsedPlan
from consult.domain.plans.models import MeasureRemoval, MeasureVersion, PlanVersion
from consult.domain.plans.pieces import Pair, pair_of
from consult.domain.plans.rows import measure_row
from consult.domain.plans.wording import worded


@dataclass(frozen=True)
class Question:
    """A measure of the draft, what the program proposes that it continues, and how they differ."""

    measure: MeasureVersion
    proposed: Sequence[MeasureVersion]
    pairs: Sequence[Pair]


@dataclass(frozen=True)
class Fate:
    """An earlier measure and what became of it; `removal` when nothing continues it."""

    measure: MeasureVersion
    became: Sequence[MeasureVersion]
    removal: MeasureRemoval | None

    @property
    def confirmed(self) -> bool:
        """Whether a person has nothing to say about it any more."""
        if self.removal:
            return self.removal.confirmed
        return all(row.confirmed for row in self.became)


def questions(version: PlanVersion, number: str = "") -> list[Question]:
    """Return the open questions of a draft in its order; with `number` also that measure."""
    rows = identity.measures_with_predecessors(version.id)
    if identity.followed_by(version) is None:
        return []
    asked = [row for row in rows if not row.confirmed or row.number == number]
    return [
        Question(row, row.predecessors, [pair_of(earlier, row) for earlier in row.predecessors])
        for row in asked
    ]


def fates(version: PlanVersion) -> list[Fate]:
    """Return what became of each measure of the version before; few queries at any size."""
    followed = identity.followed_by(version)
    if followed is None:
        return []
    became = _successors(version)
    removals = {row.measure_version_id: row for row in identity.removals_of(version.id)}
    return [
        Fate(row, became.get(row.id, ()), removals.get(row.id))
        for row in queries.measures_of(followed.id)
    ]


def open_count(version: PlanVersion) -> int:
    """Return how many questions a person has to answer before the draft can be published."""
    asked = sum(not row.confirmed for row in queries.measures_of(version.id))
    return asked + sum(not row.confirmed for row in identity.removals_of(version.id))


def proposal(consultation_id: uuid.UUID, parsed: ParsedPlan) -> dict[str, object]:
    """Return what an import would propose, as `open_questions` tells it; nothing is stored.

    Empty for the first version of a plan.
    """
    followed = queries.published_of(consultation_id)
    if followed is None:
        return {}
    before = [worded(row) for row in queries.measures_of(followed.id)]
    after = [worded(measure_row(one, {})) for one in parsed.measures]
    matches = matched(before, after)
    known = {one.number: one for one in before}
    uses = Counter(number for match in matches for number in match.predecessors)
    kinds = [
        kind_of(
            one,
            [known[number] for number in match.predecessors],
            shared=any(uses[number] > 1 for number in match.predecessors),
        )
        for one, match in zip(after, matches, strict=True)
    ]
    gone = removed(before, matches)
    return {
        "counts": {
            **_counted(
                (kind, match.predecessors) for kind, match in zip(kinds, matches, strict=True)
            ),
            "removed": len(gone),
        },
        "measures": [
            {"number": one.number, "kind": kind, "continues": list(match.predecessors)}
            for one, kind, match in zip(after, kinds, matches, strict=True)
            if not match.certain
        ],
        "removals": gone,
    }


def open_questions(version: PlanVersion) -> dict[str, object]:
    """Return what is proposed, as plain data: kinds counted, and what is still open."""
    rows = identity.measures_with_predecessors(version.id)
    removals = identity.removals_of(version.id)
    return {
        "counts": {
            **_counted(
                (row.change_kind, [earlier.number for earlier in row.predecessors]) for row in rows
            ),
            "removed": len(removals),
        },
        "measures": [_plain(row) for row in rows if not row.confirmed],
        "removals": [
            removal.measure_version.number for removal in removals if not removal.confirmed
        ],
    }


def _counted(changes: Iterable[tuple[str, Sequence[str]]]) -> dict[str, int]:
    """Return how many changes there are of each kind; a split counts once."""
    seen = [(kind, tuple(numbers)) for kind, numbers in changes]
    counted = Counter(kind for kind, _numbers in seen)
    splits = {numbers for kind, numbers in seen if kind == "split"}
    return {**counted, "split": len(splits)} if splits else dict(counted)


def _plain(row: MeasureVersion) -> dict[str, object]:
    return {
        "number": row.number,
        "kind": row.change_kind,
        "continues": [earlier.number for earlier in row.predecessors],
    }


def _successors(version: PlanVersion) -> Mapping[object, Sequence[MeasureVersion]]:
    found: dict[object, list[MeasureVersion]] = defaultdict(list)
    for row in identity.measures_with_predecessors(version.id):
        for earlier in row.predecessors:
            found[earlier.id].append(row)
    return found
