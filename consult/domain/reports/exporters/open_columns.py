"""The tables of the open data (V12): names, types and codes of their columns, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from consult.domain.reports.vocabulary import LANGUAGES

Type = Literal["string", "integer", "number", "boolean", "date", "datetime"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, and the group of labels that names its codes.

    `language` is that of a text which stands in three columns; `many` says that several values
    stand in one cell, separated by a vertical bar.
    """

    name: str
    type: Type = "string"
    codes: str = ""
    required: bool = False
    language: str = ""
    many: bool = False

    @property
    def meaning(self) -> str:
        """The name under which its meaning is told: without the language."""
        return self.name.removesuffix(f"_{self.language}") if self.language else self.name


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file of the package and the columns that tell its rows apart."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The first line of the file."""
        return tuple(column.name for column in self.columns)


def _needed(name: str, kind: Type = "string", codes: str = "") -> Column:
    return Column(name, kind, codes, required=True)


def _spoken(*names: str) -> Iterator[Column]:
    """A text in three languages: three columns."""
    for name in names:
        yield from (Column(f"{name}_{language}", language=language) for language in LANGUAGES)


def _place() -> Iterator[Column]:
    yield Column("section_number")
    yield Column("measure_number")


COMMENTS: Final = Table(
    "comments",
    (
        _needed("comment_code"),
        _needed("position", "integer"),
        Column("reg_no"),
        _needed("received_on", "date"),
        _needed("received_within", codes="span"),
        _needed("late", "boolean"),
        Column("channel", codes="channel"),
        _needed("target_type", codes="target"),
        *_place(),
        Column("field", codes="field"),
        _needed("kind", codes="kind"),
        _needed("language", codes="language"),
        Column("text"),
        Column("proposed_wording"),
        Column("rationale"),
        _needed("author_display", codes="author"),
        Column("author_name"),
        *_spoken("organisation"),
        _needed("author_kind", codes="author_kind"),
        _needed("region_code", codes="region"),
        Column("themes", codes="theme", many=True),
        Column("groups", many=True),
        Column("recommendations", many=True),
        _needed("publication", codes="publication"),
        Column("withholding_ground", codes="withholding"),
        _needed("outcome", codes="outcome"),
        *_spoken("reasons"),
        Column("rejection_ground", codes="rejection"),
        *_spoken("part_accepted"),
        Column("body_code"),
        *_spoken("body", "signer_post"),
        Column("approved_on", "date"),
        *_spoken("change"),
        Column("new_measure"),
        Column("changes", many=True),
        Column("covered_by"),
        Column("duplicate_of"),
        *_spoken("passed_to"),
        Column("days_from_close", "integer"),
        Column("days_from_receipt", "integer"),
        Column("meeting_decision", codes="ruling"),
        Column("meeting_decision_on", "date"),
        *_spoken("meeting_decision_text"),
    ),
    ("comment_code",),
)
CHANGES: Final = Table(
    "changes",
    (
        _needed("number", "integer"),
        _needed("line", "integer"),
        _needed("kind", codes="change_kind"),
        Column("section_number"),
        Column("before_numbers", many=True),
        Column("after_numbers", many=True),
        Column("field", codes="plan_field"),
        *_spoken("before", "after"),
        Column("cause", codes="change_cause"),
        Column("comment_codes", many=True),
        *_spoken("explanation"),
    ),
    ("number", "line"),
)
RECOMMENDATIONS: Final = Table(
    "recommendations",
    (
        _needed("key"),
        _needed("mechanism", codes="mechanism"),
        _needed("cycle"),
        _needed("paragraph"),
        *_spoken("text"),
        Column("states", many=True),
        _needed("position", codes="position"),
        Column("themes", codes="theme", many=True),
        Column("measures", many=True),
        _needed("comments", "integer"),
        _needed("answered", "integer"),
    ),
    ("key",),
)
MEASURES: Final = Table(
    "measures",
    (
        _needed("measure_number"),
        _needed("position", "integer"),
        _needed("section_number"),
        *_spoken("section_title", "measure_text"),
        _needed("comments", "integer"),
    ),
    ("measure_number",),
)
STATISTICS: Final = Table(
    "statistics",
    (
        _needed("table", codes="table"),
        _needed("row"),
        Column("column"),
        *_spoken("label"),
        _needed("count", "number"),
        Column("base", "integer"),
        Column("percent", "number"),
        Column("submissions", "integer"),
        _needed("subtotal", "boolean"),
    ),
    ("table", "row", "column"),
)
TABLES: Final = (COMMENTS, CHANGES, RECOMMENDATIONS, MEASURES, STATISTICS)
