"""The second step in force, and somebody who needs one."""

import dataclasses
from collections.abc import Iterator

import pytest
from flask import Flask

from consult.domain.people.models import User
from tests.factories.consultations import make_consultation
from tests.factories.people import make_user


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """The test's app, asking staff for a second step."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, second_factor=True)
    yield app
    app.config["SETTINGS"] = before


@pytest.fixture
def trustee(strict: Flask) -> User:
    with strict.app_context():
        return make_user([("trustee", make_consultation())], language="en")
