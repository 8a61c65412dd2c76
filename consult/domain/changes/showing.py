"""Changes as people read them: with the words that differ, and the comments that may be named."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.domain.changes.models import Change
from consult.domain.changes.rules import TEXTUAL
from consult.domain.plans.comparing import Difference
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.plans.pieces import Compared, compare
from consult.domain.plans.queries import sections_of
from consult.domain.submissions.models import Comment
from consult.kernel.localised import LocalisedText

Titles = dict[str, tuple[LocalisedText, LocalisedText]]
NO_TEXT = LocalisedText()


@dataclass(frozen=True)
class Shown:
    """A change with its words in every language and the comments behind it by code."""

    change: Change
    compared: Compared
    comments: Sequence[Comment]

    @property
    def is_open(self) -> bool:
        """Whether it still lacks its cause (A-05)."""
        silent = not self.change.cause or (self.change.cause == "comments" and not self.comments)
        return self.change.kind in TEXTUAL and silent


def shown(changes: Sequence[Change], before: PlanVersion | None, after: PlanVersion) -> list[Shown]:
    """Return changes (with measures and causes loaded) as they are read; two queries at most."""
    titled = any(change.kind == "section" for change in changes)
    titles = _titles(before, after) if titled and before else {}
    return [
        Shown(
            change,
            compare(_difference(change, titles)),
            sorted((cause.comment for cause in change.causes), key=lambda row: row.code),
        )
        for change in changes
    ]


def side(change: Change, name: str) -> list[MeasureVersion]:
    """Return the measures before or after a change, in order."""
    return [row.measure_version for row in change.measures if row.side == name]


def _difference(change: Change, titles: Titles) -> Difference:
    return Difference(
        change.kind,
        side(change, "before"),
        side(change, "after"),
        tuple(change.fields),
        change.section_number,
        titles.get(change.section_number, (NO_TEXT, NO_TEXT)),
    )


def _titles(before: PlanVersion, after: PlanVersion) -> Titles:
    old, new = (
        {section.number: section.title for section in sections_of(version.id)}
        for version in (before, after)
    )
    return {number: (old.get(number, NO_TEXT), new.get(number, NO_TEXT)) for number in {*old, *new}}
