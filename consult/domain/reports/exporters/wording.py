"""How a report is put into words: sentences by code, texts by language, numbers and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from consult.domain.people.regions import is_place, region_name
from consult.kernel.dates import long_date, long_datetime
from consult.kernel.localised import LocalisedText

Words = Mapping[str, str]
"""code -> sentence in one language; sentences with facts hold %(name)s placeholders."""

LOCALES: Final = {"kk": "kk-KZ", "ru": "ru-KZ", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph of a cell: its text, the language it is written in, and its weight.

    `runs` are (text, mark) pieces of the same text where some are marked: added (underlined),
    removed (struck out) or word (a word of ours, such as "[added:"); unmarked ones have "".
    """

    text: str
    language: str
    strong: bool = False
    runs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language; a sentence that is missing raises KeyError."""

    words: Words
    language: str

    def say(self, key: str, **facts: object) -> str:
        """The sentence of that code with its facts filled in."""
        sentence = self.words[key]
        return sentence % facts if facts else sentence

    def label(self, group: str, code: str) -> str:
        """The name of a code; a code without a name (a body, a theme) is printed itself."""
        return self.words.get(f"{group}.{code}", code)

    def region(self, code: str, on: date) -> str:
        """The region as it was called on that day."""
        if is_place(code):
            return region_name(code, self.language, on)
        return self.label("region", code)

    def received(self, day: date, *, week: bool) -> str:
        """The long date, or the week that begins on it."""
        return self.say("received.week", day=self.date(day)) if week else self.date(day)

    def date(self, day: date) -> str:
        """The long date."""
        return long_date(day, self.language)

    def moment(self, moment: datetime, zone: str) -> str:
        """The long date, the time and its offset."""
        return long_datetime(moment, self.language, zone)

    def number(self, value: float) -> str:
        """A number with the decimal mark of the language, without needless zeros."""
        text = f"{value:g}"
        return text if self.language == "en" else text.replace(".", ",")

    def percent(self, value: float | None) -> str:
        """A percentage with one decimal, a dash when there is none."""
        if value is None:
            return "–"
        text = f"{value:.1f}"
        return f"{text}%" if self.language == "en" else f"{text.replace('.', ',')} %"

    def para(self, key: str, **facts: object) -> Para:
        """A sentence as a paragraph."""
        return Para(self.say(key, **facts), self.language)

    def head(self, key: str) -> Para:
        """A sentence as a small heading inside a cell."""
        return Para(self.say(key), self.language, strong=True)

    def head_with(self, key: str, **facts: object) -> Para:
        """A sentence with facts as a small heading inside a cell."""
        return Para(self.say(key, **facts), self.language, strong=True)

    def texts(self, text: LocalisedText, head: str = "") -> list[Para]:
        """A text in this language or the nearest one, after its heading; nothing when empty."""
        shown, language = text.shown(self.language)
        if not shown:
            return []
        paras = [self.head(head)] if head else []
        if language != self.language:
            paras.append(self.para(f"only_in.{language}"))
        return [*paras, Para(shown, language)]
