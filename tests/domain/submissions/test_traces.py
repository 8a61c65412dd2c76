"""What may give an author away, found before anything is sent."""

import pytest

from consult.domain.submissions.traces import Trace, traces_in


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("We, the foundation of mothers, ask", "self", "We, the foundation"),
        ("Our NGO has asked before", "self", "Our NGO"),
        ("Наша организация просит", "self", "Наша организация"),
        ("в нашем фонде знают", "self", "нашем фонде"),
        ("Мы, общественное объединение", "self", "Мы, общественное"),
        ("Біздің ұйымымыз сұрайды", "self", "Біздің ұйымымыз"),
        ("Asked by Ms Ospanova in May", "name", "Ospanova"),
        ("со слов оспановой", "name", "оспанов"),
        ("Call +7 701 123 45 67", "phone", "+7 701 123 45 67"),
        ("Центр «Ашық есік» считает", "organisation", "Ашық есік"),
    ],
)
def test_traces_name_kind_and_words(text: str, kind: str, words: str) -> None:
    found = traces_in(
        {"text": text},
        organisations=["ОФ «Ашық есік»"],
        names=["Aigul Ospanova", "Айгуль Оспанов"],
    )
    assert found == [Trace(kind, "text", words)]


def test_ordinary_text_leaves_no_trace() -> None:
    text = "We ask for an earlier deadline; the ministry's own plan names 2026. Нашему обществу."
    assert traces_in({"text": text}, organisations=["ОФ «Ашық есік»"], names=["Li Na"]) == []


def test_the_same_words_count_once_a_field() -> None:
    found = traces_in({"text": "our NGO, our NGO", "rationale": "our NGO"})
    assert found == [Trace("self", "text", "our NGO"), Trace("self", "rationale", "our NGO")]


def test_a_long_text_is_read_at_once() -> None:
    text = "мы, наша, our " * 1500
    assert traces_in({"text": text}, names=["Aigul Ospanova"])[0].kind == "self"
