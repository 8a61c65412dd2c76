"""A wrong build on purpose: it shows the receipt first and stores afterwards."""

import io
import time
from collections.abc import Iterable
from threading import Thread
from typing import Any

from consult.app import create_app as create_right_app
from consult.kernel.references import random_reference

LATER = 1.0


class Hasty:
    """Answers a form at once, and gives it to the app a second later."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass on everything but what sends comments."""
        path = environ["PATH_INFO"]
        if environ["REQUEST_METHOD"] != "POST" or not path.endswith("/comment/check"):
            answer: Iterable[bytes] = self.application(environ, start_response)
            return answer
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        kept = {**environ, "wsgi.input": io.BytesIO(body)}
        Thread(target=self._store, args=(kept,), daemon=True).start()
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [f"Your reference <strong>{random_reference()}</strong>".encode()]

    def _store(self, environ: dict[str, Any]) -> None:
        time.sleep(LATER)
        list(self.application(environ, lambda *_words: None))


def create_app() -> Hasty:
    """Build the product and spoil it."""
    return Hasty(create_right_app().wsgi_app)
