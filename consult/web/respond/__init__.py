"""The ministries' door: the inbox, answering, approving."""

from flask import Blueprint

blueprint = Blueprint("respond", __name__, url_prefix="/<language:language>/respond")

from consult.web.respond import (  # noqa: E402
    answering,
    attachments,
    bulk,
    groups,
    inbox,
    positions,
    reasons,
    reports,
    worksheet,
)

__all__ = [
    "answering",
    "attachments",
    "bulk",
    "groups",
    "inbox",
    "positions",
    "reasons",
    "reports",
    "worksheet",
]
