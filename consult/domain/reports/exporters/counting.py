"""Sentences with a number, in the form that the language has for that number."""

from __future__ import annotations

from functools import cache

from babel import Locale

from consult.domain.reports.exporters.wording import Para, Wording


def counted(wording: Wording, key: str, number: int, **facts: object) -> str:
    """The sentence of that code for that number: its words hold one form a plural category."""
    form = _forms(wording.language).plural_form(number)
    sentence = wording.words.get(f"{key}.{form}") or wording.words[f"{key}.other"]
    return sentence % {"num": number, **facts}


def counted_para(wording: Wording, key: str, number: int, **facts: object) -> Para:
    """The same as a paragraph."""
    return Para(counted(wording, key, number, **facts), wording.language)


@cache
def _forms(language: str) -> Locale:
    return Locale.parse(language)
