"""What a part of an address may be made of."""

from flask import Flask
from werkzeug.routing import BaseConverter


class WordConverter(BaseConverter):
    """Any words without a slash and without control characters, which no database column takes."""

    regex = "[^/\\x00-\\x1f\\x7f]+"


def init_app(app: Flask) -> None:
    """Use it for every address value that has no narrower type."""
    app.url_map.converters["string"] = WordConverter
    app.url_map.converters["default"] = WordConverter
