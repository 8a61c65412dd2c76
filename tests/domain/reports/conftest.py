"""The words of a report, as the worker builds them."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import Babel

from consult.web.report_words import report_words


@pytest.fixture(scope="session")
def words_of() -> Callable[[str], dict[str, str]]:
    """Language -> the words of a report."""
    app = Flask("words")
    Babel(app)

    def words(language: str) -> dict[str, str]:
        with app.app_context():
            return dict(report_words(language))

    return words
