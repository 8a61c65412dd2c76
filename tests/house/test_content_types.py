"""Every text that is answered names its charset (ASVS V4.1.1)."""

import pytest
from flask import Flask

from tests.factories.people import make_user, sign_in
from tests.factories.reading import make_open
from tests.visitor import Visitor

TEXTS = ("text/", "application/javascript")


@pytest.mark.parametrize(
    "path",
    ["/en/", "/en/nowhere", "/en/c/{slug}/plan.csv", "/en/c/{slug}/record/account.csv",
     "/en/c/{slug}/round-tables.ics", "/en/organise/{slug}/audit.csv"],
)  # fmt: skip
def test_text_names_its_charset(app: Flask, path: str) -> None:
    consultation = make_open(app)
    with app.app_context():
        user = make_user([("organiser", consultation)])
    answer = sign_in(Visitor(app), user).client.get(path.format(slug=consultation.slug))
    kind = answer.headers["Content-Type"].replace('"', "")
    assert kind.startswith("text/")
    assert "charset=utf-8" in kind


@pytest.mark.parametrize("name", ["consult.css", "consult.js"])
def test_static_text_names_its_charset(app: Flask, name: str) -> None:
    with app.test_request_context():
        url: str = app.jinja_env.globals["static_url"](name)  # type: ignore[operator]
    kind = app.test_client().get(url).headers["Content-Type"].replace('"', "")
    assert kind.startswith(TEXTS)
    assert "charset=utf-8" in kind
