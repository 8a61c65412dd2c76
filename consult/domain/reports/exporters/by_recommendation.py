"""V8: each recommendation with its measures, the comments on them, and the lists of H-04."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from consult.domain.reports.exporters.grid import Band, Cell, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.wording import Para, Wording
from consult.domain.reports.parts import RecommendationLine

COLUMNS: Final = (
    ("paragraph", 24),
    ("recommendation", 73),
    ("states", 30),
    ("position", 26),
    ("measures", 22),
    ("received", 22),
    ("outcome", 40),
    ("status", 30),
)
LISTED: Final = (("paragraph", 40), ("recommendation", 160), ("measures", 67))
MEASURES: Final = (("measure_number", 40), ("measure_text", 227))


def by_recommendation(job: Job) -> tuple[Grid, ...]:
    """The table by theme, then supported without measure, measures without, only permanent."""
    lists: tuple[tuple[str, Callable[[RecommendationLine], bool]], ...] = (
        ("uncovered", is_uncovered),
        ("permanent", lambda line: line.permanent),
    )
    uncovered, permanent = (_list(job, name, wanted) for name, wanted in lists)
    return (_table(job), uncovered, _unrelated(job), permanent)


def is_uncovered(line: RecommendationLine) -> bool:
    """Whether the State supports it and no measure carries it out."""
    return line.position == "supported" and not line.measures


def status(line: RecommendationLine) -> str:
    """The code of what stands: covered, uncovered, permanent, or not_supported."""
    if not line.measures:
        return "uncovered" if line.position == "supported" else "not_supported"
    return "permanent" if line.permanent else "covered"


def _columns(wording: Wording, named: Iterable[tuple[str, int]]) -> tuple[Column, ...]:
    return tuple(Column(wording.say(f"column.{name}"), width) for name, width in named)


def _table(job: Job) -> Grid:
    say = job.wording.say
    title, empty = say("variant.recommendations"), say("empty.recommendations")
    return Grid(title, _columns(job.wording, COLUMNS), lambda: _lines(job), empty)


def _lines(job: Job) -> Iterator[Band | Line]:
    """Rows under the first theme of each; the register keeps a few hundred at most."""
    wording = job.wording
    themes: dict[str, list[RecommendationLine]] = {}
    for line in job.lines("recommendations"):
        themes.setdefault(next(iter(line.themes), "unknown"), []).append(line)
    for theme, lines in themes.items():
        yield Band(wording.label("theme", theme))
        for line in lines:
            yield Line(_cells(wording, line))


def _cells(wording: Wording, line: RecommendationLine) -> tuple[Cell, ...]:
    language = wording.language
    texts = (
        ", ".join(wording.label("country", state) for state in line.states),
        wording.label("position", line.position),
        ", ".join(line.measures),
        str(line.comments),
    )
    return (
        _key(wording, line),
        wording.texts(line.text),
        *([Para(text, language)] for text in texts),
        [Para(_said(wording, code, count), language) for code, count in line.outcomes],
        [wording.para(f"status.{status(line)}")],
    )


def _key(wording: Wording, line: RecommendationLine) -> Cell:
    register = Para(f"{line.mechanism} {line.cycle}", wording.language)
    return [Para(line.paragraph, wording.language, strong=True), register]


def _said(wording: Wording, outcome: str, count: int) -> str:
    return wording.say("outcome_count", outcome=wording.label("outcome", outcome), number=count)


def _list(job: Job, name: str, wanted: Callable[[RecommendationLine], bool]) -> Grid:
    wording = job.wording

    def lines() -> Iterator[Line]:
        for line in job.lines("recommendations"):
            if wanted(line):
                measures = [Para(", ".join(line.measures), wording.language)]
                yield Line((_key(wording, line), wording.texts(line.text), measures))

    title, empty = wording.say(f"coverage.{name}"), wording.say("empty.coverage")
    return Grid(title, _columns(wording, LISTED), lines, empty)


def _unrelated(job: Job) -> Grid:
    wording = job.wording

    def lines() -> Iterator[Line]:
        for line in job.lines("unrelated_measures"):
            yield Line(([Para(line.number, wording.language)], wording.texts(line.text)))

    title, empty = wording.say("coverage.unrelated"), wording.say("empty.coverage")
    return Grid(title, _columns(wording, MEASURES), lines, empty)
