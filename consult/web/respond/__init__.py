"""The ministries' door: the inbox, answering, approving."""

from flask import Blueprint

blueprint = Blueprint("respond", __name__, url_prefix="/<language:language>/respond")

from consult.web.respond import answering, inbox, reports, worksheet  # noqa: E402

__all__ = ["answering", "inbox", "reports", "worksheet"]
