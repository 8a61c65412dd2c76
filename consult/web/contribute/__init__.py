"""The door `contribute`: from the choice of a target to the receipt, with or without an account."""

from flask import Blueprint

blueprint = Blueprint("contribute", __name__, url_prefix="/<language:language>")

from consult.web.contribute import (  # noqa: E402  views need the blueprint
    about,
    check,
    claim,
    consent,
    drafting,
    edit,
    event,
    files,
    openings,
    points,
    sent,
    start,
    words,
)

__all__ = [
    "about",
    "blueprint",
    "check",
    "claim",
    "consent",
    "drafting",
    "edit",
    "event",
    "files",
    "openings",
    "points",
    "sent",
    "start",
    "words",
]
