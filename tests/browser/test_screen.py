"""The screen in the hall in a real Chromium: it follows the meeting, can be paused, fits the hall."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from consult.domain.people.actors import system
from consult.domain.roundtables.events import stand_at
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.web.hall_screens import key_of
from tests.browser.chromium import ABSENT, CHROMIUM, listen, sideways, violations
from tests.browser.desk import Meeting, served
from tests.conftest import fresh_database
from tests.factories.roundtables import said

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
SIZES = ((1920, 1080), (1024, 768), (360, 740))
SOON = 20_000
LONG = "Нужно отдельное финансирование для кризисных центров в каждом районе. " * 6


@pytest.fixture(scope="module")
def meeting(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    """A meeting that goes on now, with one statement."""
    folder = tmp_path_factory.mktemp("screen")
    with fresh_database(migrated_url) as url, served(url, folder) as meeting:
        meeting.begin()
        with meeting.app.app_context():
            table = found(meeting)
            table.starts_at, table.ends_at = now() - timedelta(hours=1), now() + timedelta(hours=3)
            db.session.commit()
        speak(meeting, LONG)
        yield meeting


def found(meeting: Meeting) -> RoundTable:
    return table_by_reference(meeting.slug, meeting.reference)


def speak(meeting: Meeting, text: str) -> None:
    with meeting.app.app_context():
        one = said(text=text, said_at=now(), read_back=True)
        origin = Origin("desk", one_part_each=True)
        take_statements(found(meeting), [one], by=system("command"), origin=origin)
        db.session.commit()


def address(meeting: Meeting, language: str = "ru") -> str:
    with meeting.app.app_context():
        key = key_of(found(meeting))
    place = f"{meeting.slug}/round-tables/{meeting.reference}"
    return f"{meeting.service.url}/{language}/c/{place}/screen?key={key}"


@pytest.fixture
def page(browser: Browser, meeting: Meeting) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    heard = listen(page)
    page.goto(address(meeting))
    yield page
    assert heard == []
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_screen_fits_and_axe_finds_nothing(
    browser: Browser, meeting: Meeting, size: tuple[int, int]
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    for language in ("kk", "ru", "en"):
        page.goto(address(meeting, language))
        assert (sideways(page), violations(page)) == (0, [])
    context.close()


def test_new_statement_and_item_appear_by_themselves(page: Page, meeting: Meeting) -> None:
    speak(meeting, "Это прозвучало только что.")
    with meeting.app.app_context():
        stand_at(found(meeting), 2)
        db.session.commit()
    expect(page.get_by_text("Это прозвучало только что.")).to_be_visible(timeout=SOON)
    expect(page.locator("h1")).to_have_text("2. Section 2 (ru)")


def test_paused_screen_stands_still_until_it_goes_on(page: Page, meeting: Meeting) -> None:
    button = page.locator("[data-screen-pause]")
    button.click()
    speak(meeting, "Это сказано в паузе.")
    page.wait_for_timeout(7_000)
    expect(page.get_by_text("Это сказано в паузе.")).to_have_count(0)
    button.click()
    expect(page.get_by_text("Это сказано в паузе.")).to_be_visible(timeout=SOON)


def test_screen_says_when_it_lost_the_server(page: Page) -> None:
    lost = page.locator("[data-screen-lost]")
    page.route("**/screen/now**", lambda route: route.fulfill(status=503, body="down"))
    expect(lost).to_be_visible(timeout=SOON)
    page.unroute("**/screen/now**")
    expect(lost).to_be_hidden(timeout=SOON)


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_around_the_screen_fit_and_axe_finds_nothing(
    browser: Browser, meeting: Meeting, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([meeting.cookie()])  # type: ignore[list-item]
    page = context.new_page()
    with meeting.app.app_context():
        code = found(meeting).event_code
    place = f"organise/{meeting.slug}/round-tables/{meeting.reference}"
    paths = (f"{place}/screen", f"{place}/forms", "e", "e?code=ZZZZZZ", f"e?code={code}-2.1")
    seen = {}
    for path in paths:
        page.goto(f"{meeting.service.url}/ru/{path}")
        seen[path] = (sideways(page), violations(page))
    context.close()
    assert seen == dict.fromkeys(paths, (0, []))
