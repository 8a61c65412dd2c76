"""The guard of every route: a permission, and the thing it is asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, g, redirect, request, url_for
from flask_login import current_user

from consult.access import Permission, permits
from consult.domain.people.actors import VISITOR, Actor
from consult.kernel.errors import Forbidden, NotFound

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC = frozenset({Permission.ANYONE, Permission.READ, Permission.COMMENT})
OPEN_ENDPOINTS = frozenset({"static"})


def actor() -> Actor:
    """Return who makes this request, with the rights as they stand in the database now."""
    if "actor" not in g:
        g.actor = current_user.actor if current_user.is_authenticated else VISITOR
    return cast("Actor", g.actor)


def needs(permission: Permission, find: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Protect a view by a permission.

    `find` gets the address's values by name and returns the thing, or a tuple of things whose
    first is asked about; the view receives the things by position instead of the values. Not to be
    found and not to be known look alike (404). A visitor is sent to sign in.
    """

    def protect(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> Any:
            if permission not in PUBLIC and actor().user_id is None:
                return _to_sign_in()
            things: tuple[Any, ...] = ()
            if find is not None:
                found = find(**values)
                things = found if isinstance(found, tuple) else (found,)
                values = {}
            if not permits(actor(), permission, things[0] if things else None):
                raise NotFound if things else Forbidden
            return view(*things, **values)

        guarded.__dict__["permission"] = permission
        return cast("View", guarded)

    return protect


def _to_sign_in() -> Any:
    if request.method != "GET":
        return redirect(url_for("account.sign_in"))
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))


def refuse_open_routes(app: Flask) -> None:
    """Refuse to start when a route has no permission."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if rule.endpoint not in OPEN_ENDPOINTS and "permission" not in view.__dict__:
            message = f"route {rule.endpoint} has no permission"
            raise RuntimeError(message)
