"""How many fields a form may have: counted before anything is parsed (REQ 68, 69)."""

from flask import Flask, current_app, request
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

FIELDS = 5000
"""Far above our longest form; multipart bodies have a limit of their own (MAX_FORM_PARTS)."""
URLENCODED = "application/x-www-form-urlencoded"


def _count_fields() -> None:
    """Refuse a body without a length (411) and one with very many fields (413)."""
    if request.mimetype != URLENCODED or request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.content_length is None:
        raise LengthRequired
    if request.content_length > int(current_app.config["MAX_FORM_MEMORY_SIZE"]):
        raise RequestEntityTooLarge
    if request.get_data().count(b"&") >= FIELDS:
        raise RequestEntityTooLarge


def init_app(app: Flask) -> None:
    """Look at every form before its view does."""
    app.before_request(_count_fields)
