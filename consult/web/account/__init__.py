"""The door `account`: signing in and out, invitations, passwords, what an account holds."""

from flask import Blueprint

blueprint = Blueprint("account", __name__, url_prefix="/<language:language>")

from consult.web.account import (  # noqa: E402 - the views hang on the blueprint
    comments,
    joining,
    profile,
    refusals,
    resetting,
    sessions,
    sign_in,
)

__all__ = [
    "blueprint",
    "comments",
    "joining",
    "profile",
    "refusals",
    "resetting",
    "sessions",
    "sign_in",
]
