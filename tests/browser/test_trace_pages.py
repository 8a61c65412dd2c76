"""Pages of a plan in draft, of groups, positions and work sheets: no violation, no sideways scroll."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select
from werkzeug.serving import make_server

from consult.app import create_app
from consult.domain.changes.gathering import gather
from consult.domain.consultations.models import Consultation
from consult.domain.moderation import groups
from consult.domain.people.actors import system
from consult.domain.plans import operations as plans
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.rules import STATE_BODIES
from consult.domain.responses.together import Draft, save_drafts, take_step
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.kernel.references import digest, new_secret
from consult.machinery.sessions import SessionRow
from consult.web.session import locked
from tests.browser.chromium import (
    ABSENT,
    CHROMIUM,
    BrowserPerson,
    sideways,
    violations,
)
from tests.conftest import fresh_database, make_settings
from tests.factories.answering import NOTED, make_office, published
from tests.factories.consultations import make_body, make_consultation
from tests.factories.people import make_user
from tests.factories.trace import (
    add_answers,
    add_comments,
    parsed,
    publish_draft,
    sources,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    pytest.mark.committed,
    pytest.mark.skipif(CHROMIUM is None, reason=ABSENT),
]
WIDTHS = (320, 360, 1280)
LANGUAGES = ("ru", "kk", "en")
DEEP = "ru"
EDITING = (
    "", "/edit", "/add", "/reasons", "/2", "/2/margin", "/compare/1/2", "/sections/3", "/matching",
    "/matching?measure=3.7", "/measures/3.2", "/measures/3.2/split", "/measures/3.2/merge",
    "/measures/3.2/remove",
)  # fmt: skip
CHANGES = ("", "?show=open", "/2/1", "/2/4", "/answers", "/answers/{promised}")
SECTIONS = {"3", "6"}
PROMISES = ("UPR-2011/0013-2", "UPR-2011/0007-9", "UPR-2011/0020-11", "UPR-2011/0020-3")


@pytest.fixture(scope="module")
def world(
    migrated_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, dict[str, Any]]]:
    """A plan with a draft of its second version, and an office with answers and groups."""
    with fresh_database(migrated_url) as url:
        app = create_app(make_settings(url, tmp_path_factory.mktemp("instance")))
        with app.app_context():
            facts = _with_draft() | _with_answers()
        yield app, facts
        with app.app_context():
            db.engine.dispose()


def _with_draft() -> dict[str, Any]:
    """Two sections of the plan of 2011 with a split, a removal and promises kept and open."""
    made = make_consultation("answering", prefix="UPR-2011")
    for code, kind in STATE_BODIES.items():
        make_body(code, kind)
    publish_draft(made, _import(made.id, 1))
    add_comments(made, PROMISES)
    add_answers(made)
    draft = _import(made.id, 2)
    gather(draft, by=system("test"))
    promised = db.session.scalar(select(Comment.id).where(Comment.code == PROMISES[0]))
    organiser = make_user([("organiser", made)])
    return {"draft": made.slug, "promised": promised, "planner": organiser.id}


def _import(consultation_id: UUID, number: int) -> PlanVersion:
    """Import the sections SECTIONS of a version."""
    whole = parsed(number)
    chosen = replace(
        whole,
        sections=tuple(one for one in whole.sections if one.number in SECTIONS),
        measures=tuple(one for one in whole.measures if one.section in SECTIONS),
    )
    held = db.session.get_one(Consultation, consultation_id)
    return plans.import_plan(held, chosen, sources(number), by=system("test"))


def _with_answers() -> dict[str, Any]:
    """Four comments: two in a group and handed in, one handed in, one not answered."""
    office = make_office("report_published")
    rows = [published(office) for _number in range(4)]
    held = db.session.get_one(Consultation, office.consultation.id)
    facts = {
        "answers": held.slug,
        "rows": [row.id for row in rows],
        "code": rows[3].code,
        "users": {name: user.id for name, user in office.users.items()},
    }
    made = groups.make_group(held.id, "Longer term", facts["rows"][:2], by=system("test"))
    drafts = {row.id: Draft(NOTED, None) for row in rows[:3]}
    saved = save_drafts(held.id, drafts, body_id=office.moj.id, by=office.writer)
    versions = {one.comment_id: one.row_version for one in saved.done}
    take_step("submit", held, versions, by=office.writer)
    group = made.id
    db.session.commit()
    return {**facts, "group": group}


@pytest.fixture(scope="module")
def address(world: tuple[Flask, dict[str, Any]]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, world[0], threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def enter(browser: Browser, address: str, world: tuple[Flask, dict[str, Any]]) -> Iterator[Any]:
    """Let a user in with a browser of their own."""
    opened = []

    def enter(user_id: UUID) -> BrowserPerson:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(60_000)
        opened.append(context)
        cookie = {"name": "consult_session", "value": session_of(world[0], user_id), "url": address}
        context.add_cookies([cookie])
        return BrowserPerson(context, address)

    yield enter
    for context in opened:
        context.close()


def session_of(app: Flask, user_id: UUID) -> str:
    """Return the token of a session as signing in leaves it."""
    token = new_secret()
    data = {"_user_id": str(user_id), "_fresh": True}
    with app.app_context():
        row = {"token_hash": digest(token), "user_id": user_id, "data": locked(token, data)}
        db.session.add(SessionRow(**row, idle_seconds=1800, level="double"))
        db.session.commit()
    return token


def faults_of(person: BrowserPerson, *, deeply: bool) -> list[str]:
    """Return what is wrong with the page that is open."""
    found = [f"{rule}: {html}" for rule, html in violations(person.page)] if deeply else []
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 900})
        if beyond := sideways(person.page):
            found.append(f"{beyond} px too wide at {width} px")
    found += person.heard
    person.heard.clear()
    return found


def look(person: BrowserPerson, addresses: list[str], language: str) -> dict[str, list[str]]:
    """Return the faults of the pages at these addresses; no entry for good ones."""
    wrong = {}
    for place in addresses:
        answer = person.page.goto(f"{person.url}/{language}{place}")
        found = faults_of(person, deeply=language == DEEP)
        if answer is None or answer.status != 200:
            found.append(f"answered {answer and answer.status}")
        if found:
            wrong[place] = found
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_plan_in_draft(
    enter: Any, world: tuple[Flask, dict[str, Any]], language: str
) -> None:
    facts = world[1]
    plan, changes = (f"/organise/{facts['draft']}/{name}" for name in ("plan", "changes"))
    addresses = [plan + one for one in EDITING]
    addresses += [changes + one.format(**facts) for one in CHANGES]
    assert look(enter(facts["planner"]), addresses, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_groups_and_adoption(
    enter: Any, world: tuple[Flask, dict[str, Any]], language: str
) -> None:
    facts = world[1]
    slug, group = facts["answers"], facts["group"]
    addresses = [f"/organise/{slug}/{one}" for one in ("adoption", "groups", f"groups/{group}")]
    wrong = look(enter(facts["users"]["organiser"]), addresses, language)
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_answers_and_positions(
    enter: Any, world: tuple[Flask, dict[str, Any]], language: str
) -> None:
    facts = world[1]
    users, rows = facts["users"], facts["rows"]
    pages = {
        "approver": [f"comments/{rows[0]}", f"comments/{rows[2]}/transfer",
                     f"groups/{facts['group']}", f"{facts['answers']}/groups"],
        "writer": [f"comments/{rows[3]}"],
        "co_approver": [f"comments/{rows[2]}"],
    }  # fmt: skip
    wrong = {}
    for who, places in pages.items():
        wrong |= look(enter(users[who]), [f"/respond/{one}" for one in places], language)
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_on_several_comments(
    enter: Any, world: tuple[Flask, dict[str, Any]], language: str
) -> None:
    facts = world[1]
    person, seen = enter(facts["users"]["approver"]), {}
    for step in ("answer", "group", "review", "approve"):
        person.open(f"/{language}/respond/?c={facts['answers']}")
        for box in person.page.locator("main input[name=chosen]").all()[:3]:
            box.check()
        with person.page.expect_navigation():
            person.page.locator(f"button[name=step][value={step}]").first.click()
        if found := faults_of(person, deeply=language == DEEP):
            seen[step] = found
        person.page.set_viewport_size({"width": 1280, "height": 900})
    assert seen == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_that_a_work_sheet_would_make(
    enter: Any, world: tuple[Flask, dict[str, Any]], language: str
) -> None:
    from tests.domain.responses.worksheet.conftest import filled, noted

    facts = world[1]
    person = enter(facts["users"]["writer"])
    start = f"/{language}/respond/{facts['answers']}/worksheet"
    sheet = person.page.context.request.get(f"{person.url}{start}/MOJ-ru.xlsx").body()
    code = facts["code"]
    data = filled(sheet, lambda page, rows: noted(page, rows[code]))
    person.open(start)
    file = {"name": "sheet.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    person.page.locator("input[type=file]").set_input_files(file)
    with person.page.expect_navigation():
        person.page.locator("main form:has(input[type=file]) button[type=submit]").click()
    assert person.page.url.endswith("/worksheet/check")
    assert code in person.text
    assert faults_of(person, deeply=language == DEEP) == []
