"""Normalising what people type: one composed form, no invisible tricks, nothing readable lost."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_TYPED_SPACES = re.compile("[\u00a0\u2007\u202f]")

_TAGS = range(0xE0000, 0xE0080)
_ARABIC_NONCHARACTERS = range(0xFDD0, 0xFDF0)
_LAST_OF_PLANE = 0xFFFE
_SURROGATES = range(0xD800, 0xE000)
_PICTURES = (range(0x2190, 0x2C00), range(0x1F000, 0x1FB00))
_JOINING_SCRIPTS = (range(0x0600, 0x0900), range(0x0900, 0x0E00))
_INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
_JOINERS = frozenset("\u200c\u200d")
_BLANKS = _INVISIBLE | _JOINERS | {"\u2800"}

_UNUSUAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe-\U0010ffff"
    + "".join(sorted(_INVISIBLE | _JOINERS))
    + "]"
)
"""What may need a closer look: also all beyond the basic plane, so that the search stays quick."""

_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c",
            "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}  # fmt: skip
_CLOSERS = frozenset(_OPENERS.values())
_BIDI = frozenset(_OPENERS) | _CLOSERS | frozenset("\u200e\u200f\u061c")

_BIDI_CONTROL = re.compile("[" + "".join(sorted(_BIDI)) + "]")

_WORD = re.compile(r"[^\W\d_]+")
_LATIN_LOOKALIKES = str.maketrans("aceopxyiABCEHIKMOPTXY", "асеорхуіАВСЕНІКМОРТХУ")
_KAZAKH_ON_RUSSIAN_KEYS = str.maketrans("қғңәөұүһі", "кгнаоуухи")


def clean_text(text: str) -> str:
    """Return a text of several lines in NFC, free of controls and invisible characters.

    CRLF, U+000B and their kin become LF; bidirectional controls stay, but balanced in each
    line; joiners stay inside emoji and joining scripts; indents and tabs stay.
    """
    lines = (_balanced(line).rstrip() for line in _composed(text).split("\n"))
    return "\n".join(lines).strip()


def clean_line(text: str) -> str:
    """Return a one-line text in NFC, with single spaces and no bidirectional control."""
    return " ".join(_BIDI_CONTROL.sub("", _composed(text)).split())


def is_blank(text: str) -> bool:
    """True when nothing can be seen: spaces, fillers, zero-width and control characters."""
    return not any(_is_visible(char) for char in text)


def fold_to_compare(text: str) -> str:
    """Return the form in which texts are compared: one line, case folded, ё as е (NFC)."""
    return clean_line(clean_line(text).casefold().replace("ё", "е"))


def fold_for_search(text: str) -> str:
    """Return the form in which words are found: as compared, and typed on a Russian keyboard."""
    return fold_to_compare(text).translate(_KAZAKH_ON_RUSSIAN_KEYS)


def lookalikes_folded(text: str) -> str:
    """Return the text with Latin letters that look Cyrillic replaced by the Cyrillic ones."""
    return text.translate(_LATIN_LOOKALIKES)


def mixed_script_words(text: str) -> tuple[str, ...]:
    """Return the words that mix Latin and Cyrillic letters, in order of appearance, each once."""
    words = (word for word in _WORD.findall(text) if {"LATIN", "CYRILLIC"} <= _scripts(word))
    return tuple(dict.fromkeys(words))


def has_invisible(text: str) -> bool:
    """True when invisible characters were typed; joiners inside emoji do not count."""
    kept = set(_kept_joiners(text))
    return any(
        char in _INVISIBLE - {"\u00ad"}
        or (char in _JOINERS and place not in kept)
        or ord(char) in _TAGS
        for place, char in enumerate(text)
    )


def has_bidi_control(text: str) -> bool:
    """True when the text holds a control that turns the reading direction."""
    return any(char in _BIDI for char in text)


def is_composed(text: str) -> bool:
    """True when the text is already in Unicode normal form C."""
    return unicodedata.is_normalized("NFC", text)


def _composed(text: str) -> str:
    if not _UNUSUAL.search(text):
        return unicodedata.normalize("NFC", _TYPED_SPACES.sub(" ", text))
    whole = "".join(char for char in text if ord(char) not in _SURROGATES)
    lined = _TYPED_SPACES.sub(" ", _NEWLINES.sub("\n", whole))
    kept = set(_kept_joiners(lined))
    visible = (char for place, char in enumerate(lined) if place in kept or _is_allowed(char))
    return unicodedata.normalize("NFC", "".join(visible))


def _is_allowed(char: str) -> bool:
    if char in "\t\n":
        return True
    code = ord(char)
    if code in _TAGS or code in _ARABIC_NONCHARACTERS or code & _LAST_OF_PLANE == _LAST_OF_PLANE:
        return False
    return char not in _INVISIBLE and char not in _JOINERS and unicodedata.category(char) != "Cc"


def _is_visible(char: str) -> bool:
    if char in _BLANKS or char.isspace() or ord(char) in _ARABIC_NONCHARACTERS:
        return False
    return unicodedata.category(char) not in {
        "Cc",
        "Cf",
        "Cs",
        "Cn",
        "Mn",
        "Zs",
        "Zl",
        "Zp",
    }


def _kept_joiners(text: str) -> list[int]:
    return [
        place + 1
        for place, (before, char) in enumerate(pairwise(text))
        if char in _JOINERS and place + 2 < len(text) and _joins(before, char, text[place + 2])
    ]


def _joins(before: str, joiner: str, after: str) -> bool:
    if _is_joining_letter(before) and _is_joining_letter(after):
        return True
    return joiner == "\u200d" and _is_pictorial(before) and _is_pictorial(after)


def _is_pictorial(char: str) -> bool:
    return char == "\ufe0f" or any(ord(char) in block for block in _PICTURES)


def _is_joining_letter(char: str) -> bool:
    return any(ord(char) in block for block in _JOINING_SCRIPTS)


def _balanced(line: str) -> str:
    if not any(char in _OPENERS or char in _CLOSERS for char in line):
        return line
    kept: list[str] = []
    due: list[str] = []
    for char in line:
        if char in _OPENERS:
            due.append(_OPENERS[char])
        elif char in _CLOSERS:
            if not due or due[-1] != char:
                continue
            due.pop()
        kept.append(char)
    return "".join(kept) + "".join(reversed(due))


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(char, "?").split(" ", 1)[0] for char in word}
