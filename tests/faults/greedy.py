"""A wrong build: it takes whole bodies into memory before it refuses them."""

from flask import Flask

from consult.app import create_app as right_app


def create_app() -> Flask:
    """Return the app with room for a hundred megabytes of form in memory."""
    app = right_app()
    app.config.update(
        MAX_CONTENT_LENGTH=100 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=100 * 1024 * 1024,
        MAX_FORM_PARTS=1_000_000,
    )
    return app
