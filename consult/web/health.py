"""/healthz says the process lives; /readyz says it can serve: database, schema, storage."""

import ipaddress
import os

from flask import Flask, Response, current_app, jsonify, request
from sqlalchemy.exc import SQLAlchemyError

from consult.access import Permission
from consult.machinery import health
from consult.web.guard import needs

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


@needs(Permission.ANYONE)
def healthz() -> Response:
    """Answer without touching anything."""
    return jsonify(status="ok")


@needs(Permission.ANYONE)
def readyz() -> tuple[Response, int]:
    """Answer 200 when this process can take a comment, else 503; details on this machine only."""
    writable = os.access(current_app.config["SETTINGS"].instance, os.W_OK)
    ready = writable and health.database_ready()
    facts = _details() if _asked_from_here() else {}
    return jsonify(status="ready" if ready else "not ready", **facts), 200 if ready else 503


def _asked_from_here() -> bool:
    """Whether a program of this machine asks; what a proxy passes on comes from elsewhere."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _details() -> dict[str, object]:
    try:
        return health.details(current_app.config["SETTINGS"].instance)
    except (SQLAlchemyError, OSError):
        return {}


def init_app(app: Flask) -> None:
    """Add the two addresses; neither carries a language."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)
