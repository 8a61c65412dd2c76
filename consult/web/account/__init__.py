"""The door `account`: signing in and out, invitations, passwords, what an account holds."""

from flask import Blueprint

blueprint = Blueprint("account", __name__, url_prefix="/<language:language>")

from consult.web.account import (  # noqa: E402 - the views hang on the blueprint
    address,
    comments,
    confirming,
    joining,
    own_data,
    passkey_enrolling,
    passkey_sign_in,
    profile,
    provider,
    refusals,
    resetting,
    second_step,
    security,
    sessions,
    sign_in,
)

__all__ = [
    "address",
    "blueprint",
    "comments",
    "confirming",
    "joining",
    "own_data",
    "passkey_enrolling",
    "passkey_sign_in",
    "profile",
    "provider",
    "refusals",
    "resetting",
    "second_step",
    "security",
    "sessions",
    "sign_in",
]
