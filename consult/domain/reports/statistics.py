"""Tables T1 to T9 and the rates of a report, counted in one pass over viewed rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from consult.domain.consultations.rules import CHANNELS
from consult.domain.people.regions import regions_on
from consult.domain.reports.document import Answer, ReportHead, ReportRow
from consult.domain.reports.figures import (
    CrossRow,
    CrossTable,
    Rate,
    Statistics,
    StatRow,
    StatTable,
    Timeliness,
    percent,
    rate,
)
from consult.domain.reports.vocabulary import (
    AUTHOR_KINDS,
    LANGUAGES,
    NOT_COUNTED,
    NOT_SHOWN,
    OUTCOMES,
    TAKEN_UP,
    UNKNOWN,
)
from consult.domain.submissions.rules import KINDS
from consult.kernel.dates import in_zone
from consult.kernel.localised import LocalisedText

_SENT: Final = ("channel", "author_kind", "region", "language")
"""Axes on which submissions are counted beside comments (T1 to T3)."""

_LAST: Final = ("national", "abroad", UNKNOWN, NOT_SHOWN)


def compute(head: ReportHead, rows: Iterable[ReportRow]) -> Statistics:
    """Count the viewed rows; memory grows with the number of submissions only."""
    tally = Tally(head)
    for row in rows:
        tally.add(row)
    return tally.result()


def target_code(row: ReportRow) -> str:
    """The line of T4 on which a comment stands: plan, section:2 or measure:2.1."""
    target = row.target
    if target.measure_number:
        return f"measure:{target.measure_number}"
    return f"section:{target.section_number}" if target.section_number else "plan"


def _counted(row: ReportRow) -> tuple[str, str, str]:
    """The number, kind and region by which a row is counted."""
    return row.counted or (row.reg_no, row.author.kind, row.author.region_code)


def _axes(row: ReportRow) -> Iterator[tuple[str, str]]:
    _number, kind, region = _counted(row)
    yield "channel", row.channel or UNKNOWN
    yield "author_kind", kind or UNKNOWN
    yield "region", region or UNKNOWN
    yield "language", row.language or UNKNOWN
    yield "target", target_code(row)
    yield "kind", row.kind or UNKNOWN
    yield "outcome", row.outcome
    for theme in dict.fromkeys(row.themes or (UNKNOWN,)):
        yield "theme", theme
    for group in dict.fromkeys(row.groups or (UNKNOWN,)):
        yield "group", group


def _ordered(known: Iterable[str], counted: Mapping[str, int]) -> list[str]:
    """Known codes in their order, then others that occur; unknown and not shown come last."""
    first = [code for code in known if code not in _LAST]
    extra = sorted(set(counted) - set(first) - set(_LAST))
    return first + extra + [code for code in _LAST if counted.get(code)]


def _median(days: Counter[int]) -> float | None:
    total = days.total()
    if not total:
        return None
    wanted = ((total - 1) // 2, total // 2)
    found: list[int] = []
    seen = 0
    for value in sorted(days):
        seen += days[value]
        found += [value for place in wanted[len(found) :] if place < seen]
    return sum(found) / len(found)


class Tally:
    """Counts rows as they stream by; `result` may be asked once they are all in."""

    def __init__(self, head: ReportHead) -> None:
        self._head = head
        self._comments = 0
        self._submissions: set[str] = set()
        self._counts: dict[str, Counter[str]] = {}
        self._letters: dict[str, Counter[str]] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._crosses: dict[str, Counter[tuple[str, str]]] = {
            "body": Counter(),
            "author": Counter(),
        }
        self._bodies: dict[str, LocalisedText] = {}
        self._answers: Counter[str] = Counter()
        self._unanswered: list[str] = []
        self._from_close: Counter[int] = Counter()
        self._from_receipt: Counter[int] = Counter()

    def add(self, row: ReportRow) -> None:
        """Count one viewed row."""
        self._comments += 1
        sender, kind, _region = _counted(row)
        self._submissions.add(sender)
        for axis, code in _axes(row):
            self._counts.setdefault(axis, Counter())[code] += 1
            if axis in _SENT:
                self._add_submission(axis, code, sender)
        body = row.answer.body_code if row.answer else ""
        if row.answer and body not in self._bodies:
            self._bodies[body] = row.answer.body_name
        self._crosses["body"][body or UNKNOWN, row.outcome] += 1
        self._crosses["author"][kind or UNKNOWN, row.outcome] += 1
        if row.outcome not in NOT_COUNTED:
            self._add_answer(row.answer)
            if row.answer is None:
                self._unanswered.append(row.comment_code)

    def _add_submission(self, axis: str, code: str, sender: str) -> None:
        if (axis, code, sender) not in self._seen:
            self._seen.add((axis, code, sender))
            self._letters.setdefault(axis, Counter())[code] += 1

    def _add_answer(self, answer: Answer | None) -> None:
        if answer is None:
            self._answers["unanswered"] += 1
            return
        self._answers["in_time" if self._in_time(answer.approved_at) else "later"] += 1
        if answer.days_from_close is not None:
            self._from_close[answer.days_from_close] += 1
        if answer.days_from_receipt is not None:
            self._from_receipt[answer.days_from_receipt] += 1

    def _in_time(self, approved_at: datetime | None) -> bool:
        due = self._head.answers_due
        if due is None or approved_at is None:
            return due is None
        return in_zone(approved_at, self._head.zone).date() <= due

    def result(self) -> Statistics:
        """The tables and rates over everything counted."""
        day = in_zone(self._head.opens_at, self._head.zone).date()
        regions = [region.code for region in regions_on(day)]
        tables = (
            self._table("t1", "channel", CHANNELS),
            self._table("t2", "author_kind", AUTHOR_KINDS),
            self._table("t3_region", "region", regions, always=("national", "abroad", UNKNOWN)),
            self._table("t3_language", "language", LANGUAGES),
            self._targets(),
            self._table("t5", "kind", KINDS),
            self._table("t6_theme", "theme", (), multiple=True),
            self._table("t6_group", "group", (), multiple=True),
        )
        return Statistics(
            comments=self._comments,
            submissions=len(self._submissions),
            tables=tables,
            outcomes=self._table("outcomes", "outcome", OUTCOMES),
            crosses=(
                self._cross("t7", "body", ()),
                self._cross("t8", "author", AUTHOR_KINDS),
            ),
            timeliness=self._timeliness(),
            rates=self._rates(),
            measures_without_comment=self._silent_measures(),
            body_names=dict(sorted(self._bodies.items())),
            unanswered=tuple(self._unanswered),
        )

    def _line(self, axis: str, code: str) -> StatRow:
        comments = self._counts.get(axis, Counter())[code]
        letters = self._letters.get(axis, Counter())
        submissions = letters[code] if axis in _SENT else None
        return StatRow(code, comments, percent(comments, self._comments), submissions)

    def _table(
        self,
        code: str,
        axis: str,
        known: Iterable[str],
        *,
        always: tuple[str, ...] = (),
        multiple: bool = False,
    ) -> StatTable:
        counted = dict(self._counts.get(axis, Counter()))
        counted |= {place: max(1, counted.get(place, 0)) for place in always}
        rows = tuple(self._line(axis, item) for item in _ordered(known, counted))
        asked = axis in _SENT
        letters = len(self._submissions) if asked else None
        return StatTable(code, axis, rows, self._comments, letters, multiple)

    def _targets(self) -> StatTable:
        counts = self._counts.get("target", Counter())
        sections: dict[str, list[str]] = {}
        for measure in self._head.measures:
            sections.setdefault(measure.section_number, []).append(f"measure:{measure.number}")
        rows = [self._line("target", "plan")]
        for number, codes in sections.items():
            own = f"section:{number}"
            total = counts[own] + sum(counts[code] for code in codes)
            rows.append(StatRow(own, total, percent(total, self._comments), subtotal=True))
            rows.append(
                StatRow(
                    f"general:{number}",
                    counts[own],
                    percent(counts[own], self._comments),
                )
            )
            rows += [self._line("target", code) for code in codes]
        placed = {row.code for row in rows}
        rows += [self._line("target", code) for code in sorted(set(counts) - placed)]
        return StatTable("t4", "target", tuple(rows), self._comments)

    def _cross(self, code: str, axis: str, known: Iterable[str]) -> CrossTable:
        cells = self._crosses[axis]
        sums: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        for (row, outcome), number in cells.items():
            sums[row] += number
            outcomes[outcome] += number
        columns = tuple(item for item in OUTCOMES if outcomes[item])
        order = [item for item in _ordered(known, sums) if sums[item]]
        rows = tuple(
            CrossRow(
                item,
                tuple(cells[item, column] for column in columns),
                sums[item],
                percent(sums[item], self._comments),
            )
            for item in order
        )
        totals = tuple(outcomes[column] for column in columns)
        shares = tuple(percent(total, self._comments) for total in totals)
        return CrossTable(code, axis, columns, rows, totals, shares, self._comments)

    def _timeliness(self) -> Timeliness:
        base = self._answers.total()
        return Timeliness(
            rate("in_time", self._answers["in_time"], base),
            rate("later", self._answers["later"], base),
            rate("unanswered", self._answers["unanswered"], base),
            _median(self._from_close),
            _median(self._from_receipt),
        )

    def _rates(self) -> tuple[Rate, ...]:
        outcomes = self._counts.get("outcome", Counter())
        base = self._comments - sum(outcomes[code] for code in NOT_COUNTED)
        taken = sum(outcomes[code] for code in TAKEN_UP)
        meetings = self._counts.get("channel", Counter())["round_table"]
        rates = [
            rate("take_up", taken, base),
            rate("full_take_up", outcomes["accepted"], base),
            rate("response", self._answers["in_time"] + self._answers["later"], base),
            rate("round_tables", meetings, self._comments),
        ]
        head = self._head
        if head.measures_changed is not None:
            rates.append(rate("measures_changed", head.measures_changed, len(head.measures)))
        if head.recommendations_supported is not None:
            covered = head.recommendations_covered or 0
            rates.append(rate("recommendations", covered, head.recommendations_supported))
        return tuple(rates)

    def _silent_measures(self) -> tuple[str, ...]:
        counts = self._counts.get("target", Counter())
        numbers = (measure.number for measure in self._head.measures)
        return tuple(number for number in numbers if not counts[f"measure:{number}"])
