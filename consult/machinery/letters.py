"""Writing letters: templates/mail/*.txt in the recipient's language, with links to our own host."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, g
from flask_babel import force_locale

from consult.machinery.outbox import Written


def write(template: str, language: str, **facts: Any) -> Written:
    """Return the letter of a template such as `invitation`: its first line is the subject.

    Needs an app context, no request; the facts are shown as they are, never read as a template.
    """
    with _speaking(language):
        text = current_app.jinja_env.get_template(f"mail/{template}.txt").render(**facts)
    subject, _newline, body = text.strip().partition("\n")
    return Written(subject=subject.strip(), body=body.strip() + "\n")


def address(endpoint: str, language: str, **values: Any) -> str:
    """Return the full address of a page on the configured public host, whatever host was asked."""
    adapter = current_app.url_map.bind("localhost")
    path = adapter.build(endpoint, {"language": language, **values})
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def short_address(endpoint: str, **values: Any) -> str:
    """Return the full address of a page that has no language in it, for paper and pictures."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['SETTINGS'].public_url}{path}"


@contextmanager
def _speaking(language: str) -> Iterator[None]:
    before = g.get("language")
    g.language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.pop("language", None)
        if before is not None:
            g.language = before
