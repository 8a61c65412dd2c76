"""The door `organise`."""

from flask import Blueprint

from consult.web.organise import sentences as sentences
from consult.web.organise.side import side_items

blueprint = Blueprint("organise", __name__, url_prefix="/<language:language>")
blueprint.app_context_processor(lambda: {"side_items": side_items})

from consult.web.organise import (  # noqa: E402
    administration as administration,
)
from consult.web.organise import comment, moderation  # noqa: E402, F401
from consult.web.organise import organisations as organisations  # noqa: E402
from consult.web.organise import people as people  # noqa: E402
from consult.web.organise import people_refusals as people_refusals  # noqa: E402
