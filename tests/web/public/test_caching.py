"""Readers get no cookie and pages that may be shared; whoever has a session gets neither."""

import pytest
from flask import Flask

from tests.factories.people import make_user, sign_in
from tests.factories.reading import FIRST, add_comment, make_open
from tests.visitor import Visitor

PAGES = ("", "c/{slug}", "c/{slug}/plan", "c/{slug}/measures/1.1", "c/{slug}/sections/1",
         "c/{slug}/general", "help", "your-safety", "privacy", "accessibility")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_readers_get_no_cookie_and_a_page_that_may_be_shared(app: Flask, path: str) -> None:
    consultation = make_open(app)
    add_comment(app, consultation)
    answer = app.test_client().get("/ru/" + path.format(slug=consultation.slug))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers.getlist("Set-Cookie") == []
    assert "Cookie" in answer.headers["Vary"]
    assert "csrf" not in answer.get_data(as_text=True)


def test_pages_for_a_session_are_never_stored(app: Flask, visitor: Visitor) -> None:
    consultation = make_open(app)
    with app.app_context():
        user = make_user()
    sign_in(visitor, user).open(FIRST.format(slug=consultation.slug))
    assert visitor.response.headers["Cache-Control"] == "no-store"


def test_errors_are_never_stored(visitor: Visitor) -> None:
    visitor.open("/ru/c/none", status=404)
    assert visitor.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_reading_pages_refuse_changes(app: Flask, method: str) -> None:
    answer = app.test_client().open("/ru/help", method=method)
    assert answer.status_code in {400, 405}
    assert answer.headers["Cache-Control"] == "no-store"
