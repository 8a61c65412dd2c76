"""Addresses that no row can have are answered by a page, never by a failure."""

import pytest
from flask import Flask

from tests.factories.people import make_user, sign_in
from tests.factories.reading import make_open
from tests.visitor import Visitor

HUGE = "9" * 30


@pytest.mark.parametrize(
    "path",
    [
        f"/en/c/{{slug}}/report/{HUGE}",
        f"/en/organise/{{slug}}/reports/{HUGE}",
        "/en/organise/{slug}/moderation?measure=%00",
        "/en/organise/{slug}/audit?thing=a%00b",
        "/en/organise/organisations?words=%00",
    ],
)
def test_values_that_no_column_takes_are_refused(app: Flask, path: str) -> None:
    consultation = make_open(app)
    with app.app_context():
        user = make_user([("organiser", consultation)])
    visitor = sign_in(Visitor(app), user)
    visitor.open(path.format(slug=consultation.slug), 400)
    assert visitor.heading == "We could not read that request"
