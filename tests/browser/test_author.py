"""An author who must not be known: from the form to the receipt and back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from consult.app import create_app
from consult.kernel.database import db
from tests.browser.chromium import (
    ABSENT,
    CHROMIUM,
    BrowserPerson,
    chromium,
    sideways,
    violations,
)
from tests.conftest import make_settings
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.trustees import make_trustee
from tests.live import Service, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
CODE = re.compile(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}")
REFERENCE = re.compile(r"Your reference ([0-9A-Z]{8})")
SEALED = "Name withheld from ministries too"
WIDTHS = (360, 1280)


@pytest.fixture
def slug(own_database: str, tmp_path: Path) -> Iterator[str]:
    """An open consultation with two trustees, on the database that the service uses."""
    app: Flask = create_app(make_settings(own_database, tmp_path / "instance"))
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        for name in ("First", "Second"):
            make_trustee(consultation, tmp_path, name)
        db.session.commit()
        yield str(consultation.slug)
        db.session.remove()
        db.engine.dispose()


def look(person: BrowserPerson, name: str) -> None:
    """Fail when the page that is open is too wide, hard to use or loud in the console."""
    faults = [f"{rule}: {html}" for rule, html in violations(person.page)]
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 900})
        if beyond := sideways(person.page):
            faults.append(f"{beyond} px too wide at {width} px")
    assert faults + person.heard == [], name


def test_author_is_led_and_every_page_is_sound(
    own_database: str, tmp_path: Path, slug: str
) -> None:
    service = Service(own_database, tmp_path / "instance", workers=1)
    with running(service), chromium() as browser:
        context = browser.new_context(locale="en-GB")
        author = BrowserPerson(context, service.url)
        _read_of_safety(author, slug)
        _write(author, slug)
        reference, code = _send(author)
        _come_back(author, reference, code)
        _leave(author)


def _read_of_safety(author: BrowserPerson, slug: str) -> None:
    look(author.open("/en/your-safety"), "safety")
    look(author.open(f"/en/c/{slug}/your-safety"), "names")
    assert "First" in author.text


def _write(author: BrowserPerson, slug: str) -> None:
    author.open(f"/en/c/{slug}/comment?target=measure:1.1").choose("Amendment")
    author.fill("Your comment", "We, the foundation, wait since 2011.").choose("Russian")
    look(author.press("Save this point"), "points")
    author.follow("Go on").choose("For myself").choose(SEALED)
    author.fill("Your name", "Aigerim Example").choose("I have read the privacy notice")
    look(author, "about")
    look(author.press("Continue"), "check")
    assert "Only if two trustees open it together: your name" in author.text
    assert author.press("Send").heading == "Check your answers"
    look(author, "check-refused")


def _send(author: BrowserPerson) -> tuple[str, str]:
    author.choose("I have read this").press("Send")
    look(author, "sent")
    reference, code = REFERENCE.search(author.text), CODE.search(author.text)
    assert reference is not None
    assert code is not None
    return reference.group(1), code.group()


def _come_back(author: BrowserPerson, reference: str, code: str) -> None:
    look(author.open("/en/receipt"), "receipt")
    author.fill("Reference", reference).fill("Receipt code", code).press("Show")
    look(author, "fates")
    assert "Nobody. No trustee has asked to open it." in author.text
    look(author.follow("Change how your name is used"), "level")
    author.choose("Name and organisation published")
    author.fill("To confirm, type the reference", reference).press("Change the use of my name")
    assert "The use of your name is changed." in author.text
    look(author, "own")
    look(author.follow("Withdraw my consent"), "consent")


def _leave(author: BrowserPerson) -> None:
    href = author.page.locator("a[data-leave]").get_attribute("href")
    answer = author.page.context.request.get(f"{author.url}{href}", max_redirects=0)
    assert answer.status == 303
    assert author.page.context.cookies() == []
