"""The words that differ between measures of two versions, by field and language."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.domain.plans.comparing import Difference, differences
from consult.domain.plans.diff import FIELDS
from consult.domain.plans.models import MeasureVersion
from consult.domain.plans.wording import field_text
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.worddiff import Piece, diff_words, folded

OFFICIAL = ("kk", "ru")
Pieces = tuple[Piece | None, ...]


@dataclass(frozen=True)
class FieldDiff:
    """A field in both versions: pieces by language (None stands for unchanged words left out).

    The key "" holds pieces that are the same in every language, such as numbers. `alone` is the
    official language whose text changed while the other did not (I-20), else "".
    """

    name: str
    pieces: Mapping[str, Pieces]
    alone: str = ""


@dataclass(frozen=True)
class Pair:
    """A measure before and after; None where there is none; and its fields that differ."""

    before: MeasureVersion | None
    after: MeasureVersion | None
    fields: Sequence[FieldDiff] = ()


@dataclass(frozen=True)
class Compared:
    """A difference with the words that differ; a title of a section is a field too."""

    difference: Difference
    pairs: Sequence[Pair] = ()
    title: FieldDiff | None = None

    @property
    def alone(self) -> str:
        """The official language that changed alone in one of the fields, else ""."""
        own = [self.title] if self.title else []
        fields = [*own, *(one for pair in self.pairs for one in pair.fields)]
        return next((one.alone for one in fields if one.alone), "")


def compared(old_version_id: uuid.UUID, new_version_id: uuid.UUID) -> list[Compared]:
    """Return all differences between two versions with their words; five queries."""
    return [compare(one) for one in differences(old_version_id, new_version_id)]


def compare(difference: Difference) -> Compared:
    """Return a difference with its words."""
    if difference.kind == "section":
        return Compared(difference, (), text_diff("title", *difference.titles))
    return Compared(difference, tuple(_pairs(difference)))


def pair_of(before: MeasureVersion | None, after: MeasureVersion | None) -> Pair:
    """Return the fields of a measure that differ; all that are filled when one side is missing."""
    found = [
        text_diff(name, _text(before, name), _text(after, name))
        for name in FIELDS
        if _text(before, name) != _text(after, name)
    ]
    return Pair(before, after, tuple(found))


def text_diff(name: str, old: LocalisedText, new: LocalisedText) -> FieldDiff:
    """Return the pieces of a text in every language; a missing side leaves the other plain."""
    whole = not (old and new)
    by_language = {
        code: _pieces(old.exact(code), new.exact(code), whole=whole)
        for code in LANGUAGES
        if old.exact(code) or new.exact(code)
    }
    if len(by_language) > 1 and len(set(by_language.values())) == 1:
        by_language = {"": next(iter(by_language.values()))}
    return FieldDiff(name, by_language, "" if whole else changed_alone(old, new))


def changed_alone(old: LocalisedText, new: LocalisedText) -> str:
    """Return the official language whose text changed while the other official one did not."""
    changed = [code for code in OFFICIAL if old.exact(code) != new.exact(code)]
    both = all(old.exact(code) or new.exact(code) for code in OFFICIAL)
    return changed[0] if both and len(changed) == 1 else ""


def _pairs(difference: Difference) -> list[Pair]:
    olds: Sequence[MeasureVersion | None] = difference.before or (None,)
    news: Sequence[MeasureVersion | None] = difference.after or (None,)
    return [pair_of(old, new) for old in olds for new in news]


def _text(row: MeasureVersion | None, name: str) -> LocalisedText:
    return field_text(row, name) if row else LocalisedText()


def _pieces(old: str, new: str, *, whole: bool) -> Pieces:
    return (Piece("same", old or new),) if whole else folded(diff_words(old, new))
