"""What an author is told when a report is published: own points, decisions, reasons (V10; pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson

from consult.domain.reports.document import Answer, ReportRow

DECIDED = (
    *("disposition", "reasons", "ground", "body_code", "part_accepted", "change_text"),
    *("change_measure", "covered_by", "duplicate_of", "passed_to"),
)
"""What makes a decision: when one of these differs in a new report, the author is told again."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a submission with its frozen row; `number` is its place in the submission."""

    number: int
    row: ReportRow

    @property
    def state(self) -> str:
        """What the letter says: answered, unanswered or withdrawn."""
        if self.row.publication == "withdrawn":
            return "withdrawn"
        return "answered" if self.row.answer is not None else "unanswered"


def fingerprint(points: Sequence[Point]) -> str:
    """Return a digest of the decisions on the points; the same decisions give the same one."""
    decisions = [_facts(point) for point in points]
    return sha256(orjson.dumps(decisions)).hexdigest()[:24]


def _facts(point: Point) -> list[Any]:
    """What is told of a point; decisions of meetings count where there are any."""
    facts = [point.number, point.state, _decision(point.row.answer)]
    return [*facts, list(point.row.decisions)] if point.row.decisions else facts


def _decision(answer: Answer | None) -> list[Any]:
    return [getattr(answer, name) for name in DECIDED] if answer is not None else []
