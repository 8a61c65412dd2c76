"""The capture desk in a real Chromium: a served meeting, and a facilitator who works at it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select

from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.desk_models import Photo
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Comment
from consult.domain.submissions.statement_models import Statement
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.browser.chromium import listen
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.kept import kept
from tests.factories.people import make_user, sign_in
from tests.factories.roundtables import make_table
from tests.live import Service
from tests.visitor import Visitor

PASSPHRASE = "тихая степь 7"
PATIENCE = 20.0


@dataclass
class Meeting:
    """A round table that is served, and what its record holds."""

    app: Flask
    service: Service
    slug: str = ""
    reference: str = ""
    users: list[Any] = field(default_factory=list)

    def begin(self) -> None:
        """Plan a meeting of its own, with two facilitators."""
        with self.app.app_context():
            consultation = make_consultation("open")
            make_plan(consultation, sections=2, measures=3)
            table = make_table(consultation)
            self.slug, self.reference = consultation.slug, table.reference
            users = [make_user([("facilitator", consultation)]) for _ in range(2)]
            self.users = [kept(user) for user in users]

    def cookie(self, user: int = 0) -> dict[str, str]:
        """Return the cookie of a session of one of the facilitators."""
        held = sign_in(Visitor(self.app), self.users[user]).client.get_cookie("consult_session")
        assert held is not None
        return {"name": "consult_session", "value": held.value, "url": self.service.url}

    def address(self, language: str = "en") -> str:
        """The address of the desk."""
        return f"{self.service.url}/{language}/desk/{self.slug}/{self.reference}"

    def texts(self) -> list[str]:
        """Return the words of the comments of this meeting, sorted."""
        of = select(RoundTable.id).where(RoundTable.reference == self.reference)
        statement = (
            select(Comment.text)
            .join(Statement, Statement.comment_id == Comment.id)
            .where(Statement.round_table_id.in_(of))
        )
        with self.app.app_context():
            found = sorted(db.session.scalars(statement))
            db.session.rollback()
        return found

    def photos(self) -> int:
        """Return how many photos of this meeting there are."""
        of = select(RoundTable.id).where(RoundTable.reference == self.reference)
        with self.app.app_context():
            found = len(db.session.scalars(select(Photo).where(Photo.round_table_id.in_(of))).all())
            db.session.rollback()
        return found

    def within(self, act: Callable[[], Any]) -> Any:
        """Do something in the app and commit it."""
        with self.app.app_context():
            result = act()
            db.session.commit()
        return result


@contextmanager
def served(url: str, folder: Path) -> Iterator[Meeting]:
    """Serve a database until the end of the block; nothing needs the worker."""
    app = create_app(make_settings(url, folder / "tests"))
    service = Service(url, folder / "service", workers=1)
    service.instance.mkdir(parents=True)
    try:
        service.start_web()
        yield Meeting(app, service)
    finally:
        service.stop()
        with app.app_context():
            db.engine.dispose()


class Facilitator:
    """Somebody at the desk, in a browser of their own."""

    def __init__(self, meeting: Meeting, context: BrowserContext, user: int | None = 0) -> None:
        self.meeting, self.context = meeting, context
        if user is not None:
            context.add_cookies([meeting.cookie(user)])  # type: ignore[list-item]
        context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = context.pages[0] if context.pages else context.new_page()
        self.heard = listen(self.page)

    def open(self, language: str = "en") -> "Facilitator":
        """Type the address of the desk."""
        self.page.goto(self.meeting.address(language))
        return self

    def reopen(self) -> "Facilitator":
        """Close the tab without a word and open the desk in another one."""
        self.page.close()
        self.page = self.context.new_page()
        self.heard += listen(self.page)
        return self.open()

    def prepare(self, device: str = "Tablet") -> "Facilitator":
        """Let the device in and wait until it is ready for offline."""
        self.open()
        self.page.fill("#desk-device", device)
        self.page.fill("#desk-passphrase", PASSPHRASE)
        self.page.fill("#desk-again", PASSPHRASE)
        self.page.click('[data-form="enrol"] button')
        self.page.wait_for_selector("[data-ready]:not([hidden])")
        return self

    def unlock(self, passphrase: str = PASSPHRASE) -> "Facilitator":
        """Type the passphrase."""
        self.page.fill("#desk-secret", passphrase)
        self.page.click('[data-form="unlock"] button')
        if passphrase == PASSPHRASE:
            self.page.wait_for_selector("[data-bar]:not([hidden])")
        return self

    def go(self, part: str) -> "Facilitator":
        """Tap a part of the bar."""
        self.page.click(f'[data-bar] [data-open="{part}"]')
        self.page.wait_for_selector(f'[data-view="{part}"]:not([hidden])')
        return self

    def begin(self, words: str, **choices: str) -> "Facilitator":
        """Open the form and type the words; choices are fields of the form and their values."""
        self.go("agenda")
        self.page.click('[data-view="agenda"] [data-act="new"]')
        for name, value in choices.items():
            if name in {"place", "field", "speaker", "kind"}:
                self.page.select_option(f"#desk-{name}", value)
            elif name == "level":
                self.page.click(f'label[for="desk-level-{value}"]')
            else:
                self.page.fill(f"#desk-{name}", value)
        self.page.fill("#desk-text", words)
        return self

    def write(self, words: str, **choices: str) -> "Facilitator":
        """Write a statement down."""
        self.begin(words, **choices)
        self.page.click('[data-form="statement"] button[type="submit"]')
        self.page.wait_for_selector('[data-view="statements"]:not([hidden])')
        return self

    def kept(self) -> int:
        """How many statements the list holds."""
        return self.go("statements").page.locator("[data-statements] > li").count()

    def by_hand(self) -> "Facilitator":
        """Hand in only when asked: Chromium lets a tab that is closed see the network again."""
        self.go("device").page.click('label[for="desk-by_itself"]')
        return self

    def send(self) -> "Facilitator":
        """Hand in and wait for the end."""
        self.go("device").page.click('[data-act="send"]')
        return self.wait_sent()

    def wait_sent(self) -> "Facilitator":
        """Wait until everything is on the server."""
        self.page.wait_for_selector(".desk-chip--done")
        return self

    def said(self) -> str:
        """What stands under the button after handing in."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-progress]').hidden"
            " && document.querySelector('[data-progress-words]').textContent"
        )
        return str(self.page.text_content("[data-progress-words]"))


def wait(test: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def close_consultation(meeting: Meeting) -> None:
    """Let the consultation be closed a moment ago."""

    def close() -> None:
        held = db.session.scalars(
            select(Consultation).where(Consultation.slug == meeting.slug)
        ).one()
        held.closes_at = held.closed_at = now() - timedelta(minutes=1)
        held.state = "closed"

    meeting.within(close)
