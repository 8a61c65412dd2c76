"""The door `desk`: writing down in the room, with or without a network."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/<language:language>")

from consult.web.desk import answering, devices, pages, sync, words  # noqa: E402  views need it

__all__ = ["answering", "blueprint", "devices", "pages", "sync", "words"]
