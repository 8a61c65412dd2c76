"""V3, the comparative table: the wording discussed, the wording after, the cause of the change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from consult.domain.reports.exporters.grid import Cell, Column, Grid, Line
from consult.domain.reports.exporters.job import Job
from consult.domain.reports.exporters.wording import Para, Wording
from consult.domain.reports.parts import ChangeLine, FieldChange
from consult.kernel.worddiff import diff_words

COLUMNS: Final = (
    ("number", 10),
    ("place", 18),
    ("before", 75),
    ("after", 75),
    ("source", 34),
    ("explanation", 55),
)
Runs = tuple[tuple[str, str], ...]


def comparative(job: Job) -> Grid:
    """One row a change, in the order of the plan; numbers are the same in every language (K-01)."""
    say = job.wording.say
    columns = tuple(Column(say(f"column.{name}"), width) for name, width in COLUMNS)
    title = say("variant.comparative")
    return Grid(title, columns, lambda: _lines(job), say("empty.comparative"))


def _lines(job: Job) -> Iterator[Line]:
    for change in job.lines("changes"):
        yield Line(cells(job.wording, change))


def cells(wording: Wording, change: ChangeLine) -> tuple[Cell, ...]:
    """The six cells of a change."""
    return (
        [Para(str(change.number), wording.language)],
        [Para(place(wording, change), wording.language)],
        _side(wording, change, "removed"),
        _side(wording, change, "added"),
        source(wording, change),
        explanation(wording, change),
    )


def place(wording: Wording, change: ChangeLine) -> str:
    """The numbers before and after; one number when it stayed."""
    if change.kind == "section":
        return wording.say("section_title", number=change.section_number, title="").strip()
    before, after = (", ".join(numbers) or "–" for numbers in (change.before, change.after))
    return before if before == after else f"{before} → {after}"


def _side(wording: Wording, change: ChangeLine, mark: str) -> Cell:
    """One wording: what was removed is marked in the first, what was added in the second."""
    if change.kind == "added" and mark == "removed":
        return [wording.para("compare.not_before")]
    if change.kind == "removed" and mark == "added":
        return [wording.para("compare.not_after")]
    made = [para for field in change.fields for para in _field(wording, field, mark)]
    return made or [wording.para("compare.same_words")]


def _field(wording: Wording, field: FieldChange, mark: str) -> Cell:
    language = wording.language
    spoken = language if _is_in(field, language) else _nearest(field, language)
    head = [] if field.field == "text" else [wording.head(f"plan_field.{field.field}")]
    if spoken != language:
        head.append(wording.para(f"only_in.{spoken}"))
    old, new = field.before.exact(spoken), field.after.exact(spoken)
    if old == new:
        return [*head, wording.para("compare.other_language"), Para(old, spoken)]
    runs = marked(wording, old, new, mark)
    return [*head, Para("".join(text for text, _mark in runs), spoken, runs=runs)] if runs else head


def _is_in(field: FieldChange, language: str) -> bool:
    return bool(field.before.exact(language) or field.after.exact(language))


def _nearest(field: FieldChange, language: str) -> str:
    return (field.after or field.before).shown(language)[1]


def marked(wording: Wording, old: str, new: str, mark: str) -> Runs:
    """One of both texts in runs; what only it has is marked and stands in words of ours.

    The words make the change heard by those who listen, and seen in print without decoration.
    """
    runs: list[tuple[str, str]] = []
    for piece in diff_words(old, new):
        if piece.kind == "same":
            runs.append((piece.text, ""))
        elif piece.kind == mark and piece.text.strip():
            inner = piece.text.strip()
            lead, tail = piece.text.split(inner, 1)
            opened = (f"{lead}[{wording.say(f'compare.{mark}')}: ", "word")
            runs += [opened, (inner, mark), (f"]{tail}", "word")]
    return tuple(runs)


def source(wording: Wording, change: ChangeLine) -> Cell:
    """The registration numbers of the comments behind the change, or who had the idea."""
    language = wording.language
    cell = [Para(code, language) for code in change.codes]
    if change.cause != "comments":
        cell.append(Para(wording.label("change_cause", change.cause or "none"), language))
    return cell


def explanation(wording: Wording, change: ChangeLine) -> Cell:
    """What kind of change it is, and why it was made."""
    kind = Para(wording.label("change_kind", change.kind), wording.language, strong=True)
    return [kind, *wording.texts(change.explanation)]
