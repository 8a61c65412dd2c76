"""Passkeys in a real browser: its virtual authenticator makes one and signs in with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from consult.app import create_app
from consult.kernel.database import db
from tests.browser.chromium import ABSENT, CHROMIUM, chromium, listen, sideways, violations
from tests.conftest import make_settings
from tests.factories.people import PASSWORD, make_user
from tests.live import Service, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def served(own_database: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A running service that is reached as localhost, and the address of an account."""
    app = create_app(make_settings(own_database, tmp_path / "factory"))
    with app.app_context():
        email = make_user().email
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    service = Service(own_database, tmp_path / "live", workers=1)
    service.settings = {
        "CONSULT_PUBLIC_URL": f"http://localhost:{service.port}",
        "CONSULT_TRUSTED_HOSTS": "localhost,127.0.0.1",
    }
    with running(service):
        yield f"http://localhost:{service.port}", email


def plug_in_key(page: Page) -> tuple[CDPSession, str]:
    """Give the page a security key with its user's finger on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def look(page: Page) -> None:
    """Fail on what is not accessible, or wider than the window."""
    assert violations(page) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) == 0


def test_passkey_is_made_and_signs_in(browser: Browser, served: tuple[str, str]) -> None:
    url, email = served
    page = browser.new_context(locale="en").new_page()
    heard = listen(page)
    devtools, key = plug_in_key(page)
    page.goto(f"{url}/en/account/sign-in?next=/en/account/passkeys/add")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]:has-text('Sign in')")
    page.wait_for_url("**/passkeys/add")
    look(page)
    page.fill("[name=name]", "Phone")
    page.click("button:has-text('Add a passkey')")
    page.wait_for_url("**/account/security")
    assert "Phone" in page.inner_text("main")
    look(page)
    page.click("button:has-text('Sign out')")
    page.goto(f"{url}/en/account/sign-in/passkey")
    look(page)
    page.click("button:has-text('Use a passkey')")
    page.wait_for_url("**/en/account")
    assert email in page.inner_text("main")
    signed = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})
    assert [one["signCount"] for one in signed["credentials"]] == [2]
    assert heard == []


def test_page_says_so_when_the_passkey_was_not_used(
    browser: Browser, served: tuple[str, str]
) -> None:
    url, _email = served
    page = browser.new_context(locale="en").new_page()
    plug_in_key(page)
    page.goto(f"{url}/en/account/sign-in/passkey")
    assert not page.is_visible("[data-passkey-failed]")
    page.click("button:has-text('Use a passkey')")
    page.wait_for_selector("[data-passkey-failed]:visible")


def test_without_scripts_the_page_names_the_other_way(
    browser: Browser, served: tuple[str, str]
) -> None:
    url, _email = served
    page = browser.new_context(locale="en", java_script_enabled=False).new_page()
    page.goto(f"{url}/en/account/sign-in/passkey")
    assert "Passkeys need JavaScript" in page.inner_text("main")
    assert not page.is_visible("button:has-text('Use a passkey')")
