"""Fields made of several controls: a date in three parts, a text in three languages."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms.validators import StopValidation

from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.kernel.text import clean_line, clean_text, is_blank
from consult.web import widgets
from consult.web.fields import wrong_day

PARTS = ("day", "month", "year")
LANGUAGE_LABELS = {"kk": _l("In Kazakh"), "ru": _l("In Russian"), "en": _l("In English")}


class DayPartsField(wtforms.Field):
    """A date people know, typed as day, month and year; data is a date or None."""

    widget = widgets.DayParts()
    data: Any

    def __init__(
        self, label: Any = None, *, required: Any = None, hint: Any = "", **kwargs: Any
    ) -> None:
        self.required = required
        self.typed: dict[str, str] = {}
        super().__init__(label, description=hint, **kwargs)

    def process(
        self, formdata: Any, data: Any = wtforms.fields.core.unset_value, extra_filters: Any = None
    ) -> None:
        """Read the three controls, or the value given by the page."""
        super().process(None, data, extra_filters)
        if isinstance(self.data, date):
            self.typed = {part: str(getattr(self.data, part)) for part in PARTS}
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in PARTS):
            self.typed = {
                part: clean_line(formdata.get(f"{self.name}-{part}", "")) for part in PARTS
            }
            self.data = self._date()

    def _date(self) -> date | None:
        try:
            return date(*(int(self.typed[part]) for part in reversed(PARTS)))
        except (ValueError, OverflowError):
            return None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse a date that does not exist, or none where one is needed."""
        if any(self.typed.values()):
            if self.data is None:
                raise StopValidation(wrong_day(self.label.text))
        elif self.required:
            raise StopValidation(self.required)

    def error_places(self) -> Iterator[tuple[str, Any]]:
        """Lead to the first of the three controls."""
        yield f"{self.id}-day", self.errors[0]


class LanguagePart:
    """The control of one language inside a LocalisedField, as widgets see a field."""

    render_kw: dict[str, Any] | None = None
    description = ""

    def __init__(self, field: "LocalisedField", language: str) -> None:
        self.language = language
        self.id = f"{field.id}-{language}"
        self.name = f"{field.name}-{language}"
        self.label = wtforms.Label(self.id, LANGUAGE_LABELS[language])
        self.limit = field.limit if field.lines else None
        self.lines = field.lines
        self.data = ""
        self.errors: list[Any] = []

    def _value(self) -> str:
        return self.data

    def __call__(self, **options: Any) -> Markup:
        """Render the control."""
        widget = widgets.Area() if options.get("rows", 1) > 1 else widgets.Input()
        return widget(self, **options)


class LocalisedField(wtforms.Field):
    """One text in Kazakh, Russian and English; data is a LocalisedText.

    required: {language: sentence shown when it is empty}; limit: characters in each language;
    lines: whether the text has several lines.
    """

    widget = widgets.Languages()
    data: Any

    def __init__(
        self, label: Any = None, *, required: dict[str, Any] | None = None, limit: int = 2_000,
        lines: bool = False, languages: Sequence[str] = LANGUAGES, hint: Any = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        self.required = required or {}
        self.limit = limit
        self.lines = lines
        self.languages = languages
        self.parts: list[LanguagePart] = []
        super().__init__(label, description=hint, **kwargs)

    def process(
        self, formdata: Any, data: Any = wtforms.fields.core.unset_value, extra_filters: Any = None
    ) -> None:
        """Read the control of each language, or the value given by the page."""
        super().process(None, data, extra_filters)
        self.data = LocalisedText.of(self.data)
        self.parts = [LanguagePart(self, language) for language in self.languages]
        clean = clean_text if self.lines else clean_line
        for part in self.parts:
            part.data = self.data.exact(part.language)
            if formdata is not None and part.name in formdata:
                part.data = clean(formdata.get(part.name))
        self.data = LocalisedText.of({part.language: part.data for part in self.parts})

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002
        """Refuse a needed language that is empty and a text that is too long."""
        for part in self.parts:
            part.errors = [*self._faults(part)]
        wrong = [error for part in self.parts for error in part.errors]
        if wrong:
            self.errors = wrong
            raise StopValidation

    def _faults(self, part: LanguagePart) -> Iterator[Any]:
        if part.language in self.required and is_blank(part.data):
            yield self.required[part.language]
        if len(part.data) > self.limit:
            yield _(
                "“%(label)s” is too long: at most %(most)s characters in each language.",
                label=self.label.text,
                most=self.limit,
            )

    def mark(self, language: str, message: Any) -> None:
        """Show an error at the control of a language, at the first one when it names none."""
        named = (part for part in self.parts if part.language == language)
        part = next(named, self.parts[0])
        part.errors = [*part.errors, message]

    def error_places(self) -> Iterator[tuple[str, Any]]:
        """Lead to the control of each language that is wrong, else to the first."""
        found = [(part.id, part.errors[0]) for part in self.parts if part.errors]
        yield from found or [(self.parts[0].id, self.errors[0])]
