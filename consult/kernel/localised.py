"""LocalisedText: one text in Kazakh, Russian and English."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("kk", "ru", "en")
FALLBACKS = {
    "kk": ("kk", "ru", "en"),
    "ru": ("ru", "kk", "en"),
    "en": ("en", "ru", "kk"),
}


@dataclass(frozen=True)
class LocalisedText:
    """A text in up to three languages; an empty string means that the language is missing."""

    kk: str = ""
    ru: str = ""
    en: str = ""

    @classmethod
    def of(cls, values: "Mapping[str, str] | LocalisedText | None") -> "LocalisedText":
        """Build from a mapping of language to text; unknown languages are refused by KeyError."""
        if isinstance(values, LocalisedText):
            return values
        known = {key: values[key] or "" for key in values} if values else {}
        if unknown := set(known) - set(LANGUAGES):
            raise KeyError(*unknown)
        return cls(**known)

    def shown(self, language: str) -> tuple[str, str]:
        """Return (text, its language), falling back when the language is missing."""
        for candidate in FALLBACKS.get(language, LANGUAGES):
            if text := getattr(self, candidate):
                return text, candidate
        return "", language

    def in_(self, language: str) -> str:
        """Return the text in the language, or in the nearest one that is there."""
        return self.shown(language)[0]

    def exact(self, language: str) -> str:
        """Return the text in exactly this language, empty when it is missing."""
        text: str = getattr(self, language)
        return text

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have a text."""
        return tuple(language for language in LANGUAGES if getattr(self, language))

    def as_dict(self) -> dict[str, str]:
        """Return {kk, ru, en} with only the languages that have a text."""
        return {language: getattr(self, language) for language in self.languages}

    def __bool__(self) -> bool:
        return bool(self.languages)
