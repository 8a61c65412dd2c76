"""The columns a plan may have and the headings under which they are met (P-1)."""

from __future__ import annotations

import re

from consult.kernel.text import fold_to_compare, lookalikes_folded

REQUIRED = ("number", "measure")
FIELDS = (
    "number", "measure", "recommendation", "completion_form", "responsible", "deadline",
    "indicator", "baseline", "target", "funding", "note",
)  # fmt: skip

_HEADINGS = {
    "number": "№ | № п п | п п | р с № | № р с | no | # | № пп | рет саны",
    "measure": (
        "мероприятие | мероприятия | наименование мероприятия | меры | мера | іс шара | іс "
        "шаралар | іс шараның атауы | measure | measures | action | activity"
    ),
    "recommendation": (
        "рекомендация | рекомендации | № рекомендации | рекомендации упо | ұсыным | "
        "ұсынымдар | ұсынымдары | ұсыным № | recommendation | recommendations | upr rec | "
        "upr recommendations"
    ),
    "completion_form": (
        "форма завершения | форма исполнения | результат | аяқталу нысаны | form of "
        "completion | output"
    ),
    "responsible": (
        "ответственные | ответственные исполнители | ответственный исполнитель | "
        "исполнители | ответственные за исполнение | жауаптылар | жауапты орындаушылар | "
        "орындаушылар | responsible | responsible bodies | lead agency"
    ),
    "deadline": (
        "срок | сроки | срок исполнения | сроки исполнения | срок завершения | мерзімі | "
        "орындау мерзімі | орындалу мерзімі | deadline | timeline"
    ),
    "indicator": (
        "индикатор | индикаторы | показатель | показатели | ожидаемый результат | көрсеткіш "
        "| көрсеткіштер | күтілетін нәтиже | indicator | indicator text | expected result"
    ),
    "baseline": "исходное значение | базовое значение | бастапқы мән | baseline",
    "target": "целевое значение | плановое значение | нысаналы мән | target",
    "funding": (
        "источник финансирования | источники финансирования | предполагаемые расходы | "
        "қаржыландыру көздері | қаржыландыру көзі | болжамды шығыстар | funding | source of "
        "funding | cost"
    ),
    "note": "примечание | ескертпе | note",
}
_EXACT_ONLY = {"пункт": "recommendation", "тармақ": "recommendation"}
_LONGEST_HEADING = 60
_BRACKETS = re.compile(r"\([^)]*\)")
_PUNCTUATION = re.compile(r"[^\w№#]+")

_PHRASES = {
    phrase.strip(): name for name, phrases in _HEADINGS.items() for phrase in phrases.split("|")
}
_BY_LENGTH = sorted(_PHRASES.items(), key=lambda item: -len(item[0]))


def field_of(heading: str) -> str | None:
    """Return the field that a heading names, or None; the longest known phrase wins.

    Letter case, punctuation, ё and Latin look-alikes do not matter; brackets are ignored.
    """
    if len(heading) > _LONGEST_HEADING:
        return None
    for words in dict.fromkeys((_words(heading), _words(lookalikes_folded(heading)))):
        if found := _PHRASES.get(words) or _EXACT_ONLY.get(words) or _contained(words):
            return found
    return None


def _words(heading: str) -> str:
    return _PUNCTUATION.sub(" ", _BRACKETS.sub(" ", fold_to_compare(heading))).strip()


def _contained(words: str) -> str | None:
    padded = f" {words} "
    return next((name for phrase, name in _BY_LENGTH if f" {phrase} " in padded), None)
