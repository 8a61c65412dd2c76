"""Responsible bodies written in a plan's cell and the abbreviations a plan explains (P-8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from consult.domain.people.bodies import find_body
from consult.domain.plans.importer.parsed import Executor
from consult.kernel.text import clean_line, fold_to_compare, lookalikes_folded

_LEAD = frozenset({"созыв", "свод", "жинақтау", "lead", "collates"})
_BY_AGREEMENT = frozenset({"по согласованию", "келісім бойынша", "by agreement"})
_BRACKETS = re.compile(r"\(([^()]*)\)")
_ABBREVIATION = re.compile(r"(\S{1,15})\s+[-–—]\s+(\S.*)")


def parse_executors(
    text: str, language: str, known: Mapping[str, str], explained: Mapping[str, str]
) -> list[Executor]:
    """Return the bodies of a cell in order; known (abbreviation to code) goes before our table."""
    return [
        executor
        for piece in _pieces(text)
        if piece and (executor := _executor(piece, language, known, explained)) and executor.printed
    ]


def lead_if_unmarked(executors: Sequence[Executor]) -> Executor | None:
    """The first body when none is marked as the lead, else None."""
    marked = any(executor.role == "lead" for executor in executors)
    return None if marked or not executors else executors[0]


def parse_abbreviations(lines: Sequence[str]) -> dict[str, str]:
    """Return abbreviation to meaning from note lines such as "МЮ – Министерство юстиции"."""
    pairs = (
        match.groups()
        for line in lines
        for part in line.split(";")
        if (match := _ABBREVIATION.match(part.strip()))
    )
    return {clean_line(short): clean_line(meaning) for short, meaning in pairs}


def is_abbreviation(printed: str) -> bool:
    """True for one word with two capital letters or more."""
    return " " not in printed and sum(char.isupper() for char in printed) > 1


def is_explained(printed: str, explained: Mapping[str, str]) -> bool:
    """True when the plan's own note explains the abbreviation, look-alike letters aside."""
    return any(key in explained for key in (printed, lookalikes_folded(printed)))


def _pieces(text: str) -> Iterator[str]:
    piece, depth = "", 0
    for char in text:
        depth = max(depth + (char == "(") - (char == ")"), 0)
        if char == "\n" or (char in ",;" and not depth):
            yield piece
            piece, depth = "", 0
        else:
            piece += char
    yield piece


def _executor(
    piece: str, language: str, known: Mapping[str, str], explained: Mapping[str, str]
) -> Executor:
    marks = {fold_to_compare(mark) for mark in _BRACKETS.findall(piece)}
    role = "lead" if marks & _LEAD else "by_agreement" if marks & _BY_AGREEMENT else "co"
    printed = clean_line(_BRACKETS.sub(_kept_bracket, piece))
    return Executor(_code(printed, language, known, explained), printed, role)


def _kept_bracket(found: re.Match[str]) -> str:
    return "" if fold_to_compare(found[1]) in _LEAD | _BY_AGREEMENT else found[0]


def _code(
    printed: str, language: str, known: Mapping[str, str], explained: Mapping[str, str]
) -> str | None:
    for spelling in (printed, lookalikes_folded(printed)):
        if spelling in known:
            return known[spelling]
        if spelling in explained and (code := find_body(explained[spelling], language)):
            return code
    return find_body(printed, language)
