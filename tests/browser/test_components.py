"""Every component in a real browser: no violation, no sideways scroll, in three languages and four widths."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.browser.chromium import ABSENT, CHROMIUM, sideways, violations
from tests.browser.gallery.app import create_app

pytestmark = [pytest.mark.walk, pytest.mark.skipif(CHROMIUM is None, reason=ABSENT)]
DEEP = "ru"
SIZES = {320: 640, 360: 780, 768: 1024, 1280: 900}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = make_server(
        "127.0.0.1", 0, create_app(tmp_path_factory.mktemp("static")), threaded=True
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def open_page(browser: Browser, url: str, width: int, **options: object) -> Page:
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]}, **options)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on(
        "console",
        lambda m: (
            page.errors.append(m.text)
            if m.type == "error" and "status of 4" not in m.text and "status of 5" not in m.text
            else None
        ),
    )
    page.goto(url, wait_until="load")
    return page


def send_empty(page: Page) -> None:
    page.get_by_role("button", name="Send").click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", ["public", "forms", "staff", "error/404"])
def test_component_pages_have_no_violation_and_no_sideways_scroll(
    browser: Browser, address: str, name: str, language: str
) -> None:
    for width in SIZES:
        page = open_page(browser, f"{address}/{language}/{name}", width)
        assert (width, sideways(page)) == (width, 0)
        if width in {320, 1280} and language == DEEP:
            assert violations(page) == []
        assert page.errors == []
        page.context.close()


def test_form_with_errors_leads_from_the_summary_to_the_fields(
    browser: Browser, address: str
) -> None:
    page = open_page(browser, f"{address}/ru/forms", 360)
    page.get_by_label("Number of rows").fill("many")
    send_empty(page)
    assert violations(page) == []
    assert sideways(page) == 0
    assert page.title().startswith("Error: Every field")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    links = page.locator(".govuk-error-summary__list a")
    targets = [link.get_attribute("href") for link in links.all()]
    assert targets == [
        "#name",
        "#email",
        "#text",
        "#kind",
        "#agree",
        "#written-day",
        "#rows",
        "#password",
        "#title-kk",
        "#title-ru",
    ]
    assert [page.locator(target).count() for target in targets] == [1] * len(targets)
    assert page.get_by_label("Number of rows").input_value() == "many"
    page.locator(".govuk-error-summary__list a[href='#kind']").click()
    assert page.evaluate("document.activeElement.id") == "kind"
    page.context.close()


def test_text_of_several_lines_comes_back_as_it_was_typed(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/kk/forms", 1280)
    page.get_by_label("Something else").check()
    page.get_by_label("Which kind").fill("first\n  second\n\nthird")
    send_empty(page)
    assert page.get_by_label("Which kind").input_value() == "first\n  second\n\nthird"
    page.context.close()


def test_form_works_without_scripts(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/en/forms", 360, java_script_enabled=False)
    page.get_by_label("Which kind").fill("seen without scripts")
    send_empty(page)
    assert page.get_by_label("Which kind").input_value() == "seen without scripts"
    assert page.locator(".govuk-error-summary__list a").count() == 9
    assert not page.get_by_label("Keep my draft on this device").is_visible()
    page.context.close()


def test_draft_is_kept_only_when_asked_and_goes_when_cleared(
    browser: Browser, address: str
) -> None:
    page = open_page(browser, f"{address}/en/forms", 1280)
    page.get_by_label("Your comment").fill("not kept")
    page.reload()
    assert page.get_by_label("Your comment").input_value() == ""
    page.get_by_label("Keep my draft on this device").check()
    page.get_by_label("Your comment").fill("kept")
    page.get_by_text("Your draft is kept on this device.").wait_for()
    page.wait_for_timeout(600)
    page.reload()
    assert page.get_by_label("Your comment").input_value() == "kept"
    page.get_by_role("button", name="Remove the draft from this device").click()
    page.reload()
    assert page.get_by_label("Your comment").input_value() == ""
    assert page.evaluate("localStorage.length") == 0
    page.context.close()


def test_draft_is_forgotten_once_the_form_was_sent(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/en/forms", 1280)
    page.get_by_label("Keep my draft on this device").check()
    page.get_by_label("Your comment").fill("sent")
    page.wait_for_timeout(600)
    page.goto(f"{address}/en/public")
    page.goto(f"{address}/en/forms")
    assert page.get_by_label("Your comment").input_value() == ""
    page.context.close()


@pytest.mark.parametrize("name", ["public", "forms", "staff"])
def test_wide_text_spacing_makes_no_sideways_scroll(
    browser: Browser, address: str, name: str
) -> None:
    page = open_page(browser, f"{address}/ru/{name}", 320, bypass_csp=True)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        " word-spacing: .16em !important } p { margin-bottom: 2em !important }"
    )
    assert sideways(page) == 0
    page.context.close()


def test_character_count_speaks_in_plural_forms(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/en/forms", 1280)
    page.get_by_label("Your comment").fill("x" * 199)
    page.locator("#text ~ .govuk-character-count__status").get_by_text("1 character left").wait_for(
        state="attached"
    )
    page.get_by_label("Your comment").fill("x" * 203)
    page.locator("#text ~ .govuk-character-count__status").get_by_text(
        "3 characters too many"
    ).wait_for(state="attached")
    page.context.close()


def test_list_is_moved_through_by_keys_and_selected_at_once(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/en/staff", 1280)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(
        "document.activeElement === document.querySelectorAll('[data-key-item]')[0]"
    )
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.hasAttribute('data-keys-toggle')")
    page.get_by_label("Select all on this page").check()
    page.get_by_text("Selected: 6").wait_for()
    page.locator("[data-select]").first.uncheck()
    page.get_by_text("Selected: 5").wait_for()
    page.context.close()


def test_leaving_quickly_replaces_the_page(browser: Browser, address: str) -> None:
    page = open_page(browser, f"{address}/en/public", 360)
    page.route("https://www.example.org/**", lambda route: route.fulfill(body="elsewhere"))
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.example.org/")
    assert page.evaluate("history.length") == 2
    page.context.close()
