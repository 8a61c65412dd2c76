"""Pages for readers without any cookie may be kept by shared caches for a minute (J-100)."""

from flask import Response, request, session

from consult.web.public import blueprint

MINUTE = "public, max-age=60"


@blueprint.after_request
def allow_sharing(response: Response) -> Response:
    """Mark a page as public when nothing in it can depend on who reads; the rest stays no-store."""
    plain = request.method in {"GET", "HEAD"} and not request.cookies
    if plain and response.status_code == 200 and not session.modified:  # noqa: PLR2004
        response.headers.setdefault("Cache-Control", MINUTE)
    return response
