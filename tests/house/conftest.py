"""The world of the access table, as its tests use it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection

from tests.house.access import WORLDS, World


@pytest.fixture
def world(app: Flask, connection: Connection) -> Iterator[World]:
    """The world, with forms that need no token; the module says ONCE = build."""
    world = WORLDS[0]
    world.connection = connection
    kept = {name: app.config.get(name) for name in ("WTF_CSRF_ENABLED", "WTF_CSRF_METHODS")}
    app.config.update(WTF_CSRF_ENABLED=False, WTF_CSRF_METHODS=set())
    yield world
    app.config.update(kept)
