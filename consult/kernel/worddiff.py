"""Which words of a text were removed and added, in pieces that people can read (pure)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["same", "removed", "added"]

_TOKEN = re.compile(r"\s*\w+(?:[-‑’'.]\w+)*|\s*[^\w\s]|\s+\Z")
_SENTENCE = re.compile(r".*?(?:[.;!?…]+(?=\s)|\n|\Z)", re.DOTALL)
_LETTER = re.compile(r"\w")
ISLAND = 2
"""So many equal words between two changes are too few to be read alone: they join the change."""
MOST_TOKENS = 6_000
"""Above this a changed stretch is shown as removed and added whole: matching would take seconds."""
KEPT = 12
FOLD = 60


@dataclass(frozen=True)
class Piece:
    """A stretch of text: in both texts, only in the old one, or only in the new one."""

    kind: Kind
    text: str


def diff_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces in reading order; what was removed stands before what was added.

    `same` and `removed` joined give the old text, `same` and `added` the new one. Texts are
    compared by sentence first and by word inside changed sentences, so that long texts stay quick.
    """
    runs: list[tuple[Kind, str]] = []
    olds, news = _SENTENCE.findall(old), _SENTENCE.findall(new)
    for tag, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        before, after = "".join(olds[i:j]), "".join(news[k:m])
        runs += [("same", before)] if tag == "equal" else _by_word(before, after)
    return _joined(runs)


def folded(
    pieces: Sequence[Piece], *, longest: int = FOLD, kept: int = KEPT
) -> tuple[Piece | None, ...]:
    """Return the pieces with the middle of long unchanged stretches left out, marked by None.

    Stretches of at most `longest` words stay whole; of others `kept` words stay at either side.
    """
    shown: list[Piece | None] = []
    for place, piece in enumerate(pieces):
        words = piece.text.split(" ")
        if piece.kind != "same" or len(words) <= longest:
            shown.append(piece)
            continue
        first, last = place == 0, place == len(pieces) - 1
        head, tail = " ".join(words[:kept]), " ".join(words[-kept:])
        shown += [] if first else [Piece("same", head + " ")]
        shown.append(None)
        shown += [] if last else [Piece("same", " " + tail)]
    return tuple(shown)


def _by_word(old: str, new: str) -> list[tuple[Kind, str]]:
    before, after = _TOKEN.findall(f" {old}"), _TOKEN.findall(f" {new}")
    if len(before) > MOST_TOKENS or len(after) > MOST_TOKENS:
        return [("removed", old), ("added", new)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    codes = _without_islands(matcher.get_opcodes(), before)
    runs: list[tuple[Kind, str]] = []
    for equal, i, j, k, m in codes:
        if equal:
            runs.append(("same", "".join(before[i:j])))
        else:
            runs += [("removed", "".join(before[i:j])), ("added", "".join(after[k:m]))]
    return _without_first_space(runs)


def _without_first_space(runs: list[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    """Take away the space that was put before both texts to make their first words alike."""
    if runs[0][0] == "same":
        return [("same", runs[0][1][1:]), *runs[1:]]
    (_, old), (_, new), *rest = runs
    if old and new:
        return [("removed", old[1:]), ("added", new[1:]), *rest]
    if not rest:
        return [("removed", old[1:]), ("added", new[1:])]
    shift: list[tuple[Kind, str]] = [
        ("removed", f"{old[1:]} " if old else ""),
        ("added", f"{new[1:]} " if new else ""),
    ]
    return [*shift, ("same", rest[0][1][1:]), *rest[1:]]


def _without_islands(
    codes: Sequence[tuple[str, int, int, int, int]], before: Sequence[str]
) -> Iterator[tuple[bool, int, int, int, int]]:
    """Yield stretches that are equal or not; short equal ones between replacements are not."""
    last = len(codes) - 1
    kinds = [
        tag == "equal" and (place in {0, last} or not _is_island(codes, place, before))
        for place, (tag, *_rest) in enumerate(codes)
    ]
    for equal, group in groupby(zip(kinds, codes, strict=True), key=lambda pair: pair[0]):
        stretch = [code for _kind, code in group]
        yield equal, stretch[0][1], stretch[-1][2], stretch[0][3], stretch[-1][4]


def _is_island(
    codes: Sequence[tuple[str, int, int, int, int]], place: int, before: Sequence[str]
) -> bool:
    _tag, i, j, _k, _m = codes[place]
    words = sum(1 for token in before[i:j] if _LETTER.search(token))
    beside = {codes[place - 1][0], codes[place + 1][0]}
    return words == 0 or (words <= ISLAND and beside == {"replace"})


def _joined(runs: Sequence[tuple[Kind, str]]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    changes: dict[Kind, str] = {"removed": "", "added": ""}
    for kind, text in [*runs, ("same", "")]:
        if kind != "same":
            changes[kind] += text
            continue
        found += [Piece(name, words) for name, words in changes.items() if words]
        changes = {"removed": "", "added": ""}
        found += [Piece("same", text)] if text else []
    return tuple(found)
