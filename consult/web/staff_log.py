"""What is logged of requests: those of staff with their address; of readers and writers nothing.

A line for every comment sent would tell its minute, which anonymous authors are promised that
nobody keeps; so public and contributing routes leave no line at all (REQ 113, 118).
"""

import logging

from flask import Flask, Response, g, request

log = logging.getLogger("consult.staff")
DOORS = frozenset({"organise", "respond", "trustee"})


def _note(response: Response) -> Response:
    person = getattr(g.get("actor"), "user_id", None)
    if request.blueprint in DOORS and person is not None:
        log.info(
            "staff request",
            extra={
                "method": request.method,
                "route": str(request.url_rule),
                "status": response.status_code,
                "user": str(person),
                "address": request.remote_addr or "",
            },
        )
    return response


def init_app(app: Flask) -> None:
    """Note requests of staff."""
    app.after_request(_note)
