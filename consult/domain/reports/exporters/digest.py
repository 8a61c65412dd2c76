"""What the text of a paper needs to know of the rows, gathered in one pass with flat memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from consult.domain.reports.document import ReportRow
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.policy import is_stub
from consult.domain.reports.vocabulary import GROUPS, OUTCOMES
from consult.kernel.localised import LocalisedText

NOT_TAKEN_UP: tuple[str, ...] = GROUPS["not_taken_up"]
MAIN: int = 10
"""How many points a summary tells; the tables tell all."""


@dataclass(slots=True)
class SectionDigest:
    """What was said on one section; the one without a number is the plan as a whole."""

    number: str
    title: LocalisedText = field(default_factory=LocalisedText)
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    silent: tuple[str, ...] = ()

    @property
    def comments(self) -> int:
        """How many comments were made on it."""
        return self.kinds.total()


@dataclass(slots=True)
class Digest:
    """Sections in the order of the plan, and the first points not taken up, one a measure."""

    sections: list[SectionDigest]
    not_taken: list[ReportRow]
    left_out: int
    grounds: Counter[str]
    outcomes: Counter[str]
    late: int
    hidden: int


def digest(job: Job) -> Digest:
    """Read the viewed rows once."""
    made = Digest(_sections(job), [], 0, Counter(), Counter(), 0, 0)
    by_number = {section.number: section for section in made.sections}
    places: set[tuple[str, str]] = set()
    for row in job.rows():
        number = row.target.section_number
        section = by_number.get(number) or by_number.setdefault(number, SectionDigest(number))
        section.kinds[row.kind] += 1
        section.outcomes[row.outcome] += 1
        made.outcomes[row.outcome] += 1
        made.late += row.late
        made.hidden += is_stub(row)
        if row.outcome in NOT_TAKEN_UP:
            _refused(made, row, places)
    made.sections = list(by_number.values())
    return made


def _sections(job: Job) -> list[SectionDigest]:
    """The plan as a whole, then every section, also one on which nobody commented."""
    silent = set(job.statistics.measures_without_comment)
    titles: dict[str, LocalisedText] = {}
    quiet: dict[str, list[str]] = {}
    for measure in job.head.measures:
        titles.setdefault(measure.section_number, measure.section_title)
        if measure.number in silent:
            quiet.setdefault(measure.section_number, []).append(measure.number)
    named = [
        SectionDigest(number, title, silent=tuple(quiet.get(number, ())))
        for number, title in titles.items()
    ]
    return [SectionDigest(""), *named]


def _refused(made: Digest, row: ReportRow, places: set[tuple[str, str]]) -> None:
    """Keep the first point of each measure; grounds are counted for all."""
    ground = row.answer.ground if row.answer else ""
    made.grounds[ground] += 1
    place = (row.target.section_number, row.target.measure_number)
    if is_stub(row) or place in places or len(made.not_taken) >= MAIN:
        made.left_out += 1
        return
    places.add(place)
    made.not_taken.append(replace(row, redacted=None))


def in_order(outcomes: Counter[str]) -> list[tuple[str, int]]:
    """The outcomes that occur: what was not taken up before what was (A-11)."""
    first = [code for code in OUTCOMES if code in NOT_TAKEN_UP]
    order = [*first, *(code for code in OUTCOMES if code not in first)]
    return [(code, outcomes[code]) for code in order if outcomes[code]]
