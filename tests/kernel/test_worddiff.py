"""The words that were removed and added."""

import random
import time

import pytest

from consult.kernel.worddiff import Piece, diff_words, folded

PARTS = ["a", "b ", "  ", "\n", ".", ", ", "конец", "Қазақ", ";", "-", " ", "x y", "’", "“", "3,5"]


def shown(old, new):
    return [(piece.kind, piece.text) for piece in diff_words(old, new)]


@pytest.mark.parametrize("seed", range(20))
def test_diff_words_gives_both_texts_back(seed):
    chance = random.Random(seed)
    for _ in range(200):
        old, new = ("".join(chance.choices(PARTS, k=chance.randint(0, 12))) for _ in range(2))
        pieces = diff_words(old, new)
        assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
        assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("A b", "A b", [("same", "A b")]),
        ("A b", "A b c", [("same", "A b"), ("added", " c")]),
        ("A b", "X A b", [("added", "X "), ("same", "A b")]),
        ("X A b", "A b", [("removed", "X "), ("same", "A b")]),
        ("A b.", "A b; c.", [("same", "A b"), ("added", "; c"), ("same", ".")]),
        (
            "жақсар адам құқығы",
            "жақсарту адам құқығы",
            [("removed", "жақсар"), ("added", "жақсарту"), ("same", " адам құқығы")],
        ),
    ],
)
def test_diff_words_when_read(old, new, pieces):
    assert shown(old, new) == pieces


def test_diff_words_when_few_words_stay_between_changes():
    assert shown(
        "one two of three four and more words", "five six of seven eight and more words"
    ) == [
        ("removed", "one two of three four"),
        ("added", "five six of seven eight"),
        ("same", " and more words"),
    ]


def test_diff_words_when_texts_are_long():
    chance = random.Random(1)
    words = chance.choices([f"w{i}" for i in range(400)], k=5_000)
    old = " ".join(words)[:20_000]
    chance.shuffle(words)
    started = time.process_time()
    diff_words(old, " ".join(words)[:20_000])
    assert time.process_time() - started < 2


def test_folded_when_much_is_unchanged():
    pieces = (Piece("added", "new "), Piece("same", "word " * 100 + "end"), Piece("removed", " x"))
    assert folded(pieces) == (
        pieces[0],
        Piece("same", "word " * 12),
        None,
        Piece("same", " " + "word " * 11 + "end"),
        pieces[2],
    )
