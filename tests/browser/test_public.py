"""Pages for readers in a real browser: no violation, no sideways scroll, usable without scripts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from consult.domain.consultations.models import Consultation
from tests.browser.chromium import ABSENT, CHROMIUM, sideways, violations
from tests.browser.test_components import open_page
from tests.conftest import fresh_database, make_settings
from tests.factories.reading import add_comment, approve, make_open

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
DEEP = 360
PAGES = ("", "?words=adopt", "c/{}", "c/{}/plan", "c/{}/measures/1.1", "c/{}/sections/1",
         "c/{}/general", "help", "safety", "privacy", "accessibility")  # fmt: skip


@pytest.fixture(scope="module")
def reading_app(
    migrated_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Consultation]]:
    from consult.app import create_app
    from consult.kernel.database import db

    with fresh_database(migrated_url) as url:
        app = create_app(make_settings(url, tmp_path_factory.mktemp("instance")))
        yield app, fill(app)
        with app.app_context():
            db.engine.dispose()


def fill(app: Flask) -> Consultation:
    consultation = make_open(app)
    answered = add_comment(app, consultation, proposed_wording="Rules with dates")
    approve(app, answered, "rejected", ground="legal")
    add_comment(app, consultation, publication="withheld", ground="insult")
    add_comment(app, consultation, target="plan", level="withheld_public")
    add_comment(
        app,
        consultation,
        publication="published_redacted",
        ground="third_person_data",
        redactions=[{"field": "text", "start": 4, "end": 12}],
    )
    for _ in range(20):
        add_comment(app, consultation)
    return consultation


@pytest.fixture(scope="module")
def address(reading_app: tuple[Flask, Consultation]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, reading_app[0], threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.mark.parametrize(("language", "width"), [("kk", DEEP), ("ru", 1280), ("en", 320)])
@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_violation_and_no_sideways_scroll(
    browser: Browser,
    address: str,
    reading_app: tuple[Flask, Consultation],
    path: str,
    language: str,
    width: int,
) -> None:
    url = f"{address}/{language}/{path.format(reading_app[1].slug)}"
    page = open_page(browser, url, width)
    found = violations(page) if width == DEEP else []
    assert (sideways(page), found, page.errors) == (0, [], [])
    assert page.context.cookies() == []
    page.context.close()


def test_wording_is_switched_without_scripts_on_a_telephone(
    browser: Browser, address: str, reading_app: tuple[Flask, Consultation]
) -> None:
    url = f"{address}/ru/c/{reading_app[1].slug}/measures/1.1"
    page = open_page(browser, url, 360, java_script_enabled=False)
    kazakh = page.locator(".app-wording__text[lang=kk]")
    assert not kazakh.is_visible()
    page.locator("label[for=wording-kk]").click()
    assert kazakh.is_visible()
    assert not page.locator(".app-wording__text[lang=ru]").is_visible()
    page.context.close()
    wide = open_page(browser, url, 1280, java_script_enabled=False)
    assert wide.locator(".app-wording__text:visible").count() == 2
    wide.context.close()
