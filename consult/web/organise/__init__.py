"""The door `organise`."""

from flask import Blueprint

blueprint = Blueprint("organise", __name__, url_prefix="/<language:language>")
