"""Comments written at a round table: from the code on paper to the list of statements."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.statement_models import Statement
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.web.contribute.check import SENDING
from consult.web.contribute.points import SAVING
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.roundtables import make_table
from tests.visitor import Visitor

HALL = 40


@pytest.fixture
def code(app: Flask) -> str:
    """The event code of a meeting that goes on now."""
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        start = now() - timedelta(hours=1)
        table = make_table(consultation, starts_at=start, ends_at=start + timedelta(hours=4))
        return str(table.event_code)


@pytest.fixture
def limited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.config["SETTINGS"], limits_enabled=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def move(app: Flask, hours: int, **changes: object) -> None:
    """Let the meeting begin that many hours from now and last one hour."""
    with app.app_context():
        table = db.session.scalars(select(RoundTable)).one()
        table.starts_at = now() + timedelta(hours=hours)
        table.ends_at = table.starts_at + timedelta(hours=1)
        for name, value in changes.items():
            setattr(table, name, value)
        db.session.commit()


def write(visitor: Visitor, text: str = "Speak slower.") -> Visitor:
    """Fill in the form that is open and go on to the last page."""
    visitor.choose("Amendment").fill("Your comment", text).choose("Russian")
    visitor.press("Save this point").follow("Go on").choose("For myself")
    visitor.choose("Name withheld from the public").choose("I have read the privacy notice")
    return visitor.press("Continue")


NOTE = "Written at the round table: Karaganda (en)"


def test_code_and_number_open_the_form_of_the_measure(visitor: Visitor, code: str) -> None:
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    visitor.open(f"/e/{code.lower()}/2.1")
    assert visitor.path.startswith("/en/c/")
    assert visitor.heading == "Measure 2.1"
    assert NOTE in visitor.text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_short_address_speaks_the_language_of_the_reader(
    visitor: Visitor, code: str, language: str
) -> None:
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    answer = visitor.client.get(f"/e/{code}/2.1")
    assert answer.location == f"/{language}/e?code={code}-2.1"
    assert "Accept-Language" in answer.headers["Vary"]


def test_code_typed_from_paper_opens_the_same_form(visitor: Visitor, code: str) -> None:
    visitor.open("/en/e").fill("Short code", f" {code[:3]} {code[3:].lower()} – 2.1 ")
    visitor.press("Continue")
    assert (visitor.heading, NOTE in visitor.text) == ("Measure 2.1", True)


def test_code_without_a_number_asks_what_it_is_about(visitor: Visitor, code: str) -> None:
    visitor.open(f"/en/e?code={code}")
    assert visitor.heading == "Send a comment"
    assert NOTE in visitor.text


@pytest.mark.parametrize(("typed", "sentence"), [
    ("ZZZZZZ", "No round table has the code ZZZZZZ"),
    ("what?", "No round table has the code what?"),
    ("", "No round table has the code"),
    ("{code}-9.9", "The plan has no measure 9.9"),
])  # fmt: skip
def test_code_that_leads_nowhere_is_explained(
    visitor: Visitor, code: str, typed: str, sentence: str
) -> None:
    visitor.open(f"/en/e?code={typed.format(code=code)}", 404)
    assert sentence in visitor.text


@pytest.mark.parametrize(("begins", "state"), [(-14, "held"), (13, "planned"), (0, "cancelled")])
def test_code_out_of_its_time_leads_to_the_consultation(
    app: Flask, visitor: Visitor, code: str, begins: int, state: str
) -> None:
    move(app, begins, state=state)
    visitor.open(f"/en/e?code={code}-2.1", 410)
    assert "This code works from" in visitor.text
    assert "Go to the consultation" in visitor.text


@pytest.mark.parametrize("begins", [-14, 0])
def test_code_of_a_draft_is_unknown(app: Flask, visitor: Visitor, code: str, begins: int) -> None:
    move(app, begins, state="planned")
    with app.app_context():
        db.session.execute(db.text("update consultations set state = 'draft'"))
        db.session.commit()
    visitor.open(f"/en/e?code={code}", 404)
    assert f"No round table has the code {code}" in visitor.text
    assert "Go to the consultation" not in visitor.text


def test_comment_of_the_room_is_listed_by_its_meeting(
    app: Flask, visitor: Visitor, code: str
) -> None:
    visitor.open(f"/en/e?code={code}-2.1")
    seen = [NOTE in visitor.text]
    visitor.choose("Amendment").fill("Your comment", "Speak slower.").choose("Russian")
    visitor.press("Save this point")
    seen.append(NOTE in visitor.text)
    visitor.follow("Go on")
    seen.append(NOTE in visitor.text)
    visitor.choose("For myself").choose("Name withheld from the public")
    visitor.choose("I have read the privacy notice").press("Continue")
    seen.append(NOTE in visitor.text)
    visitor.press("Send")
    assert seen == [True] * 4
    with app.app_context():
        submission = db.session.scalars(select(Submission)).one()
        table = db.session.scalars(select(RoundTable)).one()
        statement = db.session.scalars(select(Statement)).one()
        comment = db.session.scalars(select(Comment)).one()
        facts = (submission.round_table_id, submission.region_code, submission.channel)
        assert facts == (table.id, "KZ-35", "web")
        row = (statement.comment_id, statement.round_table_id, statement.source)
        assert row == (comment.id, table.id, "room")
        assert (statement.read_back, statement.said_at) == (False, submission.received_at)


def test_region_that_was_chosen_stays(app: Flask, visitor: Visitor, code: str) -> None:
    visitor.open(f"/en/e?code={code}-2.1")
    visitor.choose("Amendment").fill("Your comment", "Speak slower.").choose("Russian")
    visitor.press("Save this point").follow("Go on").choose("For myself")
    visitor.fill("Your region", "KZ-75").choose("Name withheld from the public")
    visitor.choose("I have read the privacy notice").press("Continue").press("Send")
    with app.app_context():
        assert db.session.scalars(select(Submission.region_code)).one() == "KZ-75"


def test_writer_may_take_the_meeting_off(app: Flask, visitor: Visitor, code: str) -> None:
    write(visitor.open(f"/en/e?code={code}-2.1"))
    visitor.press("Take the round table off")
    assert (visitor.heading, NOTE in visitor.text) == ("Your points", False)
    visitor.follow("Go on").press("Continue").press("Send")
    with app.app_context():
        assert db.session.scalars(select(Submission.round_table_id)).one() is None
        assert db.session.scalars(select(Statement)).all() == []


def test_code_that_ended_meanwhile_makes_an_ordinary_comment(
    app: Flask, visitor: Visitor, code: str
) -> None:
    write(visitor.open(f"/en/e?code={code}-2.1"))
    move(app, -14)
    visitor.press("Send", 422)
    assert "The code of the round table does not work now" in visitor.text
    visitor.press("Send")
    with app.app_context():
        assert db.session.scalars(select(Submission.round_table_id)).one() is None


def test_code_of_another_consultation_is_not_taken(app: Flask, visitor: Visitor, code: str) -> None:
    with app.app_context():
        other = make_consultation()
        make_plan(other)
        slug = other.slug
    write(visitor.open(f"/en/c/{slug}/comment?target=measure:2.1&event={code}")).press("Send")
    with app.app_context():
        assert db.session.scalars(select(Submission.round_table_id)).one() is None


def slug_of(app: Flask) -> str:
    with app.app_context():
        return str(db.session.scalars(select(Consultation.slug)).one())


HIDDEN = re.compile(r'name="(csrf_token|seen)"[^>]*value="([^"]*)"')
POINT = {"kind": "amendment", "language": "ru", "field": "", "proposed_wording": ""}
ABOUT = {"author_kind": "individual", "level": "withheld_public", "consent": "y"}


def send(app: Flask, path: str, text: str) -> int:
    """Write a comment in a browser of its own, step by step; returns how the sending ended."""
    client = app.test_client()
    page = client.get(path, follow_redirects=True)
    action = re.search(r'action="([^"]*/comment/point[^"]*)"', page.text)
    assert action is not None
    steps = (
        (unescape(action.group(1)), {**POINT, "text": text}),
        (f"/en/c/{slug_of(app)}/comment/about-you", ABOUT),
        (f"/en/c/{slug_of(app)}/comment/check", {}),
    )
    for place, (address, typed) in enumerate(steps):
        page = client.get(address) if place else page
        hidden = dict(HIDDEN.findall(page.text))
        page = client.post(address, data={**typed, **hidden})
    return page.status_code


def test_forty_people_behind_one_address_are_all_heard(
    app: Flask, code: str, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.web.contribute.check.SENDING", replace(SENDING, count=3))
    path = f"/en/e?code={code}-2.1"
    answers = [send(app, path, f"Point {place}.") for place in range(HALL)]
    assert answers == [302] * HALL
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Statement)) == HALL


def test_measure_of_one_address_is_wide_enough_for_a_hall() -> None:
    assert (SENDING.count >= 60, SENDING.seconds) == (True, 600)


def test_without_the_code_the_measure_of_the_address_holds(
    app: Flask, code: str, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.web.contribute.check.SENDING", replace(SENDING, count=1))
    path = f"/en/c/{slug_of(app)}/comment?target=measure:2.1"
    assert [send(app, path, f"Point {place}.") for place in range(2)] == [302, 429]


def test_code_lifts_the_measure_of_saving_points_too(
    app: Flask, code: str, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.web.contribute.points.SAVING", replace(SAVING, count=0))
    assert send(app, f"/en/e?code={code}-2.1", "A point.") == 302
    plain = f"/en/c/{slug_of(app)}/comment?target=measure:2.1"
    assert send(app, plain, "A point.") == 302
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 1


def test_measure_of_the_meeting_has_an_end(
    app: Flask, code: str, limited: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.web.contribute.check.SENDING", replace(SENDING, count=0))
    monkeypatch.setattr("consult.web.contribute.event.IN_ROOM", 1)
    path = f"/en/e?code={code}-2.1"
    assert [send(app, path, f"Point {place}.") for place in range(2)] == [302, 429]


def test_device_of_a_room_is_clean_for_the_next_person(
    app: Flask, visitor: Visitor, code: str
) -> None:
    visitor.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    visitor.open(f"/e/{code}/2.1")
    write(visitor).press("Send")
    slug = re.findall(r"/c/([^/]+)/", visitor.path)[0]
    cookie = visitor.client.get_cookie(f"consult_draft_{slug}")
    assert cookie is not None
    assert cookie.max_age == 300
    visitor.press("Done: the next person can write")
    assert visitor.heading == "Send a comment"
    assert NOTE in visitor.text
    assert visitor.client.get_cookie(f"consult_draft_{slug}") is None
    visitor.open(f"/en/c/{slug}/comment/sent", 404)
