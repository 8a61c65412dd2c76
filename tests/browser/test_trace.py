"""One comment followed through the pages, from the recommendation to the letter and back."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from consult import demo
from consult.app import create_app
from consult.domain.submissions.models import Comment, Submission
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.browser.chromium import ABSENT, CHROMIUM, BrowserPerson, BrowserStage, chromium
from tests.conftest import Example, copy_of, make_settings
from tests.live import Service, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
CODE = "UPR-2011/0014-1"
OWN = "/en/c/upr-2011/comments/0014-1"
RECOMMENDATION = "/en/recommendations/UPR/1/95.31"
ADDED = "with a staff of 12"
AUTHOR = "o01@o01.example"
WORDS = "не менее 15 единиц"


@pytest.fixture(scope="module")
def stage(example: Example, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserStage]:
    """The worked example, served, with its letters sent."""
    with copy_of(example, tmp_path_factory.mktemp("trace")) as copy:
        app = create_app(make_settings(copy.url, copy.instance))
        with running(Service(copy.url, copy.instance)) as service, chromium() as browser:
            stage = _stage(browser, service, app)
            yield stage
            stage.leave()
        with app.app_context():
            db.engine.dispose()


def _stage(browser: Browser, service: Service, app: Flask) -> BrowserStage:
    stage = BrowserStage(browser, service, app, script=False)
    stage.work()
    return stage


def go(person: BrowserPerson, address: str) -> BrowserPerson:
    """Click the first link of the main part that leads to this address."""
    with person.page.expect_navigation():
        person.page.locator(f'main a[href^="{address}"]').first.click()
    return person


def inserted(person: BrowserPerson) -> str:
    """Return the words that the page shows as added."""
    return " ".join(" ".join(person.page.locator("main ins").all_text_contents()).split())


def test_comment_followed_from_the_recommendation_to_the_report(stage: BrowserStage) -> None:
    person = stage.enter().open(RECOMMENDATION)
    assert person.heading == "Recommendation 95.31"
    go(person, "/en/c/upr-2011/measures/2.1")
    assert ADDED in person.text
    go(person, "/en/c/upr-2011/measures/2.1")
    assert CODE in person.text
    go(person, OWN)
    assert person.heading == f"Comment {CODE}"
    for said in ("Partly accepted", "Ministry of Justice", "Ministry of Internal Affairs"):
        assert said in person.text
    assert ADDED in inserted(person)
    assert "The measure as it was adopted" in person.text
    go(person, "/en/c/upr-2011/changes")
    assert CODE in person.text
    assert ADDED in inserted(person)
    person.page.go_back()
    go(person, "/en/c/upr-2011/report/1/comments")
    row = person.page.locator(f"article:has-text('{CODE}')").first.inner_text()
    assert "Partly accepted" in row
    assert "2.1" in row


def test_comment_followed_from_the_report_to_the_recommendation(stage: BrowserStage) -> None:
    person = stage.enter().open(OWN)
    go(person, "/en/c/upr-2011/report/1/comments")
    go(person, OWN)
    go(person, "/en/c/upr-2011/measures/2.1?version=2")
    assert ADDED in person.text
    assert "Adopted" in person.text
    go(person, RECOMMENDATION)
    assert person.heading == "Recommendation 95.31"
    assert "2.1" in person.text


def test_staff_see_who_prepared_and_who_approved(stage: BrowserStage) -> None:
    with stage.app.app_context():
        identity = db.session.scalar(select(Comment.id).where(Comment.code == CODE))
    person = sign_in(stage.enter(), "moj@example.org").open(f"/en/respond/comments/{identity}")
    assert CODE in person.heading
    assert "moj.executor" in person.text
    assert "moj.head" in person.text


def test_letter_to_the_author_leads_to_the_changed_wording(stage: BrowserStage) -> None:
    with stage.app.app_context():
        body = letter_to(AUTHOR)
    address = next(word for word in body.split() if "/c/upr-2011/measures/" in word)
    person = stage.enter().open("/en/" + address.split("/", 4)[4])
    assert ADDED in person.text
    go(person, "/en/c/upr-2011/compare/1/2")
    assert ADDED in inserted(person)


def letter_to(address: str) -> str:
    """Return the reply that was sent to an address."""
    statement = select(Letter.body).where(Letter.kind == "reply", Letter.recipient == address)
    mine = select(Submission.reference).join(Comment).where(Comment.code == CODE)
    reference = str(db.session.scalar(mine))
    (found,) = (body for body in db.session.scalars(statement) if reference in body)
    assert WORDS not in found
    return found


def sign_in(person: BrowserPerson, email: str) -> BrowserPerson:
    """Let somebody of the example sign in."""
    person.open("/en/account/sign-in")
    person.page.fill("[name=email]", email)
    person.page.fill("[name=password]", demo.PASSWORD)
    with person.page.expect_navigation():
        person.page.click("main button[type=submit]")
    return person
