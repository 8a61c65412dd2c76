"""The door `contribute`."""

from flask import Blueprint

blueprint = Blueprint("contribute", __name__, url_prefix="/<language:language>")
