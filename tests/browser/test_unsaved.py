"""Words that were not sent: nobody goes away from them without being asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog

from consult.app import create_app
from consult.kernel.database import db
from tests.browser.chromium import ABSENT, CHROMIUM, BrowserPerson
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.live import Service, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
WORDS = "We, the foundation, wait since 2011."


@pytest.fixture
def form(own_database: str, tmp_path: Path, browser: Browser) -> Iterator[BrowserPerson]:
    """The form for a point, open in a browser."""
    app: Flask = create_app(make_settings(own_database, tmp_path / "instance"))
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        db.session.commit()
        slug = consultation.slug
        db.session.remove()
        db.engine.dispose()
    with running(Service(own_database, tmp_path / "instance", workers=1)) as service:
        person = BrowserPerson(browser.new_context(locale="en-GB"), service.url)
        yield person.open(f"/en/c/{slug}/comment?target=measure:1.1")


def test_question_is_asked_only_while_words_are_not_sent(form: BrowserPerson) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    form.page.on("dialog", stay)
    link = form.page.locator("header a, .govuk-breadcrumbs a").first
    form.choose("Russian").fill("Your comment", WORDS)
    link.click(no_wait_after=True)
    form.page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert form.page.get_by_label("Your comment").input_value() == WORDS

    refused = form.press("Save this point")  # no kind was chosen
    assert "There is a problem" in refused.text
    assert asked == ["beforeunload"]
    link.click(no_wait_after=True)
    form.page.wait_for_timeout(500)
    assert asked == ["beforeunload", "beforeunload"]

    form.choose("Amendment").press("Save this point")
    assert len(asked) == 2
    form.follow("Go on")
    assert len(asked) == 2


def test_who_leaves_quickly_is_not_held(form: BrowserPerson) -> None:
    asked: list[str] = []
    form.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    address = form.page.url
    form.choose("Amendment").fill("Your comment", WORDS)
    with form.page.expect_request(lambda request: "leave" in request.url):
        form.page.locator("a[data-leave]").click(no_wait_after=True)
    form.page.wait_for_timeout(500)
    assert asked == []
    assert form.page.url != address
