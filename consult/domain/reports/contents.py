"""What a finished report keeps beside its rows: head, public statistics, gaps; as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from consult.domain.reports.decoding import head_from_json
from consult.domain.reports.document import ReportHead
from consult.domain.reports.figures import (
    CrossRow,
    CrossTable,
    Rate,
    Statistics,
    StatRow,
    StatTable,
    Timeliness,
)
from consult.kernel.localised import LocalisedText


@dataclass(frozen=True)
class Gaps:
    """What stands against publishing, as codes of comments in the order of the table.

    `unanswered` lack an approved answer (I-13), `promises` were accepted without a change in the
    next version (A-04), `leaks` show what may not be public (REQ 86); `changes` name no cause
    (A-05) and are told by the numbers of their measures. `undone` are comments on which a meeting
    decided what their answers do not say; they stop nothing.
    """

    unanswered: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()

    @property
    def need_decision(self) -> bool:
        """Whether somebody has to publish against the rule, by name and for a reason."""
        return bool(self.unanswered or self.promises or self.changes)


@dataclass(frozen=True)
class Contents:
    """The head of a report, what was counted for the public, and what is missing."""

    head: ReportHead
    statistics: Statistics
    gaps: Gaps = field(default_factory=Gaps)

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        facts = {"head": self.head, "statistics": self.statistics, "gaps": self.gaps}
        plain: dict[str, Any] = orjson.loads(orjson.dumps(facts))
        return plain


def contents_from_json(raw: dict[str, Any]) -> Contents:
    """Rebuild the contents from what was stored."""
    gaps = {name: tuple(codes) for name, codes in raw["gaps"].items()}
    return Contents(
        head_from_json(raw["head"]), statistics_from_json(raw["statistics"]), Gaps(**gaps)
    )


def statistics_from_json(raw: dict[str, Any]) -> Statistics:
    """Rebuild statistics from what `orjson.dumps(statistics)` wrote."""
    return Statistics(
        comments=raw["comments"],
        submissions=raw["submissions"],
        tables=tuple(_table(table) for table in raw["tables"]),
        outcomes=_table(raw["outcomes"]),
        crosses=tuple(_cross(cross) for cross in raw["crosses"]),
        timeliness=_timeliness(raw["timeliness"]),
        rates=tuple(Rate(**rate) for rate in raw["rates"]),
        measures_without_comment=tuple(raw["measures_without_comment"]),
        body_names={code: LocalisedText.of(text) for code, text in raw["body_names"].items()},
        unanswered=tuple(raw["unanswered"]),
    )


def _table(raw: dict[str, Any]) -> StatTable:
    return StatTable(**{**raw, "rows": tuple(StatRow(**row) for row in raw["rows"])})


def _cross(raw: dict[str, Any]) -> CrossTable:
    rows = (CrossRow(**{**row, "counts": tuple(row["counts"])}) for row in raw["rows"])
    lists = {name: tuple(raw[name]) for name in ("columns", "totals", "percents")}
    return CrossTable(**{**raw, **lists, "rows": tuple(rows)})


def _timeliness(raw: dict[str, Any]) -> Timeliness:
    shares = {name: Rate(**raw[name]) for name in ("in_time", "later", "unanswered")}
    return Timeliness(**{**raw, **shares})
