"""How the desk answers: its own policy for contents, and refusals as JSON where a program asks."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, jsonify, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from consult.kernel.errors import ConsultError, TooMany
from consult.web import errors
from consult.web.desk import blueprint
from consult.web.headers import POLICY
from consult.web.sentences import SENTENCES, sentence

View = TypeVar("View", bound=Callable[..., Any])
DESK_POLICY = POLICY.replace("img-src 'self'", "img-src 'self' blob:") + (
    "; connect-src 'self'; worker-src 'self'; manifest-src 'self'"
)
"""The policy of the desk's pages: they may also ask this server, run a worker, show a photo."""
TOO_LARGE = 413
SENTENCES.update(
    {
        "device_revoked": lambda **_f: _(
            "This device was revoked. What it holds stays on it, encrypted. Ask the organiser to"
            " let it in again."
        ),
        "unknown_device": lambda **_f: _(
            "The server does not know this device. Sign in and open the desk on it again."
        ),
        "cookies_refused": lambda **_f: _(
            "The desk hands in by its own token only. Send the request without cookies."
        ),
        "unreadable": lambda where, **_f: _(
            "The server could not read what was sent: %(where)s. Nothing was stored.", where=where
        ),
        "not_a_picture": lambda **_f: _(
            "This is not a JPEG picture, or it is damaged. Take the photo again."
        ),
        "photo_refused": lambda reason, **_f: _photo_refused(reason),
        "too_large": lambda **_f: _("This is too large to be sent at once. Nothing was stored."),
    }
)


def _photo_refused(reason: str) -> str:
    sentences = {
        "too_big": _("The photo is larger than 1 MB. Make it smaller."),
        "too_many": _("This meeting has 200 photos already. No more are taken."),
        "foreign": _("Another device took this photo, so this one cannot change it."),
    }
    return sentences[reason]


def for_programs(view: View) -> View:
    """Mark a view that a program asks: JSON also in refusals; its own token in place of CSRF's."""
    view.__dict__["own_csrf"] = view.__dict__["answers_json"] = True
    return view


def in_json(view: View) -> View:
    """Mark a view that answers in JSON, refusals too; the session's CSRF token is asked for."""
    view.__dict__["answers_json"] = True
    return view


def sent_json() -> Any:
    """Return what was sent as JSON; None for anything else, also for a body nested too deeply."""
    try:
        return request.get_json(silent=True, force=True)
    except RecursionError:
        return None


def _asks_json() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and "answers_json" in view.__dict__


def refusal(status: int, code: str, says: str, **facts: Any) -> Response:
    """Return a refusal for a program: a code, the sentence for people, and facts."""
    response = jsonify(code=code, says=says, **facts)
    response.status_code = status
    return response


@blueprint.errorhandler(ConsultError)
def _refused(error: ConsultError) -> Response:
    if not _asks_json():
        return errors.page(error.status, sentence(error))
    where = {"where": error.facts["where"]} if "where" in error.facts else {}
    response = refusal(error.status, error.code, sentence(error), **where)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.facts["retry_after"])
    return response


@blueprint.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if not _asks_json():
        return errors.page(status)
    code = "too_large" if status == TOO_LARGE else "error"
    return refusal(status, code, SENTENCES[code]())


@blueprint.after_request
def _own_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = DESK_POLICY
    return response
