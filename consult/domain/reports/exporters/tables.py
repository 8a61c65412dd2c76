"""Statistics as printed: titles, headings, cells and the bars of their charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from consult.domain.reports.document import ReportHead
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.figures import (
    CrossTable,
    Rate,
    Statistics,
    StatRow,
    StatTable,
    Timeliness,
)
from consult.domain.reports.vocabulary import GROUPS
from consult.kernel.dates import in_zone
from consult.kernel.localised import LocalisedText

Value = str | int | float | None
"""A label, a count, or a percentage (float); None is a percentage that is not computed."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label and one length a part (one part in a plain chart)."""

    label: str
    parts: tuple[float, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one scale; `legend` names the parts and is empty in a plain chart."""

    title: str
    legend: tuple[str, ...]
    bars: tuple[Bar, ...]

    @property
    def longest(self) -> float:
        """The length of the longest bar, at least one."""
        return max([1.0, *(sum(bar.parts) for bar in self.bars)])


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a printed table; totals and subtotals are strong."""

    cells: tuple[Value, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """One table ready to print, its notes and its chart."""

    code: str
    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    chart: Chart


def printed(head: ReportHead, statistics: Statistics, wording: Wording) -> Iterator[Printed]:
    """Every table in the order T1 to T9, then the rates."""
    printer = Printer(head, wording, statistics.body_names)
    for table in statistics.tables:
        yield printer.table(table)
    yield printer.table(statistics.outcomes)
    for cross in statistics.crosses:
        yield printer.cross(cross)
    yield printer.timeliness(statistics.timeliness)
    yield printer.rates(statistics.rates)


def show(value: Value, wording: Wording) -> str:
    """A cell as text."""
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    return wording.percent(value)


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints the tables of one report in one language."""

    head: ReportHead
    wording: Wording
    bodies: dict[str, LocalisedText]

    def table(self, table: StatTable) -> Printed:
        """Counts with their share of all comments."""
        say = self.wording.say
        counted = table.submissions is not None
        heads = [say(f"axis.{table.axis}"), say("comments"), say("percent")]
        lines = [self._line(table, row, counted=counted) for row in table.rows]
        notes = [say("note.multiple")] if table.multiple else []
        if counted:
            heads.insert(1, say("submissions"))
            notes += [say("note.submissions")] if table.axis != "channel" else []
        if not table.multiple:
            lines.append(self._total(table))
        bars = tuple(self._bar(table, row) for row in table.rows if self._drawn(table, row))
        title = say(f"table.{table.code}")
        chart = Chart(say("chart", title=title), (), bars)
        return Printed(table.code, title, tuple(heads), tuple(lines), tuple(notes), chart)

    def _drawn(self, table: StatTable, row: StatRow) -> bool:
        return table.code != "t4" or row.subtotal or row.code == "plan"

    def _line(self, table: StatTable, row: StatRow, *, counted: bool) -> Line:
        share = row.percent
        numbers: tuple[Value, ...] = (row.comments, share)
        if counted:
            numbers = (row.submissions or 0, *numbers)
        return Line((self.name(table.axis, row.code), *numbers), strong=row.subtotal)

    def _total(self, table: StatTable) -> Line:
        share = 100.0 if table.comments else None
        numbers: tuple[Value, ...] = (table.comments, share)
        if table.submissions is not None:
            numbers = (table.submissions, *numbers)
        return Line((self.wording.say("total"), *numbers), strong=True)

    def _bar(self, table: StatTable, row: StatRow) -> Bar:
        return Bar(self.name(table.axis, row.code), (row.comments,), str(row.comments))

    def name(self, axis: str, code: str) -> str:
        """What a line is called."""
        if axis == "region":
            day = in_zone(self.head.opens_at, self.head.zone).date()
            return self.wording.region(code, day)
        if axis == "target":
            return self._target(code)
        if axis == "body" and self.bodies.get(code):
            return self.bodies[code].in_(self.wording.language)
        return self.wording.label(axis, code)

    def _target(self, code: str) -> str:
        kind, _, number = code.partition(":")
        language = self.wording.language
        for measure in self.head.measures:
            if kind == "measure" and measure.number == number:
                return f"{number} {measure.title.in_(language)}".strip()
            if kind == "section" and measure.section_number == number:
                title = measure.section_title.in_(language)
                return self.wording.say("section_title", number=number, title=title).strip()
        if kind == "plan":
            return self.wording.say("general_remarks")
        key = "whole_section" if kind == "general" else "section_title"
        return (
            self.wording.say(key, number=number, title="").strip() if kind != "measure" else number
        )

    def cross(self, cross: CrossTable) -> Printed:
        """Outcomes against bodies or kinds of authors."""
        say, label = self.wording.say, self.wording.label
        heads = [
            say(f"axis.{cross.axis}"),
            *(label("outcome", code) for code in cross.columns),
        ]
        heads += [say("total"), say("percent")]
        axis = "author_kind" if cross.axis == "author" else cross.axis
        lines = [
            Line((self.name(axis, row.code), *row.counts, row.comments, row.percent))
            for row in cross.rows
        ]
        share = 100.0 if cross.comments else None
        lines.append(Line((say("total"), *cross.totals, cross.comments, share), strong=True))
        lines.append(Line((say("percent"), *cross.percents, share, None)))
        title = say(f"table.{cross.code}")
        return Printed(
            cross.code,
            title,
            tuple(heads),
            tuple(lines),
            (),
            self._stacked(cross, title),
        )

    def _stacked(self, cross: CrossTable, title: str) -> Chart:
        axis = "author_kind" if cross.axis == "author" else cross.axis
        bars = []
        for row in cross.rows:
            counts = dict(zip(cross.columns, row.counts, strict=True))
            parts = tuple(sum(counts.get(c, 0) for c in codes) for codes in GROUPS.values())
            bars.append(Bar(self.name(axis, row.code), parts, str(row.comments)))
        legend = tuple(self.wording.say(f"group.{code}") for code in GROUPS)
        return Chart(self.wording.say("chart", title=title), legend, tuple(bars))

    def timeliness(self, answers: Timeliness) -> Printed:
        """T9: in time, later, unanswered, and the medians in working days."""
        rates = (answers.in_time, answers.later, answers.unanswered)
        table = self._rates("t9", rates)
        medians = (
            ("note.median_close", answers.median_from_close),
            ("note.median_receipt", answers.median_from_receipt),
        )
        notes = tuple(
            self.wording.say(key, days=self.wording.number(days))
            for key, days in medians
            if days is not None
        )
        return Printed(table.code, table.title, table.heads, table.lines, notes, table.chart)

    def rates(self, rates: tuple[Rate, ...]) -> Printed:
        """The derived rates with both their numbers."""
        return self._rates("rates", rates)

    def _rates(self, code: str, rates: tuple[Rate, ...]) -> Printed:
        say = self.wording.say
        heads = (say("axis.rate"), say("count"), say("of"), say("percent"))
        lines = tuple(
            Line((say(f"rate.{rate.code}"), rate.part, rate.base, rate.percent)) for rate in rates
        )
        bars = tuple(
            Bar(
                say(f"rate.{rate.code}"),
                (rate.percent or 0.0,),
                self.wording.percent(rate.percent),
            )
            for rate in rates
        )
        title = say(f"table.{code}")
        return Printed(code, title, heads, lines, (), Chart(say("chart", title=title), (), bars))
