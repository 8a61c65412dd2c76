"""Simple fields: text, e-mail, password, number, box, file, day; normalised and limited."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import file as flask_file
from werkzeug.exceptions import BadRequest
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Optional,
    StopValidation,
    ValidationError,
)

from consult.kernel.text import clean_line, clean_text, is_blank
from consult.web import widgets
from consult.web.filters import number

MOST_SECRET = 16_384
LARGEST = 2_147_483_647
ADDRESS = re.compile(r"[^@\s<>\",;:]+@[^@\s<>\",;:]+\.[^@\s<>\",;:.]+")
YEARS = range(1900, 2200)
"""Years that are taken; at the ends of the calendar no clock of another zone could show it."""


class Required(DataRequired):
    """The field must hold something that can be seen; the message says what to enter."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.field_flags: dict[str, Any] = {}

    def __call__(self, form: Any, field: Any) -> None:
        """Refuse an empty or invisible value."""
        if isinstance(field.data, str) and is_blank(field.data):
            field.errors[:] = []
            raise StopValidation(self.message)
        super().__call__(form, field)


class Limit:
    """At most so many characters, and bytes in UTF-8, after line ends are made one character."""

    def __init__(self, characters: int, octets: int | None = None) -> None:
        self.characters = characters
        self.octets = octets or characters * 4

    def __call__(self, form: Any, field: Any) -> None:  # noqa: ARG002
        """Refuse a longer value, saying by how much."""
        text = field.data or ""
        over = len(text) - self.characters
        if over > 0:
            raise ValidationError(
                ngettext(
                    "“%(label)s” is %(num)s character too long: at most %(most)s are allowed.",
                    "“%(label)s” is %(num)s characters too long: at most %(most)s are allowed.",
                    over,
                    label=field.label.text,
                    most=number(self.characters),
                )
            )
        if len(text.encode("utf-8", "surrogatepass")) > self.octets:
            raise ValidationError(
                _("“%(label)s” is too long: shorten the text.", label=field.label.text)
            )


def checks(validators: Iterable[Any] | None, required: Any, limit: int | None) -> list[Any]:
    """Return the validators of a field: required or optional, its limit, and its own."""
    first = [Required(required)] if required else [Optional()]
    return [*first, *([Limit(limit)] if limit else []), *(validators or ())]


def given(required: Any) -> list[Any]:
    """Return the check of a field that is read into another type: was anything typed."""
    return [InputRequired(required)] if required else [Optional()]


class _Text(wtforms.StringField):
    clean: Callable[[str], str] = staticmethod(clean_line)
    usual_limit = 200

    def __init__(
        self, label: Any = None, validators: Iterable[Any] | None = None, *,
        required: Any = None, limit: int | None = None, hint: Any = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        self.limit = limit or self.usual_limit
        kwargs.setdefault("description", hint)
        super().__init__(label, checks(validators, required, self.limit), **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed, normalised."""
        if valuelist:
            self.data = type(self).clean(str(valuelist[0]))

    def _value(self) -> str:
        return str(self.data) if self.data is not None else ""


class TextField(_Text):
    """One line. required: the sentence shown when empty; limit: characters, 200 unless told."""

    widget = widgets.Input()


class EmailField(_Text):
    """One address and no list of them; only its shape is checked."""

    widget = widgets.Input("email", spellcheck=False, autocomplete="email")
    usual_limit = 254

    def post_validate(self, form: Any, validation_stopped: bool) -> None:  # noqa: ARG002, FBT001
        """Refuse what cannot be an address."""
        if self.data and not ADDRESS.fullmatch(self.data):
            raise ValidationError(_("Enter an e-mail address in the form name@example.kz."))


class LongTextField(_Text):
    """Several lines with a counter. limit: characters, 5,000 unless told."""

    widget = widgets.Area()
    clean = staticmethod(clean_text)
    usual_limit = 5_000


class SecretField(wtforms.PasswordField):
    """A password, taken as it was typed."""

    widget = widgets.Secret()

    def __init__(
        self, label: Any = None, *, required: Any = None, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(label, checks(None, required, 1024), description=hint, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed; what nobody types is no form of ours (400)."""
        if valuelist and len(valuelist[0]) > MOST_SECRET:
            raise BadRequest
        super().process_formdata(valuelist)


class NumberField(wtforms.IntegerField):
    """A whole number."""

    data: Any
    widget = widgets.Input("text", inputmode="numeric", spellcheck=False)

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        required: Any = None,
        hint: Any = "",
        **kw: Any,
    ) -> None:
        super().__init__(label, [*given(required), *(validators or ())], description=hint, **kw)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a whole number that a column can hold, or say that it is none."""
        refusal = _("“%(label)s” must be a whole number, for example 12.", label=self.label.text)
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(refusal) from problem
        if self.data is not None and abs(self.data) > LARGEST:
            self.data = None
            raise ValueError(refusal)


class TickField(wtforms.BooleanField):
    """Yes or not. required: the sentence shown when it must be ticked and is not."""

    widget = widgets.Tick()

    def __init__(
        self, label: Any = None, *, required: Any = None, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label, [Required(required)] if required else [], description=hint, **kwargs
        )


class FileField(flask_file.FileField):
    """One file; data is None or a FileStorage. What it may be is judged where it is stored."""

    widget = widgets.Upload()

    def __init__(
        self, label: Any = None, *, required: Any = None, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label, [Required(required)] if required else [], description=hint, **kwargs
        )


class FilesField(flask_file.MultipleFileField):
    """Several files; data is a list of FileStorage, empty when none was chosen."""

    widget = widgets.Upload(multiple=True)

    def __init__(
        self, label: Any = None, *, required: Any = None, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(
            label, [Required(required)] if required else [], description=hint, **kwargs
        )


class DayField(wtforms.DateField):
    """A day in the browser's own calendar, for staff."""

    data: Any
    widget = widgets.Input("date")

    def __init__(
        self, label: Any = None, *, required: Any = None, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(label, checks(None, required, None), description=hint, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a day, or say that it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(wrong_day(self.label.text)) from problem
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(wrong_day(self.label.text))


class MomentField(wtforms.DateTimeLocalField):
    """A day and a time on the consultation's clocks; data is a naive datetime, or None."""

    data: Any
    widget = widgets.Input("datetime-local")

    def __init__(
        self, label: Any = None, *, required: Any = None, hint: Any = "", **kwargs: Any
    ) -> None:
        super().__init__(label, given(required), description=hint, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a day and a time, or say that it is none."""
        refusal = _("“%(label)s” must be a real date and time.", label=self.label.text)
        try:
            super().process_formdata(valuelist)
        except ValueError as problem:
            raise ValueError(refusal) from problem
        if self.data is not None and self.data.year not in YEARS:
            self.data = None
            raise ValueError(refusal)


def wrong_day(label: Any) -> str:
    """Return the sentence about a day that does not exist."""
    return _("“%(label)s” must be a real date, for example 28 4 2011.", label=label)
