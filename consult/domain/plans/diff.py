"""Which measure of a new version is which of the one before it (I-2); pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from consult.kernel.text import fold_to_compare

Identity = TypeVar("Identity")
ALIKE = 0.5


@dataclass(frozen=True)
class Worded:
    """A measure as compared: number as printed, words by language, and all its other facts."""

    number: str
    words: Mapping[str, str]
    facts: object = None


@dataclass(frozen=True)
class Known(Worded, Generic[Identity]):
    """A measure of the version before, with the identity it has kept so far."""

    identity: Identity | None = None


@dataclass(frozen=True)
class Match(Generic[Identity]):
    """What became of a measure: its identity (None for an added one) and the kind of change."""

    identity: Identity | None
    change: str


def matched(before: Sequence[Known[Identity]], after: Sequence[Worded]) -> list[Match[Identity]]:
    """Return for each measure of `after` which one of `before` it continues.

    The same words decide first, wherever they stand now; then the same number with words that are
    alike by half. Each earlier measure is continued at most once; the rest are added.
    """
    left = {known.number: known for known in before}
    found: list[Known[Identity] | None] = [None] * len(after)
    for look in (_same_words, _same_number):
        for place, worded in enumerate(after):
            if found[place] is None and (known := look(worded, left)):
                found[place] = left.pop(known.number)
    return [_match(worded, known) for worded, known in zip(after, found, strict=True)]


def _same_words(worded: Worded, left: Mapping[str, Known[Identity]]) -> Known[Identity] | None:
    alike = [known for known in left.values() if _folded(known) & _folded(worded)]
    return next((known for known in alike if known.number == worded.number), None) or (
        alike[0] if alike else None
    )


def _same_number(worded: Worded, left: Mapping[str, Known[Identity]]) -> Known[Identity] | None:
    known = left.get(worded.number)
    return known if known and _likeness(known, worded) >= ALIKE else None


def _match(worded: Worded, known: Known[Identity] | None) -> Match[Identity]:
    if known is None:
        return Match(None, "added")
    if known.facts != worded.facts or dict(known.words) != dict(worded.words):
        return Match(known.identity, "edited")
    change = "unchanged" if known.number == worded.number else "renumbered"
    return Match(known.identity, change)


def _folded(worded: Worded) -> set[tuple[str, str]]:
    return {(code, fold_to_compare(text)) for code, text in worded.words.items() if text}


def _likeness(one: Worded, two: Worded) -> float:
    shared = [code for code, text in one.words.items() if text and two.words.get(code)]
    ratios = (
        SequenceMatcher(None, one.words[code].split(), two.words[code].split()).ratio()
        for code in shared
    )
    return max(ratios, default=0.0)
