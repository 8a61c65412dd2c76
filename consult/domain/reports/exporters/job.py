"""One export as every writer receives it: head, a way to read the rows again, and the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from consult.domain.reports.document import ReportHead, ReportRow
from consult.domain.reports.exporters.cover import Cover, compose
from consult.domain.reports.exporters.master import Master
from consult.domain.reports.exporters.wording import Wording, Words
from consult.domain.reports.figures import Statistics
from consult.domain.reports.policy import view_rows
from consult.domain.reports.statistics import compute
from consult.domain.reports.vocabulary import Audience

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
    """What is to be written; `rows` gives the viewed rows anew each time it is called."""

    head: ReportHead
    source: Callable[[], Iterator[ReportRow]]
    wording: Wording
    audience: Audience
    statistics: Statistics

    @classmethod
    def of(
        cls,
        head: ReportHead,
        source: Callable[[], Iterator[ReportRow]],
        *,
        words: Words,
        language: str,
        audience: Audience,
    ) -> Job:
        """Read the rows once for the statistics."""
        statistics = compute(head, view_rows(source(), audience))
        return cls(head, source, Wording(words, language), audience, statistics)

    def rows(self) -> Iterator[ReportRow]:
        """The rows as the audience may see them, in the order of the table."""
        return view_rows(self.source(), self.audience)

    def master(self) -> Master:
        """The writer of the cells of the table."""
        return Master(self.head, self.wording)

    def cover(self) -> Cover:
        """The words of the first and the last page."""
        return compose(self.head, self.statistics, self.audience, self.wording)

    @property
    def title(self) -> str:
        """The title in the properties of the file."""
        parts = (self.wording.say("title"), self.head.consultation.in_(self.wording.language))
        return " – ".join(part for part in parts if part)
