"""A wrong build on purpose: when storing fails, it shows a receipt all the same."""

from collections.abc import Iterable
from typing import Any

from consult.app import create_app as create_right_app
from consult.kernel.references import random_reference


class Swallowing:
    """Turns the 503 of whoever sends comments into a receipt."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass on everything but a failed sending."""
        told: list[Any] = []
        body = self.application(environ, lambda *words: told.append(words))
        status, headers = told[-1][:2]
        sending = environ["PATH_INFO"].endswith("/comment/check")
        if sending and status.startswith("503"):
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [f"Your reference <strong>{random_reference()}</strong>".encode()]
        start_response(status, headers)
        answer: Iterable[bytes] = body
        return answer


def create_app() -> Swallowing:
    """Build the product and spoil it."""
    return Swallowing(create_right_app().wsgi_app)
