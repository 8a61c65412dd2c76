"""`consult demo` keeps away from production."""

import dataclasses

from flask import Flask

from consult.domain.people.models import User
from consult.kernel.database import db


def test_example_is_not_loaded_in_production(app: Flask) -> None:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = dataclasses.replace(before, production=True)
    done = app.test_cli_runner().invoke(args=["demo", "--load-only"])
    app.config["SETTINGS"] = before
    assert done.exit_code == 1
    assert "known passwords" in done.output
    with app.app_context():
        assert db.session.query(User).count() == 0
