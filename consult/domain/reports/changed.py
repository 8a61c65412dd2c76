"""The list of changes of a report: texts before and after, causes, comments."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from consult.domain.changes.models import Change, ChangeCause, ChangeMeasure
from consult.domain.plans.diff import FIELDS
from consult.domain.plans.models import MeasureVersion, PlanVersion, Section
from consult.domain.plans.wording import field_text
from consult.domain.reports.parts import ChangeLine, FieldChange
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.localised import LANGUAGES, LocalisedText

NO_TEXT = LocalisedText()
Sides = Mapping[str, Sequence[Any]]
Titles = Mapping[tuple[uuid.UUID, str], LocalisedText]


def changes_at(
    connection: Connection, consultation_id: uuid.UUID, numbers: Mapping[uuid.UUID, int]
) -> Iterator[ChangeLine]:
    """Yield the numbered changes in the order of their numbers; four queries."""
    measures = _measures(connection, consultation_id)
    codes = _codes(connection, consultation_id)
    titles = _Titles(connection, consultation_id)
    rows = connection.execute(select(Change).where(Change.consultation_id == consultation_id))
    wanted = [row for row in rows if row.id in numbers]
    for row in sorted(wanted, key=lambda row: numbers[row.id]):
        sides = measures[row.id]
        yield ChangeLine(
            numbers[row.id],
            row.kind,
            tuple(titles.fields(row) if row.kind == "section" else _fields(row, sides)),
            tuple(one.number for one in sides["before"]),
            tuple(one.number for one in sides["after"]),
            row.section_number,
            row.cause,
            row.explanation,
            tuple(codes[row.id]),
            row.external_id,
        )


def _measures(connection: Connection, consultation_id: uuid.UUID) -> Mapping[uuid.UUID, Sides]:
    found: dict[uuid.UUID, dict[str, list[Any]]] = defaultdict(lambda: {"before": [], "after": []})
    rows: Any = connection.execute(
        select(ChangeMeasure.change_id, ChangeMeasure.side, MeasureVersion)
        .join(Change, Change.id == ChangeMeasure.change_id)
        .join(MeasureVersion, MeasureVersion.id == ChangeMeasure.measure_version_id)
        .where(Change.consultation_id == consultation_id)
        .order_by(ChangeMeasure.position)
    )
    for row in rows:
        found[row.change_id][row.side].append(row)
    return found


def _codes(connection: Connection, consultation_id: uuid.UUID) -> Mapping[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = connection.execute(
        select(ChangeCause.change_id, Comment.code)
        .join(Comment, Comment.id == ChangeCause.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Comment.consultation_id == consultation_id)
        .order_by(Submission.number, Submission.part, Comment.point)
    )
    for change_id, code in rows:
        found[change_id].append(code)
    return found


def _fields(row: Any, sides: Sides) -> Iterator[FieldChange]:
    """Yield what differs; a measure that came or went shows all its fields."""
    whole = not (sides["before"] and sides["after"])
    shared = max(len(sides["before"]), len(sides["after"])) > 1
    for name in FIELDS if whole or shared else row.fields:
        before, after = (_text(sides[side], name) for side in ("before", "after"))
        if before != after or name in row.fields:
            yield FieldChange(name, before, after)


def _text(measures: Sequence[Any], name: str) -> LocalisedText:
    """The field of one measure, or of several under their numbers."""
    texts = [(one.number, field_text(one, name)) for one in measures]
    if len(texts) < 2:  # noqa: PLR2004  one measure needs no number
        return texts[0][1] if texts else NO_TEXT
    return LocalisedText(
        **{
            language: "\n".join(
                f"{number}. {text.exact(language)}"
                for number, text in texts
                if text.exact(language)
            )
            for language in LANGUAGES
        }
    )


class _Titles:
    """Titles of sections before and after, by version."""

    def __init__(self, connection: Connection, consultation_id: uuid.UUID) -> None:
        rows = connection.execute(
            select(Section.plan_version_id, Section.number, Section.title, PlanVersion.number)
            .join(PlanVersion, PlanVersion.id == Section.plan_version_id)
            .where(PlanVersion.consultation_id == consultation_id)
            .order_by(PlanVersion.number)
        ).all()
        self._titles: Titles = {(row[0], row[1]): row[2] for row in rows}
        self._order = list(dict.fromkeys(row[0] for row in rows))

    def fields(self, row: Any) -> Iterator[FieldChange]:
        """Yield the title before and after."""
        place = self._order.index(row.plan_version_id)
        earlier = self._order[place - 1] if place else None
        before = self._titles.get((earlier, row.section_number), NO_TEXT) if earlier else NO_TEXT
        after = self._titles.get((row.plan_version_id, row.section_number), NO_TEXT)
        yield FieldChange("title", before, after)
