"""Fields with answers to choose from: radios, boxes, a list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from consult.web import widgets
from consult.web.fields import checks

Choices = Sequence[SelectChoice | tuple[str, Any]]


def offered(choices: Choices) -> list[SelectChoice]:
    """Return the answers as WTForms takes them; (value, label) is short for SelectChoice."""
    return [c if isinstance(c, SelectChoice) else SelectChoice(*c) for c in choices]


class _Choosing:
    """What fields with choices share: tuples are welcome, hints a choice, our own sentence."""

    label: wtforms.Label
    data: Any

    def __init__(
        self, label: Any = None, validators: Iterable[Any] | None = None, *, choices: Choices = (),
        required: Any = None, hint: Any = "", hints: Mapping[str, Any] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.hints = dict(hints or {})
        kwargs.setdefault("description", hint)
        super().__init__(
            label, checks(validators, required, None), choices=offered(choices), **kwargs
        )  # type: ignore[call-arg]

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "choices" and value is not None:
            value = offered(value)
        super().__setattr__(name, value)

    def pre_validate(self, form: Any) -> None:
        """Refuse a value that was not offered; an empty one is for `required` to judge."""
        if not self.data:
            return
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except ValidationError as problem:
            raise StopValidation(
                _("Choose one of the answers offered under “%(label)s”.", label=self.label.text)
            ) from problem


class RadiosField(_Choosing, wtforms.RadioField):
    """One of a few answers. hints: {value: sentence under the answer}."""

    widget = widgets.Options("radios")


class CheckboxesField(_Choosing, wtforms.SelectMultipleField):
    """Any of a few answers; data is a list of values."""

    widget = widgets.Options("checkboxes")


class DropdownField(_Choosing, wtforms.SelectField):
    """One of many answers; give ('', …) first when none may be chosen."""

    widget = widgets.Dropdown()
