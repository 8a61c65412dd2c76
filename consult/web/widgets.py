"""Widgets of our forms: each renders a whole GOV.UK form group (label, hint, error, control).

They call the macros of govuk-frontend-jinja and give them every sentence in the page's language.
Options at the call: label_class, page_heading, classes, hint, rows, width, inline, conditional,
attributes.
"""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup, escape

from consult.web.filters import number

Params = dict[str, Any]
COUNTED = 5_000


def render(component: str, params: Params) -> Markup:
    """Return a GOV.UK component, named like its folder: character-count, date-input."""
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    macro = "govuk" + "".join(word.capitalize() for word in component.split("-"))
    module: Any = current_app.jinja_env.get_template(path).module
    return Markup(getattr(module, macro)(params))  # noqa: S704 - the macro escapes its values


def parts(field: Any, options: Params) -> Params:
    """Return what all controls share: id, name, label, hint, first error, attributes."""
    params: Params = {
        "id": field.id,
        "name": field.name,
        "label": {
            "text": field.label.text,
            "classes": options.get(
                "label_class", "govuk-label--l" if options.get("page_heading") else ""
            ),
            "isPageHeading": options.get("page_heading", False),
        },
        "attributes": {**(field.render_kw or {}), **options.get("attributes", {})},
        "classes": options.get("classes", ""),
    }
    if hint := options.get("hint", field.description):
        params["hint"] = {"text": hint}
    if field.errors:
        params["errorMessage"] = error(field.errors[0])
    return params


def error(text: object) -> Params:
    """Return an error message in the form the macros take."""
    return {"text": text, "visuallyHiddenText": _("Error")}


def fieldset(field: Any, options: Params) -> Params:
    """Return the legend of a group of choices, in the place of a label."""
    heading = options.get("page_heading", False)
    size = options.get("label_class", "").removeprefix("govuk-label--") or ("l" if heading else "s")
    legend = {
        "text": field.label.text,
        "isPageHeading": heading,
        "classes": f"govuk-fieldset__legend--{size}",
    }
    return {"legend": legend}


def kept_lines(text: str) -> Markup:
    """Return a textarea's value whose lines no template can indent."""
    body = escape(text).replace("\n", Markup("&#10;"))
    return Markup("&#10;") + body if text.startswith("\n") else body


def plural_texts(under: bool) -> dict[str, str]:  # noqa: FBT001
    """Return a sentence for each plural form of the page's language, with %{count} in it."""
    locale = get_locale()
    rule = locale.plural_form if locale else (lambda n: "one" if n == 1 else "other")
    samples = {rule(n): n for n in reversed(range(1, 26))}
    samples.setdefault("other", 25)
    texts = {}
    for form, n in samples.items():
        count = {"count": "%{count}"}
        texts[form] = (
            ngettext("%(count)s character left", "%(count)s characters left", n, **count)
            if under
            else ngettext(
                "%(count)s character too many", "%(count)s characters too many", n, **count
            )
        )
    return texts


class Input:
    """One line of text: text, email, tel, url, search, date; width at the call: 2, 4, 5, 10, 20."""

    def __init__(self, kind: str = "text", **fixed: Any) -> None:
        self.kind = kind
        self.fixed = fixed

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the field."""
        params = parts(field, options) | self.fixed | {"type": self.kind, "value": field._value()}  # noqa: SLF001
        if width := options.get("width"):
            params["classes"] += f" govuk-input--width-{width}"
        for name in ("autocomplete", "inputmode", "spellcheck", "prefix", "suffix"):
            if name in options:
                params[name] = options[name]
        return render("input", params)


class Area:
    """Several lines; a field with a limit says how many characters are left."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the field."""
        params = parts(field, options)
        params["attributes"] = {"dir": "auto"} | params["attributes"]
        params |= {"value": kept_lines(field._value()), "rows": options.get("rows", 6)}  # noqa: SLF001
        if not field.limit:
            return render("textarea", params)
        params |= {
            "maxlength": field.limit,
            "threshold": "0" if field.limit <= COUNTED else "50",
            "textareaDescriptionText": ngettext(
                "You can enter up to %(count)s character.",
                "You can enter up to %(count)s characters.",
                field.limit,
                count=number(field.limit),
            ),
            "charactersUnderLimitText": plural_texts(under=True),
            "charactersAtLimitText": _("No characters left"),
            "charactersOverLimitText": plural_texts(under=False),
        }
        return render("character-count", params)


