"""Base form of every door, and all fields in one place: limits on the server, whole sentences.

Fields render themselves (see widgets.py): {{ form.text(rows=8) }}. Labels, hints and choices are
lazy strings. A form that does not validate is shown again, filled, with status 422.
"""

import re
from collections.abc import Iterator
from typing import Any

import wtforms
from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms.fields import HiddenField, SelectChoice
from wtforms.validators import Optional, ValidationError

from consult.web.choice_fields import CheckboxesField, DropdownField, RadiosField
from consult.web.fields import (
    DayField,
    EmailField,
    FileField,
    FilesField,
    Limit,
    LongTextField,
    MomentField,
    NumberField,
    Required,
    SecretField,
    TextField,
    TickField,
)
from consult.web.group_fields import DayPartsField, LocalisedField

__all__ = [
    "CheckboxesField",
    "ConsultForm",
    "DayField",
    "DayPartsField",
    "DropdownField",
    "EmailField",
    "FileField",
    "FilesField",
    "HiddenField",
    "Limit",
    "LocalisedField",
    "LongTextField",
    "MomentField",
    "NumberField",
    "Optional",
    "RadiosField",
    "Required",
    "SecretField",
    "SelectChoice",
    "TextField",
    "TickField",
    "ValidationError",
    "row_version",
]


def row_version(typed: str | None) -> int:
    """Return the row version of a hidden field: 0 when it is empty, -1 when it is none of ours."""
    if not typed:
        return 0
    return int(typed) if re.fullmatch("[0-9]{1,9}", typed) else -1


class ConsultForm(FlaskForm):
    """A form with its errors in the order of its fields, each leading to its control."""

    class Meta(FlaskForm.Meta):
        """Where the values of a form come from."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Take texts from the form and files for fields of files, and nothing from JSON.

            Else a part with a file's name, or a list in JSON, would bring a field something else
            than a text.
            """
            wrapped = super().wrap_formdata(form, None if request.is_json else formdata)
            if not isinstance(wrapped, CombinedMultiDict):
                return wrapped
            named = [
                (name, file)
                for name, file in request.files.items(multi=True)
                if isinstance(form._fields.get(name), FileField | FilesField)
            ]
            return CombinedMultiDict((MultiDict(named), request.form))

    def error_items(self) -> list[dict[str, str]]:
        """Return the errors for the error summary: text and href."""
        return [
            {"text": str(text), "href": f"#{place}"}
            for field in self
            for place, text in error_places(field)
        ]

    def fail(self, name: str, message: Any) -> None:
        """Add an error found after validation to a field; `reasons:kk` names one language of it."""
        name, _colon, language = name.partition(":")
        field = self[name]
        field.errors = [*field.errors, message]
        if isinstance(field, LocalisedField):
            field.mark(language, message)


def error_places(field: Any) -> Iterator[tuple[str, Any]]:
    """Yield (id of the control, message) for the first error of a field and of those inside it."""
    if not field.errors:
        return
    if isinstance(field, wtforms.FormField | wtforms.FieldList):
        for inner in field:
            yield from error_places(inner)
    elif hasattr(field, "error_places"):
        yield from field.error_places()
    elif field.short_name == "csrf_token":
        yield (
            "main",
            _("This page was open for too long. Nothing you typed is lost: send it again."),
        )
    else:
        yield field.id, field.errors[0]
