"""Hints for the moderator: numbers, telephones, addresses, names of organisations."""

import time

import pytest

from consult.domain.submissions.hints import hints_in


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("БИН 000040000123.", "number", "000040000123"),
        ("пишите a.b+c@mail.example.kz!", "email", "a.b+c@mail.example.kz"),
        ("тел. +7 (701) 123-45-67", "phone", "+7 (701) 123-45-67"),
        ("8 701 123 45 67", "phone", "8 701 123 45 67"),
        ("Мы, «открытая ДВЕРЬ», просим", "organisation", "открытая ДВЕРЬ"),
    ],
)
def test_hint_names_the_place(text: str, kind: str, found: str) -> None:
    hints = hints_in({"text": text}, ["ОО «Открытая дверь»", "ИП"])
    assert [(hint["kind"], text[hint["start"] : hint["end"]]) for hint in hints] == [(kind, found)]


@pytest.mark.parametrize(
    "text", ["", "Закон № 1234567890123 от 2011 года", "п. 95.10, 2011–2014", "10 000 000 тенге"]
)
def test_ordinary_text_gives_no_hint(text: str) -> None:
    assert hints_in({"text": text}, ["ОО «Открытая дверь»"]) == []


@pytest.mark.parametrize("text", ["a" * 100_000 + "!", "a." * 50_000, "8 7" * 30_000, "@" * 99_999])
def test_long_texts_are_read_quickly(text: str) -> None:
    start = time.perf_counter()
    hints_in({"text": text})
    assert time.perf_counter() - start < 1.0
