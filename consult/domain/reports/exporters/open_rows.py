"""What stands in the tables of the open data: one value a column, in codes and ISO dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from consult.domain.reports.document import NO_TEXT, Answer, ReportHead, ReportRow
from consult.domain.reports.exporters.tables import Printer
from consult.domain.reports.exporters.wording import Wording
from consult.domain.reports.figures import CrossTable, Rate, Statistics, StatTable
from consult.domain.reports.parts import ChangeLine, FieldChange, RecommendationLine
from consult.domain.reports.vocabulary import LANGUAGES
from consult.kernel.dates import in_zone
from consult.kernel.localised import LocalisedText

Record = dict[str, Any]


def spoken(name: str, text: LocalisedText) -> Record:
    """A text in three columns; a language that is missing stays empty."""
    return {f"{name}_{language}": text.exact(language) for language in LANGUAGES}


def joined(values: tuple[str, ...]) -> str:
    """Several values in one cell."""
    return "|".join(values)


def comment(row: ReportRow, head: ReportHead) -> Record:
    """One viewed row."""
    target, author = row.target, row.author
    return {
        "comment_code": row.comment_code,
        "position": row.position,
        "reg_no": row.reg_no,
        "received_on": row.received_on.isoformat(),
        "received_within": "week" if row.week else "day",
        "late": row.late,
        "channel": row.channel,
        "target_type": target.type,
        "section_number": target.section_number,
        "measure_number": target.measure_number,
        "field": target.field,
        "kind": row.kind,
        "language": row.language,
        "text": row.points.text,
        "proposed_wording": row.points.proposed_wording,
        "rationale": row.points.rationale,
        "author_display": author.display,
        "author_name": author.name,
        **spoken("organisation", author.organisation),
        "author_kind": author.kind,
        "region_code": author.region_code,
        "themes": joined(row.themes),
        "groups": joined(row.groups),
        "recommendations": joined(row.recommendations),
        "changes": joined(tuple(str(change.number) for change in row.changes)),
        "publication": row.publication,
        "withholding_ground": row.ground,
        "outcome": row.outcome,
        **_answer(row.answer or Answer(""), head),
        **_decided(row),
    }


def _decided(row: ReportRow) -> Record:
    """The last decision of a national round table on the comment."""
    last = row.decisions[-1] if row.decisions else None
    return {
        "meeting_decision": last.decision if last else "",
        "meeting_decision_on": last.day.isoformat() if last else "",
        **spoken("meeting_decision_text", last.text if last else NO_TEXT),
    }


def _answer(answer: Answer, head: ReportHead) -> Record:
    approved = in_zone(answer.approved_at, head.zone).date() if answer.approved_at else None
    return {
        **spoken("reasons", answer.reasons),
        "rejection_ground": answer.ground,
        **spoken("part_accepted", answer.part_accepted),
        "body_code": answer.body_code,
        **spoken("body", answer.body_name),
        **spoken("signer_post", answer.signer_post),
        "approved_on": approved.isoformat() if approved else "",
        **spoken("change", answer.change_text),
        "new_measure": answer.change_measure,
        "covered_by": answer.covered_by,
        "duplicate_of": answer.duplicate_of,
        **spoken("passed_to", answer.passed_to),
        "days_from_close": answer.days_from_close,
        "days_from_receipt": answer.days_from_receipt,
    }


def changes(lines: Iterable[ChangeLine]) -> Iterator[Record]:
    """One line a changed field; a change without a field has one line too."""
    for change in lines:
        for place, field in enumerate(change.fields or (FieldChange(""),), 1):
            yield {
                "number": change.number,
                "line": place,
                "kind": change.kind,
                "section_number": change.section_number,
                "before_numbers": joined(change.before),
                "after_numbers": joined(change.after),
                "field": field.field,
                **spoken("before", field.before),
                **spoken("after", field.after),
                "cause": change.cause,
                "comment_codes": joined(change.codes),
                **spoken("explanation", change.explanation),
            }


def recommendations(lines: Iterable[RecommendationLine]) -> Iterator[Record]:
    """Every recommendation that the plan answers; the paragraph is text (H-01)."""
    for line in lines:
        yield {
            "key": f"{line.mechanism}/{line.cycle}/{line.paragraph}",
            "mechanism": line.mechanism,
            "cycle": line.cycle,
            "paragraph": line.paragraph,
            **spoken("text", line.text),
            "states": joined(line.states),
            "position": line.position,
            "themes": joined(line.themes),
            "measures": joined(line.measures),
            "comments": line.comments,
            "answered": line.answered,
        }


def measures(head: ReportHead, statistics: Statistics) -> Iterator[Record]:
    """Every measure of the plan discussed with the number of its comments, none left out."""
    counts = {row.code: row.comments for row in statistics.table("t4").rows}
    for place, measure in enumerate(head.measures, 1):
        yield {
            "measure_number": measure.number,
            "position": place,
            "section_number": measure.section_number,
            **spoken("section_title", measure.section_title),
            **spoken("measure_text", measure.title),
            "comments": counts.get(f"measure:{measure.number}", 0),
        }


def figures(
    head: ReportHead, statistics: Statistics, wordings: Mapping[str, Wording]
) -> Iterator[Record]:
    """T1 to T9 and the rates as one long table."""
    names = _Names(
        {code: Printer(head, say, statistics.body_names) for code, say in wordings.items()}
    )
    for table in (*statistics.tables, statistics.outcomes):
        yield from _counts(table, names)
    for cross in statistics.crosses:
        yield from _cells(cross, names)
    timely = statistics.timeliness
    for rate in (timely.in_time, timely.later, timely.unanswered):
        yield _share("t9", rate, names)
    for rate in statistics.rates:
        yield _share("rates", rate, names)


class _Names:
    """What a line of statistics is called in each language."""

    def __init__(self, printers: Mapping[str, Printer]) -> None:
        self._printers = printers

    def of(self, axis: str, code: str) -> Record:
        """The three columns of a label."""
        printers = self._printers
        texts = {language: printer.name(axis, code) for language, printer in printers.items()}
        return {f"label_{language}": text for language, text in texts.items()}


def _line(table: str, row: str, count: float, **facts: Any) -> Record:
    empty = {"column": "", "base": None, "percent": None, "submissions": None, "subtotal": False}
    return {"table": table, "row": row, "count": count} | empty | facts


def _counts(table: StatTable, names: _Names) -> Iterator[Record]:
    for row in table.rows:
        yield names.of(table.axis, row.code) | _line(
            table.code,
            row.code,
            row.comments,
            base=table.comments,
            percent=row.percent,
            submissions=row.submissions,
            subtotal=row.subtotal,
        )


def _cells(cross: CrossTable, names: _Names) -> Iterator[Record]:
    axis = "author_kind" if cross.axis == "author" else cross.axis
    for row in cross.rows:
        label = names.of(axis, row.code)
        for column, count in zip(cross.columns, row.counts, strict=True):
            yield label | _line(cross.code, row.code, count, column=column, base=row.comments)


def _share(table: str, rate: Rate, names: _Names) -> Record:
    facts = {"base": rate.base, "percent": rate.percent}
    return names.of("rate", rate.code) | _line(table, rate.code, rate.part, **facts)
