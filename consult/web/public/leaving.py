"""Leaving quickly: the browser forgets this site and shows another one."""

from flask import current_app, redirect, request, session
from werkzeug.wrappers import Response

from consult.access import Permission
from consult.web.guard import needs
from consult.web.public import blueprint

EVERYTHING = '"cache", "cookies", "storage"'
DRAFT = "consult_draft_"


@blueprint.get("/leave")
@needs(Permission.ANYONE)
def leave() -> Response:
    """End the session, have cookies, stored words and copies of pages cleared, and go away.

    A link of another site only leads away: nobody is signed out by following it.
    """
    response = redirect(current_app.config["SETTINGS"].leave_to, 303)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.headers.get("Sec-Fetch-Site") != "cross-site":
        session.clear()
        response.headers["Clear-Site-Data"] = EVERYTHING
        _forget_drafts(response)
    return response


def _forget_drafts(response: Response) -> None:
    secure = current_app.config["SETTINGS"].secure
    for name in request.cookies:
        if name.removeprefix("__Host-").startswith(DRAFT):
            response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")