class Options:
    """Radios or checkboxes. conditional: {value: Markup} opens under the choice of that value."""

    def __init__(self, component: str) -> None:
        self.component = component

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the group with its legend."""
        params = parts(field, options) | {
            "idPrefix": field.id,
            "fieldset": fieldset(field, options),
        }
        params["items"] = self.items(field, options.get("conditional", {}))
        for name, css in (("inline", "inline"), ("small", "small")):
            if options.get(name):
                params["classes"] += f" govuk-{self.component}--{css}"
        return render(self.component, params)

    def items(self, field: Any, conditional: Mapping[str, Markup]) -> list[Params]:
        """Return the choices as the macro takes them."""
        items = []
        for choice in field.iter_choices():
            item: Params = {"value": choice.value, "text": choice.label, "checked": choice.selected}
            if hint := field.hints.get(choice.value):
                item["hint"] = {"text": hint}
            if choice.value in conditional:
                item["conditional"] = {"html": conditional[choice.value]}
            items.append(item)
        return items


class Tick:
    """One box to tick, with the field's label beside it."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the box."""
        params = parts(field, options) | {"idPrefix": field.id}
        item: Params = {"value": "y", "text": field.label.text, "checked": bool(field.data)}
        if hint := params.pop("hint", None):
            item["hint"] = hint
        if "conditional" in options:
            item["conditional"] = {"html": options["conditional"]}
        return render("checkboxes", params | {"items": [item]})


class Dropdown:
    """A native select."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the field."""
        items = [
            {"value": choice.value, "text": choice.label, "selected": choice.selected}
            for choice in field.iter_choices()
        ]
        return render("select", parts(field, options) | {"items": items})


class Upload:
    """The browser's own file control, which needs no script."""

    def __init__(self, *, multiple: bool = False) -> None:
        self.multiple = multiple

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the field."""
        params = parts(field, options)
        if self.multiple:
            params["multiple"] = True
            params["attributes"] = {"multiple": "multiple", **params["attributes"]}
        return render("file-upload", params)


class Secret:
    """A password with a button to show it."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the field; the value is never sent back."""
        params = parts(field, options) | {
            "autocomplete": options.get("autocomplete", "current-password"),
            "showPasswordText": _("Show"),
            "hidePasswordText": _("Hide"),
            "showPasswordAriaLabelText": _("Show password"),
            "hidePasswordAriaLabelText": _("Hide password"),
            "passwordShownAnnouncementText": _("Your password is visible"),
            "passwordHiddenAnnouncementText": _("Your password is hidden"),
        }
        return render("password-input", params)


class DayParts:
    """A date in three fields, for a date that people know."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the group."""
        names = (("day", _("Day"), 2), ("month", _("Month"), 2), ("year", _("Year"), 4))
        wrong = " govuk-input--error" if field.errors else ""
        items = [
            {
                "id": f"{field.id}-{part}",
                "name": f"{field.name}-{part}",
                "label": label,
                "value": field.typed.get(part, ""),
                "classes": f"govuk-input--width-{width}{wrong}",
            }
            for part, label, width in names
        ]
        params = parts(field, options) | {"items": items, "fieldset": fieldset(field, options)}
        return render("date-input", params)


class Languages:
    """One text in Kazakh, Russian and English: three labelled controls in a group."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """Render the group; rows above 1 gives areas, else lines."""
        options = {"label_class": "govuk-label--s", **options}
        areas = Markup("").join(
            Markup('<div class="app-localised__area">{}</div>').format(
                self.control(field, part, options)
            )
            for part in field.parts
        )
        params = {"legend": fieldset(field, options)["legend"], "html": self.hint(field) + areas}
        if field.description:
            params["describedBy"] = f"{field.id}-hint"
        group = Markup('<div class="govuk-form-group{}" id="{}">{}</div>')
        wrong = " govuk-form-group--error" if field.errors else ""
        return group.format(wrong, field.id, render("fieldset", params))

    def hint(self, field: Any) -> Markup:
        """Return the hint of the whole group."""
        if not field.description:
            return Markup("")
        return render("hint", {"id": f"{field.id}-hint", "text": field.description})

    def control(self, field: Any, part: Any, options: Params) -> Markup:
        """Return the control of one language, in that language for screen readers and spelling."""
        own = {"attributes": {"lang": part.language}, "hint": ""}
        rows = options.get("rows", 4 if field.lines else 1)
        return part(rows=rows, **own) if rows > 1 else part(**own)
