"""Every page of the worked example: no violation, no sideways scroll, a quiet console."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from consult import demo
from consult.app import create_app
from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation, User
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from tests.browser.chromium import (
    ABSENT,
    CHROMIUM,
    BrowserPerson,
    BrowserStage,
    sideways,
    violations,
)
from tests.conftest import Example, copy_of, make_settings
from tests.live import Service, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
WIDTHS = (320, 360, 1280)
HEIGHT = 900
LANGUAGES = ("ru", "kk", "en")
DEEP = "ru"
ALWAYS_DEEP = {"", "/account/sign-in", "/organise/", "/respond/"}
FORM = "main form:has(input[name=csrf_token]):has(label)"
EMPTY = ("/account/sign-in", "/account/register", "/receipt", "/c/{open}/comment")
EMPTY_STAFF = ("/organise/new", "/organise/{open}/people", "/organise/{open}/comments/new")
PUBLIC = (
    "", "?words=право", "/help", "/your-safety", "/privacy", "/accessibility", "/receipt",
    "/c/{open}", "/c/{open}/plan", "/c/{open}/measures/1.1", "/c/{open}/sections/1",
    "/c/{open}/general", "/c/{old}", "/c/{old}/measures/1.5", "/c/{old}/report/1",
    "/c/{old}/report/1/comments", "/account/sign-in", "/account/register", "/account/reset",
    "/account/letter-sent", "/account/reset/unknown", "/account/accept/unknown", "/c/unknown",
    "/c/{open}/comment", "/recommendations", "/recommendations/UPR/1?words=право",
    "/recommendations/UPR/1/95.10", "/c/{old}/coverage", "/c/{old}/versions",
    "/c/{old}/versions/1/", "/c/{old}/compare/1/2", "/c/{old}/changes",
    "/c/{old}/comments/0014-1", "/c/{old}/regions", "/c/{open}/regions?show=round_tables",
)  # fmt: skip
ORGANISE = (
    "/organise/", "/organise/new", "/organise/{open}", "/organise/{open}/setup",
    "/organise/{open}/setup/texts", "/organise/{open}/setup/period",
    "/organise/{open}/setup/contact", "/organise/{open}/setup/publication",
    "/organise/{open}/setup/organisers", "/organise/{open}/plan", "/organise/{open}/plan/1",
    "/organise/{open}/plan/import", "/organise/{open}/opening",
    "/organise/{open}/opening/extend", "/organise/{open}/people",
    "/organise/{open}/moderation", "/organise/{open}/moderation?state=all",
    "/organise/{open}/comments/{waiting}", "/organise/{old}/comments/{published}",
    "/organise/{open}/comments/new", "/organise/{open}/comments/import",
    "/organise/{open}/letters", "/organise/{open}/audit", "/organise/{old}/reports",
    "/organise/{old}/reports/1", "/organise/{old}", "/organise/organisations",
    "/organise/recommendations", "/organise/recommendations/UPR/1",
    "/organise/recommendations/UPR/1/95.10", "/organise/{open}/registers",
    "/organise/organisations/new", "/organise/organisations/{organisation}",
    "/organise/{old}/changes", "/organise/{old}/changes/answers", "/organise/{old}/answers",
    "/organise/{old}/groups", "/organise/{old}/adoption", "/organise/{old}/plan/2",
    "/organise/{old}/plan/compare/1/2", "/organise/{old}/regions",
)  # fmt: skip
ACCOUNT = ("/account", "/account/comments", "/account/password", "/account/sessions")
RESPOND = (
    "/respond/", "/respond/?c={old}", "/respond/comments/{answered}", "/respond/reports",
    "/respond/{old}/groups", "/respond/{old}/reasons", "/respond/{old}/worksheet",
)  # fmt: skip
ADMINISTER = ("/organise/administration", "/organise/administration/{user}")
ROLES = {
    "organiser@example.org": ORGANISE,
    "ngo@example.org": ACCOUNT,
    "moj@example.org": RESPOND,
    "administrator@example.org": ADMINISTER,
}


@pytest.fixture(scope="module")
def loaded(
    example: Example, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Service]]:
    """The worked example, loaded and served."""
    with copy_of(example, tmp_path_factory.mktemp("demo")) as copy:
        app = create_app(make_settings(copy.url, copy.instance))
        with running(Service(copy.url, copy.instance)) as service:
            yield app, service
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def stage(browser: Browser, loaded: tuple[Flask, Service]) -> Iterator[BrowserStage]:
    app, service = loaded
    stage = BrowserStage(browser, service, app, script=True)
    stage.work()
    yield stage
    stage.leave()


@pytest.fixture(scope="module")
def places(loaded: tuple[Flask, Service]) -> dict[str, str]:
    """Things to look at, by the names that stand in the addresses."""
    with loaded[0].app_context():
        of_slug = {
            slug: db.session.scalar(select(Consultation.id).where(Consultation.slug == slug))
            for slug in (demo.OLD, demo.OPEN)
        }
        comments = select(Comment.id).order_by(Comment.received_at, Comment.id)
        old = comments.where(Comment.consultation_id == of_slug[demo.OLD])
        waiting = comments.where(Comment.consultation_id == of_slug[demo.OPEN])
        answered = select(Response.comment_id).join(Organisation).where(Organisation.code == "MOJ")
        found = {
            "waiting": db.session.scalar(waiting.where(Comment.publication == "received")),
            "published": db.session.scalar(old.where(Comment.publication == "published_redacted")),
            "answered": db.session.scalar(answered.order_by(Response.comment_id)),
            "organisation": db.session.scalar(select(Organisation.id).limit(1)),
            "user": db.session.scalar(select(User.id).limit(1)),
        }
    return {"old": demo.OLD, "open": demo.OPEN, **{k: str(v) for k, v in found.items()}}


def sign_in(stage: BrowserStage, email: str) -> BrowserPerson:
    person = stage.enter().open("/ru/account/sign-in")
    person.page.fill("[name=email]", email)
    person.page.fill("[name=password]", demo.PASSWORD)
    with person.page.expect_navigation():
        person.page.click("main button[type=submit]")
    return person


def faults_of(person: BrowserPerson, *, deeply: bool) -> list[str]:
    """Return what is wrong with the page that somebody sees, at all widths."""
    found = [f"{rule}: {html}" for rule, html in violations(person.page)] if deeply else []
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": HEIGHT})
        if beyond := sideways(person.page):
            found.append(f"{beyond} px too wide at {width} px")
    found += person.heard
    person.heard.clear()
    return found


def look(person: BrowserPerson, addresses: list[str], language: str) -> dict[str, list[str]]:
    """Return the faults of the pages at these addresses; no entry for good ones."""
    wrong = {}
    for address in addresses:
        answer = person.page.goto(f"{person.url}/{language}{address or '/'}")
        assert answer is not None
        expected = 404 if "unknown" in address else 200
        deeply = language == DEEP or address in ALWAYS_DEEP
        found = faults_of(person, deeply=deeply)
        if answer.status != expected and "/account/" not in address:
            found.append(f"answered {answer.status}")
        if found:
            wrong[f"/{language}{address}"] = found
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(stage: BrowserStage, places: dict[str, str], language: str) -> None:
    addresses = [address.format(**places) for address in PUBLIC]
    assert look(stage.enter(), addresses, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("email", ROLES)
def test_pages_of_accounts(
    stage: BrowserStage, places: dict[str, str], email: str, language: str
) -> None:
    addresses = [address.format(**places) for address in ROLES[email]]
    assert look(sign_in(stage, email), addresses, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_sent_empty(stage: BrowserStage, places: dict[str, str], language: str) -> None:
    visitor, organiser = stage.enter(), sign_in(stage, "organiser@example.org")
    wrong = {}
    for person, address in [(visitor, a) for a in EMPTY] + [(organiser, a) for a in EMPTY_STAFF]:
        person.open(f"/{language}{address.format(**places)}")
        send(person, FORM)
        assert person.page.locator(".govuk-error-summary").count() == 1, address
        if found := faults_of(person, deeply=language == DEEP):
            wrong[address] = found
    assert wrong == {}


def send(person: BrowserPerson, form: str) -> None:
    """Press the last button of a form, with the browser's own checks off."""
    with person.page.expect_navigation():
        person.page.locator(f"{form} button[type=submit]").last.click()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_on_the_way_of_a_comment(
    stage: BrowserStage, places: dict[str, str], language: str
) -> None:
    person, seen = stage.enter(), {}
    page, start = person.page, f"/{language}/c/{places['open']}/comment"
    deeply = language == DEEP

    def note(name: str) -> None:
        if found := faults_of(person, deeply=deeply):
            seen[name] = found
        page.set_viewport_size({"width": 1280, "height": HEIGHT})

    person.open(f"{start}/point?target=measure:1.1")
    note("point")
    page.fill("[name=text]", "Срок слишком велик: люди ждут.")
    for name, value in (("kind", "objection"), ("language", "ru")):
        page.locator(f"label[for='{_identity(page, name, value)}']").click()
    send(person, "form:has([name=text])")
    note("points")
    person.open(f"{start}/about-you")
    note("about")
    send(person, "form:has([name=level])")
    note("about with errors")
    for name, value in (("author_kind", "individual"), ("level", "withheld_public")):
        page.locator(f"label[for='{_identity(page, name, value)}']").click()
    page.locator("label:has(a), label[for=consent]").last.click()
    send(person, "form:has([name=level])")
    note("check")
    send(person, "form:has([name=seen])")
    note("sent")
    own = f"main a[href*='/{language}/comment/']"
    person.open(str(page.locator(own).first.get_attribute("href")))
    note("edit")
    for address in [link.get_attribute("href") for link in page.locator(own).all()]:
        person.open(str(address))
        note(str(address).rsplit("/", 1)[1])
    assert seen == {}


def _identity(page: Page, name: str, value: str) -> str:
    return str(page.locator(f"[name={name}][value={value}]").get_attribute("id"))
