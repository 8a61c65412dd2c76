"""Hostile strings in every field: no role's page runs one, asks elsewhere or breaks the policy."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from consult.app import create_app
from consult.domain.people.models import User
from consult.kernel.database import db
from consult.web.headers import POLICY
from tests.browser.chromium import ABSENT, CHROMIUM
from tests.browser.hostile import poison, unplaced
from tests.browser.hostile_strings import MARK, STRINGS
from tests.conftest import Example, copy_of, make_settings
from tests.factories.people import sign_in
from tests.live import Service
from tests.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
ROLES = (
    "visitor", "organiser", "moderator", "moj", "moj.head", "auditor", "ngo", "facilitator",
    "administrator", "trustee",
)  # fmt: skip
MOST = 130
"""Pages of one role: one of each kind is opened."""
FILES = re.compile(r"\.(pdf|docx|xlsx|csv|json|zip|ics|txt|js|css|svg|jpg|png)$|/static/|/files?/")
LEAVING = re.compile(r"/(sign-out|leave)")
KINDS = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}"), "<id>"),
    (re.compile(r"/c/[^/]+"), "/c/<slug>"),
    (re.compile(r"/organise/(?!administration|organisations|recommendations|new)[^/]+"), "/o/<s>"),
    (re.compile(r"/respond/[^/]+(?=/)"), "/r/<s>"),
    (re.compile(r"/trustee/[^/]+"), "/t/<s>"),
    (re.compile(r"/\d+(-\d+)?(?=/|$)|/\d+\.\d+(?=/|$)"), "/<n>"),
    (re.compile(r"/(round-tables|desk|recommendations)/[^/]+(/[^/]+)?"), r"/\1/<ref>"),
)
LISTEN = """
window.reported = [];
document.addEventListener('securitypolicyviolation',
    event => window.reported.push(event.violatedDirective + ' ' + event.blockedURI));
"""
LIVE = """() => {
    const bad = [];
    for (const one of document.querySelectorAll('*')) {
        for (const {name, value} of one.attributes) {
            if (name.startsWith('on')) bad.push(one.tagName + ' ' + name);
            if (/^(href|src|action|formaction|data|xlink:href)$/.test(name)
                && /^[\\s\\x00-\\x1f]*(javascript|vbscript|data:text)/i.test(value))
                bad.push(one.tagName + ' ' + name + '=' + value.slice(0, 40));
        }
        if (one.tagName === 'SCRIPT' && !one.src && one.type !== 'application/json')
            bad.push('inline script ' + one.textContent.slice(0, 40));
        if (['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'MARQUEE'].includes(one.tagName))
            bad.push(one.tagName);
    }
    return bad;
}"""


@dataclass
class Watch:
    """Notes everything that a page does and should not."""

    page: Page
    own: str
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(LISTEN)
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)

    def _dialog(self, dialog: object) -> None:
        self.seen.append(f"dialog {dialog}")
        dialog.dismiss()  # type: ignore[attr-defined]

    def _request(self, request: object) -> None:
        address = request.url  # type: ignore[attr-defined]
        if not address.startswith((self.own, "data:", "blob:", "about:")):
            self.seen.append(f"request {address}")

    def faults(self) -> list[str]:
        """Return what the present page did, and forget it."""
        found = self.seen + self.page.evaluate("window.reported || []") + self.page.evaluate(LIVE)
        self.seen = []
        return found


@pytest.fixture(scope="module")
def place(
    example: Example, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Service, dict[str, str]]]:
    """The worked example with hostile strings in every free field, served; tokens of its people."""
    with copy_of(example, tmp_path_factory.mktemp("hostile")) as copy:
        app = create_app(make_settings(copy.url, copy.instance))
        with app.app_context():
            users = {user.email.split("@")[0]: user for user in db.session.scalars(select(User))}
            tokens = {}
            for name in (role for role in ROLES if role in users):
                held = sign_in(Visitor(app), users[name]).client.get_cookie("consult_session")
                assert held is not None
                tokens[name] = held.value
            assert poison(db.engine) > 5000
            db.session.remove()
        service = Service(copy.url, copy.instance)
        service.start_web()
        try:
            yield app, service, tokens
        finally:
            service.stop()
            with app.app_context():
                db.engine.dispose()


def enter(browser: Browser, service: Service, token: str | None) -> BrowserContext:
    context = browser.new_context(accept_downloads=True)
    if token:
        context.add_cookies([{"name": "consult_session", "value": token, "url": service.url}])
    return context


def kind_of(address: str) -> str:
    path = urlsplit(address).path
    for pattern, instead in KINDS:
        path = pattern.sub(instead, path)
    return path


def links(page: Page, own: str) -> list[str]:
    found = page.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => a.href)")
    return [urljoin(own, one).split("#")[0] for one in found if str(one).startswith(own)]


def walk(context: BrowserContext, service: Service, starts: list[str]) -> tuple[int, list[str]]:
    """Open one page of each kind that links lead to; returns how many and what they did."""
    page = context.new_page()
    watch = Watch(page, service.url)
    waiting = deque(urljoin(service.url, one) for one in starts)
    known, wrong = set(), []
    while waiting and len(known) < MOST:
        address = waiting.popleft()
        path = urlsplit(address).path
        if kind_of(address) in known or FILES.search(path) or LEAVING.search(path):
            continue
        known.add(kind_of(address))
        answer = page.goto(address, wait_until="load")
        if answer is None or "text/html" not in (answer.headers.get("content-type") or ""):
            continue
        wrong += [f"{path}: {fault}" for fault in watch.faults()]
        if answer.status >= 500:
            wrong.append(f"{path}: answered {answer.status}")
        waiting.extend(links(page, service.url))
    return len(known), wrong


def test_every_column_of_words_is_hostile_or_known_as_coded() -> None:
    assert unplaced() == []


def test_corpus_is_large_and_all_different() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 100
    assert any(MARK in one for one in STRINGS)


@pytest.mark.parametrize("guarded", [True, False])
def test_page_that_shows_a_string_raw_is_caught(
    browser: Browser, place: tuple[Flask, Service, dict[str, str]], *, guarded: bool
) -> None:
    """The same watch over a page that escapes nothing, with and without the policy."""
    _app, service, _tokens = place
    page = enter(browser, service, None).new_page()
    watch = Watch(page, service.url)
    body = "<!doctype html><title>x</title><main>" + " ".join(STRINGS[:60]) + "</main>"
    headers = {"Content-Security-Policy": POLICY} if guarded else {}
    page.route(
        "**/raw",
        lambda route: route.fulfill(body=body, content_type="text/html", headers=headers),
    )
    page.goto(f"{service.url}/raw")
    page.wait_for_timeout(300)
    found = watch.faults()
    assert any("IMG" in one for one in found)
    wanted = "script-src" if guarded else "dialog"
    assert any(wanted in one for one in found), found


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_role_runs_what_somebody_typed(
    browser: Browser, place: tuple[Flask, Service, dict[str, str]], role: str
) -> None:
    _app, service, tokens = place
    assert role == "visitor" or role in tokens
    context = enter(browser, service, tokens.get(role))
    starts = ["/ru/", "/ru/organise/", "/ru/respond/", "/ru/account", "/ru/desk"]
    starts += ["/ru/organise/administration"] if role == "administrator" else []
    starts += ["/ru/trustee/"] if role == "trustee" else []
    count, wrong = walk(context, service, starts if role != "visitor" else starts[:1])
    context.close()
    assert wrong == []
    assert count > 15
