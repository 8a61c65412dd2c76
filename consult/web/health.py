"""/healthz says the process lives; /readyz says it can serve: database, schema, storage."""

import os

from flask import Flask, Response, current_app, jsonify

from consult.access import Permission
from consult.machinery import health
from consult.web.guard import needs


@needs(Permission.ANYONE)
def healthz() -> Response:
    """Answer without touching anything."""
    return jsonify(status="ok")


@needs(Permission.ANYONE)
def readyz() -> tuple[Response, int]:
    """Answer 200 when this process can take a comment, else 503; no detail either way."""
    writable = os.access(current_app.config["SETTINGS"].instance, os.W_OK)
    ready = writable and health.database_ready()
    return jsonify(status="ready" if ready else "not ready"), 200 if ready else 503


def init_app(app: Flask) -> None:
    """Add the two addresses; neither carries a language."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
