"""Cutting a text into plain and marked parts: hints to look at, words hidden now."""

from typing import Any

from consult.domain.moderation.redaction import spans_of

Part = tuple[str, str]


def marked(field: str, comment: Any) -> list[Part]:
    """Return (words, mark) of a field: the mark is a kind of hint, `hidden`, or empty.

    What is hidden goes before a hint; hints that do not fit the words any more are left out.
    """
    text: str = getattr(comment, field)
    marks = [""] * len(text)
    for hint in comment.hints:
        if hint.get("field") == field:
            _paint(marks, hint.get("start", 0), hint.get("end", 0), str(hint["kind"]))
    for span in spans_of(comment.redactions):
        if span.field == field:
            _paint(marks, span.start, span.end, "hidden")
    return _parts(text, marks)


def _paint(marks: list[str], start: int, end: int, mark: str) -> None:
    for place in range(max(start, 0), min(end, len(marks))):
        marks[place] = mark


def _parts(text: str, marks: list[str]) -> list[Part]:
    parts: list[Part] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or marks[place] != marks[start]:
            parts.append((text[start:place], marks[start]))
            start = place
    return parts
