"""Spans over an original: checked, merged, shown as blocks; the original is never touched."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.domain.moderation.redaction import (
    BLOCK,
    BadSpan,
    PassageNotFound,
    Piece,
    Span,
    find_passages,
    merged,
    pieces,
    public_text,
    public_texts,
    sentences,
)

TEXT = "Директор Иван Петров скрыл данные.\nНайти его: 8 701 555 12 34!"
TEXTS = {"text": TEXT, "proposed_wording": "", "rationale": "Иван\nПетров виноват."}


def test_merged_joins_touching_and_overlapping_spans() -> None:
    spans = [Span("text", 5, 9), Span("text", 0, 3), Span("text", 3, 6), Span("rationale", 0, 4)]
    assert merged(spans, TEXTS) == [Span("rationale", 0, 4), Span("text", 0, 9)]


@pytest.mark.parametrize(
    "span",
    [
        Span("text", -1, 4),
        Span("text", 4, 4),
        Span("text", 0, len(TEXT) + 1),
        Span("author_name", 0, 1),
        Span("proposed_wording", 0, 1),
    ],
)
def test_merged_refuses_span_outside_the_words(span: Span) -> None:
    with pytest.raises(BadSpan) as caught:
        merged([span], TEXTS)
    assert caught.value.facts["field"] == span.field


def test_pieces_together_are_the_original() -> None:
    found = pieces("text", "abcdef", [Span("text", 1, 3)])
    assert found == [Piece("a"), Piece("bc", hidden=True), Piece("def")]


def test_pieces_of_a_span_that_no_longer_fits_hide_everything() -> None:
    assert pieces("text", "abc", [Span("text", 1, 9)]) == [Piece("abc", hidden=True)]


def test_public_text_does_not_tell_the_length() -> None:
    long, short = "x" * 50 + ".", "x."
    assert public_text("text", long, [Span("text", 0, 50)]) == f"{BLOCK}."
    assert public_text("text", short, [Span("text", 0, 1)]) == f"{BLOCK}."


def test_public_texts_of_a_comment_leave_it_as_it_is() -> None:
    raw = [Span("text", 9, 20).as_dict()]
    comment = SimpleNamespace(**TEXTS, redactions=raw)
    assert public_texts(comment) == {**TEXTS, "text": TEXT.replace("Иван Петров", BLOCK)}
    assert (comment.text, comment.redactions) == (TEXT, raw)


def test_find_passages_whatever_the_white_space() -> None:
    found = find_passages([" Иван   Петров "], TEXTS)
    assert found == [Span("text", 9, 20), Span("rationale", 0, 11)]


def test_find_passages_names_those_that_stand_nowhere() -> None:
    with pytest.raises(PassageNotFound) as caught:
        find_passages(["Иван", "Пётр Иванов"], TEXTS)
    assert caught.value.facts == {"passages": ["Пётр Иванов"]}


def test_sentences_of_lines_and_marks() -> None:
    found = [TEXT[start:end] for start, end in sentences(TEXT)]
    assert found == ["Директор Иван Петров скрыл данные.", "Найти его: 8 701 555 12 34!"]


@given(st.text(alphabet="аб .!?\n«»", max_size=60))
def test_sentences_cover_every_visible_character_once(text: str) -> None:
    covered = [place for start, end in sentences(text) for place in range(start, end)]
    assert covered == sorted(set(covered))
    assert {place for place, char in enumerate(text) if not char.isspace()} <= set(covered)


@given(st.text(min_size=1, max_size=40), st.data())
def test_pieces_always_rebuild_the_original(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = pieces("text", text, [Span("text", start, end)])
    assert "".join(piece.words for piece in found) == text
    assert "".join(piece.words for piece in found if piece.hidden) == text[start:end]
