"""A real Chromium for the tests: how it starts, what it notes, who acts in it."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

from tests.live import Service
from tests.stories.acting import let_deadline_pass

CHROMIUM = shutil.which("chromium")
ABSENT = "Chromium is not installed: the browser tests did NOT run"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 30.0
WORDS = """part => {
    const words = [], walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) words.push(walk.currentNode.data);
    return words;
}"""
LABELLED = """([words, exact]) => {
    const said = label => label.textContent.replace(/\\s+/g, ' ').trim();
    for (const label of document.querySelectorAll('label[for]')) {
        const found = exact ? said(label) === words : said(label).includes(words);
        if (found && document.getElementById(label.htmlFor)) return label.htmlFor;
    }
    return null;
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser; end it at the end of the block."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def listen(page: Page) -> list[str]:
    """Return a list that grows by every error and policy report of the page's console."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text) if _is_bad(said) else None)
    return heard


def _is_bad(said: Any) -> bool:
    answered = "the server responded with a status of" in said.text
    return said.type in {"error", "warning"} and not answered


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe finds: rule and the first elements that break it."""
    found = (
        Axe()
        .run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [(v["id"], [node["html"][:140] for node in v["nodes"]][:3]) for v in found]


def sideways(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(width))


class BrowserPerson:
    """A person with a real browser; see tests.stories.acting.Person."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self.heard = listen(self.page)
        self.url = url

    def open(self, path: str) -> Self:
        """Type an address."""
        self.page.goto(urljoin(self.url, path))
        return self

    def follow(self, words: str) -> Self:
        """Click the first link that holds the words."""
        return self._go(self.page.locator("a", has_text=words).first.click)

    def _go(self, act: Callable[[], object]) -> Self:
        with self.page.expect_navigation():
            act()
        return self

    def control(self, label: str) -> Locator:
        """Return the field with this label: the exact words, else a label that holds them."""
        for exact in (True, False):
            identity = self.page.evaluate(LABELLED, [label, exact])
            if identity:
                return self.page.locator(f'[id="{identity}"]')
        raise AssertionError(f"no field {label!r} on {self.page.url}")

    def fill(self, label: str, value: Any) -> Self:
        """Type into the field, or choose from its list."""
        control = self.control(label)
        if control.evaluate("field => field.tagName") != "SELECT":
            control.fill(str(value))
        elif value in control.evaluate("field => [...field.options].map(o => o.value)"):
            control.select_option(value=value)
        else:
            control.select_option(label=value)
        return self

    def choose(self, label: str) -> Self:
        """Click the words beside a radio button or a box."""
        identity = self.control(label).get_attribute("id")
        self.page.locator(f'label[for="{identity}"]').click()
        return self

    def write(self, name: str, value: str) -> Self:
        """Type into the field with this name."""
        field = self.page.locator(f'[name="{name}"]')
        if not field.is_visible():
            self._unfold(field)
        field.fill(value)
        return self

    def _unfold(self, field: Locator) -> None:
        field.evaluate("f => { for (let d = f.closest('details'); d; d = null) d.open = true }")

    def attach(self, name: str, files: Sequence[Path]) -> Self:
        """Choose files."""
        self.page.locator(f'input[name="{name}"]').set_input_files(list(files))
        return self

    def press(self, button: str) -> Self:
        """Press the first visible button that holds the words."""
        pressed = self.page.locator("button:visible", has_text=button).first
        return self._go(pressed.click)

    def download(self, words: str) -> bytes:
        """Take the file behind a link, with this browser's cookies."""
        href = self.page.locator("a", has_text=words).first.get_attribute("href")
        answer = self.page.context.request.get(urljoin(self.page.url, href or ""))
        assert answer.ok
        return answer.body()

    @property
    def text(self) -> str:
        """The words of the page's main part, also those in closed folds."""
        return self._words("main")

    @property
    def heading(self) -> str:
        """The page's h1."""
        return self._words("h1")

    def _words(self, selector: str) -> str:
        words: list[str] = self.page.locator(selector).first.evaluate(WORDS)
        return " ".join(" ".join(words).split())


class BrowserStage:
    """A stage on a running service: a browser context a person, a real worker."""

    def __init__(self, browser: Browser, service: Service, app: Flask, *, script: bool) -> None:
        self.browser, self.service, self.app, self.script = browser, service, app, script
        self.people: list[BrowserPerson] = []

    def enter(self) -> BrowserPerson:
        """Bring in somebody with a browser of their own."""
        context = self.browser.new_context(
            java_script_enabled=self.script, viewport={"width": 1280, "height": 900}, locale="en"
        )
        context.set_default_timeout(PATIENCE * 1000)
        person = BrowserPerson(context, self.service.url)
        self.people.append(person)
        return person

    def work(self) -> None:
        """Wait until the worker has done what was queued."""
        deadline = time.monotonic() + 6 * PATIENCE
        while waiting_jobs(self.app):
            assert time.monotonic() < deadline, waiting_jobs(self.app)
            time.sleep(0.2)

    def pass_deadline(self, slug: str) -> None:
        """Let the closing lie a second in the past."""
        let_deadline_pass(self.app, slug)

    def heard(self) -> list[str]:
        """Return what the consoles said that they should not."""
        return [words for person in self.people for words in person.heard]

    def leave(self) -> None:
        """Close the browsers of all people."""
        for person in self.people:
            person.page.context.close()


def waiting_jobs(app: Flask) -> list[str]:
    """Return the names of the jobs that are due and not done."""
    from sqlalchemy import text

    from consult.kernel.database import db

    due = text(
        """select task_name from procrastinate_jobs where queue_name <> 'upkeep'
        and status in ('todo', 'doing')
        and (scheduled_at is null or scheduled_at <= clock_timestamp())"""
    )
    with app.app_context():
        found = list(db.session.scalars(due))
        db.session.rollback()
    return found
