"""One export as every writer receives it: head, a way to read the rows again, and the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from consult.domain.reports.document import ReportHead, ReportRow
from consult.domain.reports.exporters.cover import Cover, compose
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.wording import Wording, Words
from consult.domain.reports.figures import Statistics
from consult.domain.reports.policy import view_lines, view_rows
from consult.domain.reports.statistics import compute
from consult.domain.reports.variants import CONSOLIDATED
from consult.domain.reports.vocabulary import Audience

Lists = Callable[[str], Iterator[Any]]
"""Name of a frozen list (reports.parts) -> its lines, anew each time."""


def no_lists(_name: str) -> Iterator[Any]:
    """The lists of a report that has none."""
    return iter(())


def deaf(_text: str) -> None:
    """Hear nothing."""


NOTED = 50
"""How many comment codes a note lists before it only counts them."""


@dataclass(slots=True)
class Noted:
    """Codes of comments that a note names: the first ones, and how many more."""

    codes: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, code: str) -> None:
        """Remember one comment, once."""
        if self.codes and self.codes[-1] == code:
            return
        if len(self.codes) < NOTED:
            self.codes.append(code)
        else:
            self.more += 1

    def listed(self, wording: Wording) -> str:
        """The codes as one text."""
        more = [wording.say("note.more", number=self.more)] if self.more else []
        return ", ".join([*self.codes, *more])


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be written; `rows` gives the viewed rows anew each time it is called.

    `hear` is told every text that is handed to the PDF engine, before it is set.
    """

    head: ReportHead
    source: Callable[[], Iterator[ReportRow]]
    wording: Wording
    audience: Audience
    statistics: Statistics
    variant: str = CONSOLIDATED
    lists: Lists = no_lists
    others: Callable[[str], Words] | None = None
    hear: Callable[[str], None] = deaf

    @classmethod
    def of(  # noqa: PLR0913  the facts of one export
        cls,
        head: ReportHead,
        source: Callable[[], Iterator[ReportRow]],
        *,
        words: Words,
        language: str,
        audience: Audience,
        variant: str = CONSOLIDATED,
        lists: Lists = no_lists,
        others: Callable[[str], Words] | None = None,
        hear: Callable[[str], None] = deaf,
    ) -> Job:
        """Read the rows once for the statistics."""
        statistics = compute(head, view_rows(source(), audience))
        wording = Wording(words, language)
        return cls(head, source, wording, audience, statistics, variant, lists, others, hear)

    def wording_in(self, language: str) -> Wording:
        """The words of another language, for what is printed in all of them."""
        if language == self.wording.language or self.others is None:
            return Wording(self.wording.words, language)
        return Wording(self.others(language), language)

    def rows(self) -> Iterator[ReportRow]:
        """The rows as the audience may see them, in the order of the table."""
        return view_rows(self.source(), self.audience)

    def lines(self, part: str) -> Iterator[Any]:
        """The lines of a frozen list (see reports.parts) as the audience may see them."""
        return view_lines(self.lists(part), self.audience)

    def master(self) -> Master:
        """The writer of the cells of the table."""
        return Master(self.head, self.wording)

    def cover(self) -> Cover:
        """The words of the first and the last page."""
        cover = compose(self.head, self.statistics, self.audience, self.wording)
        return replace(cover, title=self.name)

    @property
    def name(self) -> str:
        """What the document is called on its first page."""
        key = "title" if self.variant == CONSOLIDATED else f"variant.{self.variant}"
        return self.wording.say(key)

    @property
    def title(self) -> str:
        """The title in the properties of the file."""
        parts = (self.name, self.head.consultation.in_(self.wording.language))
        return " – ".join(part for part in parts if part)
