"""The language of a page stands in its address: /kk/…, /ru/…, /en/…."""

from typing import Any

from flask import Flask, g, has_request_context, request
from werkzeug.routing import BaseConverter

from consult.kernel.localised import LANGUAGES

NAMES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
DEFAULT = "ru"


class LanguageConverter(BaseConverter):
    """Matches exactly our languages."""

    regex = "|".join(LANGUAGES)


def current_language() -> str:
    """Return the language of this page, or of the letter or file being made."""
    if "language" in g:
        return str(g.language)
    return _asked() if has_request_context() else DEFAULT


def _asked() -> str:
    """Return the language of an address that leads nowhere, else what the browser likes best."""
    first = request.path.lstrip("/").partition("/")[0]
    liked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((code for code in (first, *liked) if code in LANGUAGES), DEFAULT)


def _take(endpoint: str | None, values: dict[str, Any] | None) -> None:  # noqa: ARG001
    if values and "language" in values:
        g.language = values.pop("language")


def _give(endpoint: str, values: dict[str, Any]) -> None:
    from flask import current_app  # noqa: PLC0415

    if "language" in values:
        return
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values["language"] = current_language()


def init_app(app: Flask) -> None:
    """Read the language from addresses and put it into those we make."""
    app.url_map.converters["language"] = LanguageConverter
    app.url_value_preprocessor(_take)
    app.url_defaults(_give)
