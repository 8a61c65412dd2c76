"""What tests of sending share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.kernel.database import db
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan


@pytest.fixture
def real_app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app that really commits, in a database of its own."""
    app = create_app(make_settings(own_database, tmp_path))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def slug(app: Flask) -> str:
    """The slug of an open consultation with a plan."""
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        return str(consultation.slug)
