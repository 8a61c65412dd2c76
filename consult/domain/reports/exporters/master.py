"""The consolidated table (V1): what each of its seven cells says about one viewed row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from consult.domain.reports.document import Answer, ReportHead, ReportRow, Target
from consult.domain.reports.exporters.grid import Band, Cell, Column, Grid, Line
from consult.domain.reports.exporters.wording import Para, Wording
from consult.domain.reports.policy import is_stub
from consult.domain.reports.vocabulary import NOT_SHOWN
from consult.kernel.dates import in_zone

COLUMNS: Final = (
    "number",
    "measure",
    "author",
    "comment",
    "result",
    "reasons",
    "change",
)
WIDTHS: Final = (10, 48, 40, 62, 22, 55, 30)
"""Widths of the columns in millimetres; 267 is A4 across less the margins of 20 and 10."""


@dataclass(frozen=True, slots=True)
class Master:
    """Writes the cells of one report in one language."""

    head: ReportHead
    wording: Wording

    def heads(self) -> tuple[str, ...]:
        """The headings of the seven columns."""
        return tuple(self.wording.say(f"column.{name}") for name in COLUMNS)

    def grid(self, rows: Callable[[], Iterator[ReportRow]]) -> Grid:
        """The table of viewed rows, section by section."""
        columns = tuple(
            Column(head, width, small=name == "result")
            for name, head, width in zip(COLUMNS, self.heads(), WIDTHS, strict=True)
        )
        return Grid(self.wording.say("table"), columns, lambda: self.lines(rows()))

    def lines(self, rows: Iterator[ReportRow]) -> Iterator[Band | Line]:
        """Rows under the titles of their sections."""
        group = None
        for row in rows:
            if (title := self.group(row)) != group:
                group = title
                yield Band(title)
            yield Line(self.cells(row), row.comment_code)

    def group(self, row: ReportRow) -> str:
        """The full-width title under which the row stands: its section, or general remarks."""
        target = row.target
        if not target.section_number:
            return self.wording.say("general_remarks")
        return self.section(target.section_number, target.section_title.in_(self.wording.language))

    def section(self, number: str, title: str) -> str:
        """The name of a section with its number."""
        return self.wording.say("section_title", number=number, title=title).strip()

    def measure(self, target: Target) -> str:
        """The name of the measure a comment is about."""
        title = target.title.in_(self.wording.language)
        key = "measure_title" if title else "measure_number"
        return self.wording.say(key, number=target.measure_number, title=title)

    def cells(self, row: ReportRow) -> tuple[Cell, ...]:
        """The seven cells of a row, in the order of the columns."""
        return (
            [Para(str(row.position), self.wording.language)],
            [*self.place(row), *self.wording.texts(row.target.wording)],
            self.author(row),
            self.comment(row),
            self.result(row),
            [*self.reasons(row.answer), *self.positions(row), *self.decisions(row)],
            [*self.change(row.answer), *self.traces(row)],
        )

    def place(self, row: ReportRow) -> Cell:
        """What the comment is about: the number of the measure and its field."""
        wording, target = self.wording, row.target
        if target.measure_number:
            cell = [Para(target.measure_number, wording.language, strong=True)]
            if title := target.title.in_(wording.language):
                cell[0] = Para(f"{target.measure_number} {title}", wording.language, strong=True)
            if target.field and target.field != "text":
                cell.append(Para(wording.label("field", target.field), wording.language))
            return cell
        if target.section_number:
            text = wording.say("whole_section", number=target.section_number)
            return [Para(text, wording.language, strong=True)]
        return [wording.head("whole_plan")]

    def author(self, row: ReportRow) -> Cell:
        """Who spoke, from where, under which number, when and how."""
        wording = self.wording
        facts = [Para(text, wording.language) for text in self._facts(row)]
        return [*self.names(row), *wording.texts(row.meeting), *facts]

    def names(self, row: ReportRow) -> Cell:
        """Who spoke: the organisation, the name, or why neither is printed."""
        wording, author = self.wording, row.author
        if author.display == "stub":
            return []
        if author.display != "shown":
            return [wording.head(f"author.{author.display}")]
        name = [Para(author.name, wording.language)] if author.name else []
        shown, language = author.organisation.shown(wording.language)
        return ([Para(shown, language, strong=True)] if shown else []) + name

    def _facts(self, row: ReportRow) -> list[str]:
        wording, author = self.wording, row.author
        hidden = author.display == "stub"
        facts = []
        if not hidden and author.kind != NOT_SHOWN:
            facts.append(wording.label("author_kind", author.kind))
        if not hidden and author.region_code != NOT_SHOWN:
            region = author.region_name.in_(wording.language)
            facts.append(region or wording.region(author.region_code, row.received_on))
        facts += [row.comment_code, wording.received(row.received_on, week=row.week)]
        if row.channel:
            facts.append(wording.label("channel", row.channel))
        return facts + ([wording.say("late")] if row.late else [])

    def comment(self, row: ReportRow) -> Cell:
        """What was said, or why it is not printed."""
        wording = self.wording
        if is_stub(row):
            return self._stub(row)
        cell = [wording.head(f"kind.{row.kind}"), Para(row.points.text, row.language)]
        if row.points.proposed_wording:
            cell += [
                wording.head("proposed_wording"),
                Para(row.points.proposed_wording, row.language),
            ]
        if row.points.rationale:
            cell += [
                wording.head("rationale"),
                Para(row.points.rationale, row.language),
            ]
        if row.publication != "published":
            cell.append(wording.para(f"publication.{row.publication}"))
        return cell

    def _stub(self, row: ReportRow) -> Cell:
        cell = [self.wording.para(f"stub.{row.publication}")]
        if row.ground:
            ground = self.wording.label("withholding", row.ground)
            cell.append(self.wording.para("stub_ground", ground=ground))
        return cell

    def result(self, row: ReportRow) -> Cell:
        """The disposition in words."""
        return [self.wording.head(f"outcome.{row.outcome}")]

    def reasons(self, answer: Answer | None) -> Cell:
        """Why, what part was taken up, and who answered when."""
        if answer is None:
            return []
        wording = self.wording
        cell = wording.texts(answer.reasons)
        cell += wording.texts(answer.part_accepted, "part_accepted")
        if answer.ground:
            cell.append(wording.para("ground", ground=wording.label("rejection", answer.ground)))
        if answer.duplicate_of:
            cell.append(wording.para("duplicate_of", code=answer.duplicate_of))
        cell += wording.texts(answer.passed_to, "passed_to")
        return cell + self._signature(answer)

    def _signature(self, answer: Answer) -> Cell:
        wording = self.wording
        body = answer.body_name.in_(wording.language) or answer.body_code
        names = (body, answer.signer_post.in_(wording.language))
        parts = [part for part in names if part]
        if answer.approved_at:
            parts.append(wording.date(in_zone(answer.approved_at, self.head.zone).date()))
        return [Para(", ".join(parts), wording.language)] if parts else []

    def positions(self, row: ReportRow) -> Cell:
        """What other bodies say to the answer: who, how they stand to it, and their words."""
        wording, cell = self.wording, []
        for one in row.positions:
            name = one.body_name.in_(wording.language) or one.body_code
            stance = wording.label("stance", one.stance)
            text = wording.say("body_stance", body=name, stance=stance)
            cell += [Para(text, wording.language, strong=True), *wording.texts(one.words)]
        return cell

    def decisions(self, row: ReportRow) -> Cell:
        """What national round tables decided: the day, the decision, its words."""
        wording, cell = self.wording, []
        for one in row.decisions:
            cell.append(wording.head_with("meeting_decision", day=wording.date(one.day)))
            key = "meeting_decision_result" if one.disposition else "meeting_decision_kind"
            result = wording.label("outcome", one.disposition)
            kind = wording.label("ruling", one.decision)
            cell.append(wording.para(key, decision=kind, result=result))
            cell += wording.texts(one.text)
            if not one.carried:
                cell.append(wording.para("meeting_decision_undone"))
        return cell

    def traces(self, row: ReportRow) -> Cell:
        """Which changes of the plan the comment caused, or where its change is promised."""
        wording, cell = self.wording, []
        for change in row.changes:
            numbers = ", ".join(change.measures)
            key = "change_with_measures" if numbers else "change_number"
            cell.append(wording.para(key, number=change.number, measures=numbers))
        if row.promised_version:
            cell.append(wording.para("promised_version", version=row.promised_version))
        return cell

    def change(self, answer: Answer | None) -> Cell:
        """What became different in the next version, and under which number."""
        if answer is None:
            return []
        wording = self.wording
        cell = wording.texts(answer.change_text)
        if answer.change_measure:
            cell.insert(0, wording.para("new_measure", number=answer.change_measure))
        if answer.covered_by:
            cell.append(wording.para("covered_by", number=answer.covered_by))
        return cell
