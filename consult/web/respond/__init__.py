"""The door `respond`."""

from flask import Blueprint

blueprint = Blueprint("respond", __name__, url_prefix="/<language:language>")
