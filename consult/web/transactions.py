"""The one commit of a request: before a 2xx or 3xx answer leaves, else all is rolled back."""

from flask import Flask, Response, g

from consult.kernel.database import db

FIRST_ERROR = 400


def keep_despite_error() -> None:
    """Commit although the answer is an error page (for example a security event with a 403)."""
    g.keep_despite_error = True


def finish(response: Response) -> Response:
    """Commit or roll back; a failing COMMIT raises, so nobody sees a receipt for nothing."""
    if response.status_code < FIRST_ERROR or g.pop("keep_despite_error", False):
        db.session.commit()
    else:
        db.session.rollback()
    return response


def init_app(app: Flask) -> None:
    """End every request with exactly one commit or rollback."""
    app.after_request(finish)
