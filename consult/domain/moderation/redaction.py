"""Redaction: a layer of spans over an immutable original (I-6). Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from consult.kernel.errors import ConsultError

FIELDS = ("text", "proposed_wording", "rationale")
BLOCK = "█████"
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+[»”\")\]]*(?=\s)|(?=\n)|$)")
_GAP = r"\s+"


class BadSpan(ConsultError):
    """A span lies outside the words it should hide; facts: field, start, end, length."""

    code = "bad_span"


class PassageNotFound(ConsultError):
    """Words to hide that do not stand in the comment; facts: passages, as they were typed."""

    code = "passage_not_found"


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Characters start … end - 1 of one field of a comment."""

    field: str
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        """Return the span as it is stored."""
        return {"field": self.field, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a row that are all shown or all hidden."""

    words: str
    hidden: bool = False


def spans_of(stored: Iterable[Mapping[str, Any]]) -> list[Span]:
    """Return stored redactions as spans."""
    return [Span(str(raw["field"]), int(raw["start"]), int(raw["end"])) for raw in stored]


def merged(spans: Iterable[Span], texts: Mapping[str, str]) -> list[Span]:
    """Return the spans checked against the original and merged where they touch or overlap.

    `texts` maps the names of FIELDS to the original words. Raises BadSpan.
    """
    kept: list[Span] = []
    for span in sorted(set(spans)):
        _check(span, texts)
        last = kept[-1] if kept else None
        if last and last.field == span.field and span.start <= last.end:
            kept[-1] = Span(last.field, last.start, max(last.end, span.end))
        else:
            kept.append(span)
    return kept


def _check(span: Span, texts: Mapping[str, str]) -> None:
    length = len(texts.get(span.field, "")) if span.field in FIELDS else 0
    if not 0 <= span.start < span.end <= length:
        raise BadSpan(field=span.field, start=span.start, end=span.end, length=length)


def pieces(field: str, text: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut one field into shown and hidden pieces that together are the original.

    A span that does not fit the words any more hides the whole field: rather too much than a name.
    """
    own = [span for span in spans if span.field == field]
    try:
        own = merged(own, {field: text})
    except BadSpan:
        return [Piece(text, hidden=True)]
    cuts = [0, *(place for span in own for place in (span.start, span.end)), len(text)]
    parts = (
        Piece(text[start:end], hidden=bool(turn % 2))
        for turn, (start, end) in enumerate(pairwise(cuts))
    )
    return [piece for piece in parts if piece.words]


def public_text(field: str, text: str, spans: Iterable[Span]) -> str:
    """Return one field as the public may read it; blocks do not tell how long the words were."""
    return "".join(
        BLOCK if piece.hidden else piece.words for piece in pieces(field, text, list(spans))
    )


def public_texts(comment: Any) -> dict[str, str]:
    """Return text, proposed wording and rationale of a comment as the public may read them."""
    spans = spans_of(comment.redactions)
    return {field: public_text(field, getattr(comment, field), spans) for field in FIELDS}


def originals(comment: Any) -> dict[str, str]:
    """Return the author's words by field."""
    return {field: getattr(comment, field) for field in FIELDS}


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text begins and ends, without the white space around it."""
    found = []
    for match in _SENTENCE.finditer(text):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.end() - (len(words) - len(words.rstrip()))
        if end > start:
            found.append((start, end))
    return found


def find_passages(passages: Sequence[str], texts: Mapping[str, str]) -> list[Span]:
    """Return every place of the given words in all fields, whatever white space stands in them.

    Raises PassageNotFound with the passages that stand nowhere.
    """
    found: list[Span] = []
    missing = []
    for passage in passages:
        places = list(_places(passage, texts))
        found += places
        if not places:
            missing.append(passage)
    if missing:
        raise PassageNotFound(passages=missing)
    return found


def _places(passage: str, texts: Mapping[str, str]) -> Iterator[Span]:
    words = passage.split()
    if not words:
        return
    pattern = re.compile(_GAP.join(re.escape(word) for word in words))
    for field in FIELDS:
        for match in pattern.finditer(texts.get(field, "")):
            yield Span(field, match.start(), match.end())
