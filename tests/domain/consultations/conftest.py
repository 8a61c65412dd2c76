"""What the tests of consultations share."""

import pytest

from consult.kernel.database import db


@pytest.fixture
def context(app):
    with app.app_context():
        yield
        db.session.rollback()
