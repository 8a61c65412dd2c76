"""Proving once more who one is before what matters: fifteen minutes, nothing typed is lost."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from consult.web.session import Session

View = TypeVar("View", bound=Callable[..., Any])
SECONDS = 15 * 60
HELD = "held_form"
NOT_HELD = frozenset({"csrf_token", "password", "old", "new", "code", "credential"})
MOST_HELD = 20_000


def is_fresh() -> bool:
    """Return whether the person proved who they are in this session within fifteen minutes."""
    age = cast("Session", session).confirmed_for
    return age is not None and age < SECONDS


def fresh(view: View) -> View:
    """Send whoever did not prove who they are lately to do so first; stands under `needs`.

    A form that was sent too late is held and can be sent again after it, without its secrets.
    """

    @wraps(view)
    def guarded(*things: Any, **values: Any) -> Any:
        if is_fresh():
            return view(*things, **values)
        target = request.full_path.rstrip("?")
        if request.method != "GET":
            _hold()
            target = request.path if _is_page(request.path) else ""
        return redirect(url_for("account.confirm", next=target or None))

    guarded.__dict__["needs_fresh"] = True
    return cast("View", guarded)


def _hold() -> None:
    """Keep what was typed, unless it holds a secret or a file."""
    fields = [(name, value) for name, value in request.form.items(multi=True)]
    secret = NOT_HELD - {"csrf_token"}
    size = sum(len(value) for _name, value in fields)
    if request.files or size > MOST_HELD or secret & {name for name, _value in fields}:
        return
    kept = [[name, value] for name, value in fields if name not in NOT_HELD]
    session[HELD] = {"path": request.path, "fields": kept}


def held_form() -> dict[str, Any] | None:
    """Return the form that waits to be sent again; it is given once."""
    found: dict[str, Any] | None = session.pop(HELD, None)
    return found


def has_held_form() -> bool:
    """Return whether a form waits."""
    return HELD in session


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return True
