"""Giving back what was typed when the service cannot take it: nothing typed is ever lost."""

from dataclasses import dataclass

from flask import current_app, request

LONG = 60
TOKENS = frozenset({"csrf_token", "seen"})


@dataclass(frozen=True)
class Typed:
    """One field of the form as it was sent; long ones are shown so that they can be copied."""

    name: str
    value: str

    @property
    def is_long(self) -> bool:
        """Whether the value is a text that somebody would be sorry to lose."""
        is_text = len(self.value) > LONG or "\n" in self.value
        return is_text and self.name not in TOKENS

    @property
    def is_words(self) -> bool:
        """Whether somebody wrote this, and did not choose it from a list."""
        return self.name not in TOKENS and (self.is_long or " " in self.value.strip())


def typed() -> list[Typed]:
    """Return the fields of this request's form, where its view promises to keep the text.

    Passwords are safe: only views that mark themselves by `own_csrf` give anything back.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or view is None or "own_csrf" not in view.__dict__:
        return []
    return [Typed(name, value) for name, value in request.form.items(multi=True)]
