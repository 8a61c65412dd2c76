"""Which measures of a new version continue which of the one before it (I-2); pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from consult.kernel.localised import LocalisedText
from consult.kernel.text import fold_to_compare

ALIKE = 0.5
SIMILAR = 0.25
PART = 0.6
FEWEST_WORDS = 3
FIELDS = (
    "text", "completion_form", "executors", "deadline", "indicator", "baseline", "target",
    "funding", "recommendations", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Worded:
    """A measure as compared: number as printed, and its texts by the names in FIELDS."""

    number: str
    fields: Mapping[str, LocalisedText]

    @cached_property
    def words(self) -> dict[str, list[str]]:
        """The folded words of the wording by language."""
        texts = self.fields.get("text", LocalisedText()).as_dict()
        return {code: fold_to_compare(text).split() for code, text in texts.items()}


@dataclass(frozen=True)
class Match:
    """What a measure continues: numbers of the version before; empty for an added one.

    `certain` is false while a person has to confirm it.
    """

    predecessors: tuple[str, ...] = ()
    certain: bool = False


Left = Mapping[str, Worded]
Look = Callable[[Worded, Left], Worded | None]


def matched(before: Sequence[Worded], after: Sequence[Worded]) -> list[Match]:
    """Propose for each measure of `after` which of `before` it continues.

    The same words decide first, wherever they stand now; then the same number with similar words;
    then similar words under another number. A measure that holds words which another lost is
    proposed as its part (split); one whose words went into another as merged into it. Certain is
    only what keeps its number and at least half of its words.
    """
    known = {one.number: one for one in before}
    found = _paired(known, after)
    found = _with_parts(known, after, found)
    return _with_merged(known, after, found)


def removed(before: Sequence[Worded], matches: Sequence[Match]) -> list[str]:
    """Return the numbers that nothing continues, in their order."""
    continued = {number for match in matches for number in match.predecessors}
    return [one.number for one in before if one.number not in continued]


def kind_of(worded: Worded, predecessors: Sequence[Worded], *, shared: bool) -> str:
    """Return the kind of change (I-2); `shared`: a predecessor is continued by others too."""
    if not predecessors:
        return "added"
    if len(predecessors) > 1:
        return "merged"
    if shared:
        return "split"
    if changed_fields(predecessors[0], worded):
        return "edited"
    return "unchanged" if predecessors[0].number == worded.number else "renumbered"


def changed_fields(old: Worded, new: Worded) -> tuple[str, ...]:
    """Return the names of the fields whose text differs in any language."""
    empty = LocalisedText()
    return tuple(
        name for name in FIELDS if old.fields.get(name, empty) != new.fields.get(name, empty)
    )


def _paired(known: Left, after: Sequence[Worded]) -> list[Match]:
    left = dict(known)
    found = [Match()] * len(after)
    for look in (_same_words, _same_number, _elsewhere):
        for place, one in enumerate(after):
            if not found[place].predecessors and (old := look(one, left)):
                found[place] = Match((old.number,), _is_certain(old, one))
                del left[old.number]
    return found


def _is_certain(old: Worded, new: Worded) -> bool:
    return old.number == new.number and _likeness(old, new) >= ALIKE


def _same_words(one: Worded, left: Left) -> Worded | None:
    alike = [old for old in left.values() if _shares_a_text(old, one)]
    return next((old for old in alike if old.number == one.number), None) or (
        alike[0] if alike else None
    )


def _shares_a_text(old: Worded, new: Worded) -> bool:
    return any(words and new.words.get(code) == words for code, words in old.words.items())


def _same_number(one: Worded, left: Left) -> Worded | None:
    old = left.get(one.number)
    return old if old and _likeness(old, one) >= SIMILAR else None


def _elsewhere(one: Worded, left: Left) -> Worded | None:
    ranked = [(_likeness(old, one, ALIKE), old) for old in left.values()]
    best = max(ranked, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= ALIKE else None


def _with_parts(known: Left, after: Sequence[Worded], found: Sequence[Match]) -> list[Match]:
    given = list(found)
    partners = {
        match.predecessors[0]: place for place, match in enumerate(found) if match.predecessors
    }
    wholes = [
        (old, after[partners[number]] if number in partners else None)
        for number, old in known.items()
    ]
    for place, one in enumerate(after):
        source = None if found[place].predecessors else _holder(one, wholes)
        if source is None:
            continue
        given[place] = Match((source.number,))
        if source.number in partners:
            first = partners[source.number]
            given[first] = replace(given[first], certain=False)
    return given


def _with_merged(known: Left, after: Sequence[Worded], found: Sequence[Match]) -> list[Match]:
    given = list(found)
    held = [
        (one, known[match.predecessors[0]])
        for one, match in zip(after, found, strict=True)
        if match.predecessors
    ]
    for number in removed(list(known.values()), found):
        target = _holder(known[number], held)
        if target is not None:
            place = after.index(target)
            given[place] = Match((*given[place].predecessors, number))
    return given


def _holder(part: Worded, wholes: Sequence[tuple[Worded, Worded | None]]) -> Worded | None:
    """Return the measure that holds most words of `part` beside those of its known partner."""
    ranked = [(_share(part, whole, rest), whole) for whole, rest in wholes]
    best = max(ranked, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= PART else None


def _share(part: Worded, whole: Worded, rest: Worded | None) -> float:
    shares = []
    for code, words in part.words.items():
        if len(words) < FEWEST_WORDS or code not in whole.words:
            continue
        free = Counter(whole.words[code])
        if rest is not None:
            free -= Counter(rest.words.get(code, ()))
        shares.append(sum((Counter(words) & free).values()) / len(words))
    return sum(shares) / len(shares) if shares else 0.0


def _likeness(one: Worded, two: Worded, at_least: float = 0.0) -> float:
    """Return the greatest likeness of the wordings in one language, 0 to 1."""
    return max(
        (
            _ratio(words, two.words[code], at_least)
            for code, words in one.words.items()
            if code in two.words
        ),
        default=0.0,
    )


def _ratio(one: Sequence[str], two: Sequence[str], at_least: float) -> float:
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= at_least else 0.0
