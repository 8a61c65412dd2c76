"""Error pages: one clear sentence, a reference that finds the log line, never a trace."""

import logging
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from consult.kernel.database import db
from consult.kernel.errors import ConsultError, NotFound, TooMany
from consult.kernel.references import random_reference
from consult.web import sentences
from consult.web.typed import typed

log = logging.getLogger("consult.errors")
PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})
RETRY_AFTER = "30"


def page(status: int, sentence: str = "", **facts: Any) -> Response:
    """Return the error page of a status with the sentence that says what to do."""
    g.error_reference = random_reference()
    template = f"errors/{status if status in PAGES else 400}.html"
    body = render_template(template, sentence=sentence, reference=g.error_reference, **facts)
    response = make_response(body, status)
    facts_of_line = {"reference": g.error_reference, "status": status}
    log.info("error page", extra={**facts_of_line, "endpoint": request.endpoint or ""})
    if status in {429, 503}:
        response.headers["Retry-After"] = str(facts.get("retry_after", RETRY_AFTER))
    return response


def _ours(error: ConsultError) -> Response:
    db.session.rollback()
    facts: dict[str, Any] = {}
    if isinstance(error, TooMany):
        facts["retry_after"] = error.facts["retry_after"]
    if isinstance(error, NotFound):
        facts["typed"] = typed()
    return page(error.status, sentences.sentence(error), **facts)


def _http(error: HTTPException) -> Response:
    response = error.get_response()
    if error.code is None or error.code < 400:  # noqa: PLR2004
        return response  # type: ignore[return-value]
    if isinstance(getattr(error, "original_exception", None), OperationalError):
        return _down(error)
    db.session.rollback()
    return page(error.code)


def _csrf(error: CSRFError) -> Response:  # noqa: ARG001
    db.session.rollback()
    return page(400, sentences.sentence_of("expired_form"))


def _down(error: Exception) -> Response:
    """Answer 503 with what was typed; also when the COMMIT itself fails after the view."""
    db.session.rollback()
    response = page(503, typed=typed(), resend=request.full_path.rstrip("?"))
    log.error("database unavailable", extra=_facts(error))
    return response


def _unstorable(error: DataError) -> Response:
    """Answer 400 to a value that no column takes, such as a NUL or a number of thirty digits."""
    db.session.rollback()
    response = page(400)
    log.warning("value refused by the database", extra=_facts(error))
    return response


def _unforeseen(error: Exception) -> Response:
    db.session.rollback()
    response = page(500)
    log.error("unforeseen error", extra=_facts(error), exc_info=_safe_trace(error))
    return response


def _facts(error: Exception) -> dict[str, str]:
    return {
        "reference": g.error_reference,
        "endpoint": request.endpoint or "",
        "kind": type(error).__name__,
    }


def _safe_trace(error: Exception) -> Any:
    """Return the trace without the message: messages of the database carry people's texts."""
    bare = type(error).__new__(type(error)) if type(error).__module__ == "builtins" else None
    return (
        type(error),
        bare or RuntimeError(type(error).__name__),
        error.__traceback__,
    )


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(ConsultError, _ours)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _down)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(Exception, _unforeseen)
