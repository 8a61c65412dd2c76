"""What the receipt code opens: the author's own page, the level of consent, the way back to none."""

import re
import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.machinery.audit import AuditEvent
from consult.web import opened
from tests.factories.consultations import make_consultation, make_plan
from tests.visitor import Visitor
from tests.web.contribute.test_sending import tell_about, write_point

CODE = re.compile(r"(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}")
WITHHELD = "Name withheld from the public"


@dataclass
class Author:
    """Somebody who has sent a point and comes back later with nothing but the receipt."""

    app: Flask
    reference: str
    code: str
    slug: str

    def look(self) -> Visitor:
        visitor = Visitor(self.app).open("/en/receipt").fill("Reference", self.reference)
        return visitor.fill("Receipt code", self.code).press("Show")

    @property
    def row(self) -> Submission:
        return db.session.scalars(select(Submission)).one()


def send(app: Flask, level: str = WITHHELD) -> Author:
    with app.app_context():
        consultation = make_consultation(prefix="UPR-2011")
        make_plan(consultation)
        slug = consultation.slug
    visitor = Visitor(app)
    write_point(visitor, slug)
    tell_about(visitor, level).press("Send")
    found = CODE.search(visitor.text)
    assert found is not None
    with app.app_context():
        reference = db.session.scalars(select(Submission.reference)).one()
    return Author(app, reference, found.group(), slug)


def test_code_opens_the_own_page_and_stands_in_no_address(app: Flask) -> None:
    author = send(app)
    page = author.look()
    addresses = [str(link["href"]) for link in page.soup.find_all("a", href=True)]
    folded = author.code.replace("-", "")
    assert not [one for one in addresses if author.code in one or folded[:24] in one]
    page.follow("Change or withdraw what you sent").follow("Change : 1.")
    page.fill("Your comment", "Better words.").press("Save the change")
    with app.app_context():
        assert db.session.scalars(select(Comment.text)).one() == "Better words."


def test_everything_can_be_withdrawn_with_the_code(app: Flask) -> None:
    author = send(app)
    page = author.look().follow("Change or withdraw what you sent")
    page.follow("Withdraw : 1.").press("Withdraw")
    with app.app_context():
        assert author.row.withdrawn_at is not None


def test_link_of_an_opened_receipt_works_in_this_browser_alone(app: Flask) -> None:
    page = send(app).look().follow("Change or withdraw what you sent")
    Visitor(app).open(page.path, 404)


def test_link_of_an_opened_receipt_ends_after_half_an_hour(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = send(app).look()
    path = page.path
    link = page.soup.find("a", string="Change or withdraw what you sent")
    later = time.time() + 30 * 60
    monkeypatch.setattr(opened, "time", SimpleNamespace(time=lambda: later))
    page.open(str(link["href"]), 404)
    assert page.open(path, 404).heading == "Follow a comment"


def change(page: Visitor, level: str, reference: str, status: int = 200) -> Visitor:
    page.follow("Change how your name is used").choose(level)
    page.fill("To confirm, type the reference", reference)
    return page.press("Change the use of my name", status)


def test_level_changes_only_with_the_reference_typed(app: Flask) -> None:
    author = send(app)
    page = change(author.look(), "Name and organisation published", "ABCD1234", 422)
    assert "This is not the reference of this receipt." in page.text
    assert page.control("Name and organisation published").has_attr("checked")
    page.fill("To confirm, type the reference", author.reference.lower())
    page.press("Change the use of my name")
    assert "The use of your name is changed." in page.text
    with app.app_context():
        assert author.row.level == "named"
        statement = select(AuditEvent.payload).where(AuditEvent.action == "consent.changed")
        assert db.session.scalars(statement).one()["level"] == "named"


def test_who_was_anonymous_is_named_only_with_a_name(app: Flask) -> None:
    author = send(app, "Anonymous")
    page = change(author.look(), "Name and organisation published", author.reference, 422)
    assert "Enter your name or your organisation" in page.text
    page.fill("Your name", "Aigerim Example").press("Change the use of my name")
    with app.app_context():
        assert (author.row.level, author.row.author_name) == ("named", "Aigerim Example")


def test_nothing_stricter_is_offered_after_publication(app: Flask) -> None:
    author = send(app)
    with app.app_context():
        db.session.scalars(select(Comment)).one().publication = "published"
        db.session.commit()
    page = author.look().follow("Change how your name is used")
    offered = [tag["value"] for tag in page.soup.find_all("input", {"name": "level"})]
    assert offered == ["named", "org_only"]


def test_consent_is_withdrawn_and_the_words_stay(app: Flask) -> None:
    author = send(app)
    page = author.look().follow("Withdraw my consent: erase my name")
    page.fill("To confirm, type the reference", author.reference).press("Erase my name")
    assert "Your name is erased. What you sent stays without it." in page.text
    with app.app_context():
        row = author.row
        assert (row.level, row.author_name, row.contact_email) == ("anonymous", "", "")
        assert db.session.scalars(select(Comment.text)).one() == "Too late."


@pytest.mark.parametrize("level", [WITHHELD, "Anonymous"])
def test_own_pages_stand_in_each_language(app: Flask, level: str) -> None:
    page = send(app, level).look().follow("Change or withdraw what you sent")
    own = page.path.removeprefix("/en/")
    for language in ("kk", "ru"):
        for step in ("", "/level", "/consent"):
            page.open(f"/{language}/{own}{step}")
