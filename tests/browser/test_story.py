"""The main job in a real browser, with JavaScript off and on; the form by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from consult.app import create_app
from consult.domain.consultations.rules import local_day
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.browser.chromium import ABSENT, CHROMIUM, BrowserStage
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.live import Service, running
from tests.stories.acting import make_cast
from tests.stories.story import SECRET, play

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]


@pytest.fixture
def real_app(own_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An app on the database that the service uses, to arrange and to look."""
    app = create_app(make_settings(own_database, tmp_path / "instance"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def service(own_database: str, tmp_path: Path, real_app: Flask) -> Iterator[Service]:
    with running(Service(own_database, tmp_path / "instance", workers=1)) as service:
        yield service


@pytest.mark.parametrize("script", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_main_job(browser: Browser, service: Service, real_app: Flask, *, script: bool) -> None:
    make_cast(real_app)
    with real_app.app_context():
        today = local_day(now(), "Asia/Almaty")
    stage = BrowserStage(browser, service, real_app, script=script)
    kept = play(stage, today)
    assert stage.heard() == []
    assert SECRET not in kept.downloads["csv"].decode("utf-8-sig")
    assert kept.downloads["pdf"].startswith(b"%PDF-")
    stage.leave()


def test_comment_is_written_by_keyboard_alone(
    browser: Browser, service: Service, real_app: Flask
) -> None:
    with real_app.app_context():
        slug = make_plan_of_an_open_consultation()
    stage = BrowserStage(browser, service, real_app, script=True)
    person = stage.enter().open(f"/en/c/{slug}/comment/point?target=measure:1.1")
    keyboard = person.page.keyboard
    reached = []
    for _ in range(60):
        keyboard.press("Tab")
        name = person.page.evaluate("document.activeElement.name || ''")
        reached.append(name)
        if name in {"kind", "language"} and name not in reached[:-1]:
            keyboard.press("Space")
        if name == "text" and name not in reached[:-1]:
            keyboard.type("Written without a mouse.")
        if person.page.evaluate("document.activeElement.textContent").strip() == "Save this point":
            with person.page.expect_navigation():
                keyboard.press("Enter")
            break
    assert [name for name in ("field", "kind", "text", "rationale") if name not in reached] == []
    assert person.heading == "Your points"
    assert "Written without a mouse." in person.text
    stage.leave()


def make_plan_of_an_open_consultation() -> str:
    consultation = make_consultation("open")
    make_plan(consultation)
    return str(consultation.slug)
