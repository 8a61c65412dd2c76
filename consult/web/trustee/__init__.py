"""The trustees' door: public keys, sealed submissions, requests to open an identity."""

from flask import Blueprint

blueprint = Blueprint("trustee", __name__, url_prefix="/<language:language>/trustee")

from consult.web.trustee import keys, requests, sealed, sentences  # noqa: E402  views need it

__all__ = ["blueprint", "keys", "requests", "sealed", "sentences"]
