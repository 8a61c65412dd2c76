"""The screen in the hall: who opens it, what it shows, and that nobody is named who is not to be."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select, text

from consult.domain.people.actors import system
from consult.domain.roundtables.events import stand_at
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.queries import table_by_reference
from consult.domain.submissions.models import Comment
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.web.hall_screens import key_of
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.reading import count
from tests.factories.roundtables import make_table, said
from tests.visitor import Visitor

BY = system("command")
CANARY = "Zhanarkanariya"
HOUSE = "Kanariya House"


@pytest.fixture
def table(app: Flask) -> RoundTable:
    """A meeting that goes on now, about both sections of the plan."""
    with app.app_context():
        consultation = make_consultation()
        make_plan(consultation)
        start = now() - timedelta(hours=2)
        made = make_table(consultation, starts_at=start, ends_at=start + timedelta(hours=5))
        return table_by_reference(consultation.slug, made.reference)


def record(app: Flask, table: RoundTable, text: str, source: str = "desk", **changes: Any) -> None:
    """Write down one statement as the desk does, confirmed unless told."""
    at = now_in(app) - timedelta(minutes=30)
    one = said(text=text, said_at=at, **{"read_back": True, **changes})
    with app.app_context():
        take_statements(table, [one], by=BY, origin=Origin(source, one_part_each=True))
        db.session.commit()


def now_in(app: Flask) -> Any:
    with app.app_context():
        return now()


def address(app: Flask, table: RoundTable, rest: str = "", language: str = "en") -> str:
    with app.app_context():
        key = key_of(table)
    slug = table.consultation.slug
    return f"/{language}/c/{slug}/round-tables/{table.reference}/screen{rest}?key={key}"


def test_confirmed_statement_is_shown_with_its_number_and_speaker(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    record(app, table, "Ten days are too few.")
    visitor.open(address(app, table))
    shown = visitor.soup.find("li", class_="screen-statement").get_text(" ", strip=True)
    assert shown == "№ 1 · Measure 1.1 · Amendment Ten days are too few. Вкладышева Р. С."


def test_screen_left_on_keeps_no_session_alive(app: Flask, table: RoundTable) -> None:
    with app.app_context():
        user = make_user([("organiser", table.consultation)])
    visitor = sign_in(Visitor(app), user)
    with app.app_context():
        past = "update sessions set seen_at = seen_at - interval '20 minutes' returning seen_at"
        before = db.session.scalar(text(past))
        db.session.commit()
    visitor.open(address(app, table))
    now_part = visitor.soup.find(attrs={"data-screen-now": True})
    assert now_part is not None
    visitor.client.get(str(now_part["data-screen-now"]))
    with app.app_context():
        assert db.session.scalar(text("select seen_at from sessions")) == before


def test_statement_that_is_not_confirmed_is_not_shown(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    record(app, table, "Not read back.", read_back=False)
    visitor.open(address(app, table))
    assert "Not read back." not in visitor.text
    assert "Statements appear here as soon as they are confirmed." in visitor.text


def test_what_people_type_waits_for_moderation(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    record(app, table, "Typed in the room.", source="room", read_back=False)
    visitor.open(address(app, table))
    assert "Typed in the room." not in visitor.text
    publish(app, "published")
    assert "Typed in the room." in visitor.open(address(app, table)).text


def publish(app: Flask, publication: str, **changes: Any) -> None:
    with app.app_context():
        comment = db.session.scalars(select(Comment)).one()
        for name, value in {"publication": publication, **changes}.items():
            setattr(comment, name, value)
        db.session.commit()


@pytest.mark.parametrize("publication", ["withheld", "spam"])
def test_statement_that_moderation_took_away_leaves_the_screen(
    app: Flask, visitor: Visitor, table: RoundTable, publication: str
) -> None:
    record(app, table, "Gone by now.")
    assert "Gone by now." in visitor.open(address(app, table)).text
    publish(app, publication, ground="personal_data")
    assert "Gone by now." not in visitor.open(address(app, table)).text


def test_hidden_words_stay_hidden(app: Flask, visitor: Visitor, table: RoundTable) -> None:
    record(app, table, "Call 555 at once.")
    span = {"field": "text", "start": 5, "end": 8}
    publish(app, "published_redacted", redactions=[span], ground="personal_data")
    assert "Call █████ at once." in visitor.open(address(app, table)).text


LEVELS = ("withheld_public", "withheld_ministries", "anonymous")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("rest", ["", "/now"])
def test_speaker_who_is_withheld_is_a_participant(
    app: Flask, visitor: Visitor, table: RoundTable, level: str, rest: str
) -> None:
    about = {"level": level, "author_name": CANARY, "organisation_name": HOUSE}
    record(app, table, "My words.", about=about)
    body = visitor.client.get(address(app, table, rest)).get_data(as_text=True)
    assert ("My words." in body, "a participant" in body) == (True, True)
    assert [name for name in (CANARY, HOUSE) if name in body] == []


@pytest.mark.parametrize(("level", "text"), [
    ("withheld_public", f"I am {CANARY} and I object."),
    ("withheld_public", f"We of {HOUSE.upper()} object."),
    ("org_only", f"I, {CANARY.lower()}, object."),
])  # fmt: skip
def test_words_that_tell_who_spoke_wait_for_moderation(
    app: Flask, visitor: Visitor, table: RoundTable, level: str, text: str
) -> None:
    about = {"level": level, "author_name": CANARY, "organisation_name": HOUSE}
    record(app, table, text, about=about)
    body = visitor.client.get(address(app, table)).get_data(as_text=True)
    assert "Its words are shown after moderation." in body
    assert text not in body
    assert CANARY.lower() not in body.lower()


@pytest.mark.parametrize(
    ("words", "shown"), [("Меня, Кима, не слышали.", False), ("Кимоно на сцене.", True)]
)
def test_short_surname_is_looked_for_as_a_word(
    app: Flask, visitor: Visitor, table: RoundTable, words: str, shown: bool
) -> None:
    about = {"level": "org_only", "author_name": "Ким В. П.", "organisation_name": HOUSE}
    record(app, table, words, about=about)
    body = visitor.open(address(app, table)).response.get_data(as_text=True)
    assert (words in body) is shown


def test_organisation_is_shown_without_the_name_when_only_it_may_be(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    about = {"level": "org_only", "author_name": CANARY, "organisation_name": HOUSE}
    record(app, table, "My words.", about=about)
    shown = visitor.open(address(app, table)).soup.find("p", class_="screen-speaker")
    assert shown.get_text(strip=True) == HOUSE


@pytest.mark.parametrize("key", ["", "?key=", "?key=0123456789abcdef0123456789abcdef", "?key=ключ"])
def test_screen_does_not_open_without_its_key(
    visitor: Visitor, table: RoundTable, key: str
) -> None:
    path = f"/en/c/{table.consultation.slug}/round-tables/{table.reference}/screen"
    for rest in ("", "/now"):
        assert visitor.client.get(f"{path}{rest}{key}").status_code == 404


def test_key_ends_with_the_meeting(app: Flask, visitor: Visitor, table: RoundTable) -> None:
    path = address(app, table)
    with app.app_context():
        held = db.session.get_one(RoundTable, table.id)
        held.starts_at, held.ends_at = now() - timedelta(hours=20), now() - timedelta(hours=13)
        db.session.commit()
    assert visitor.client.get(path).status_code == 404


def test_screen_is_never_kept(app: Flask, visitor: Visitor, table: RoundTable) -> None:
    for rest in ("", "/now"):
        answer = visitor.client.get(address(app, table, rest))
        assert answer.headers["Cache-Control"] == "no-store"
        assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers.getlist("Set-Cookie") == []


def test_without_scripts_the_page_asks_again_until_it_is_paused(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    page = visitor.client.get(address(app, table)).get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    still = visitor.client.get(address(app, table) + "&still=1").get_data(as_text=True)
    assert "http-equiv" not in still


def test_facilitator_moves_the_agenda_on_the_screen(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    with app.app_context():
        user = make_user([("facilitator", table.consultation)])
    desk = sign_in(Visitor(app), user)
    place = f"{table.consultation.slug}/round-tables/{table.reference}"
    assert visitor.open(address(app, table)).heading == "Round table in Karaganda (en)"
    assert "Next: 1. Section 1 (en)" in visitor.text
    desk.open(f"/en/organise/{place}/screen").press("Show item 1")
    assert desk.text.count("On the screen") == 1
    assert visitor.open(address(app, table)).heading == "1. Section 1 (en)"
    assert "Next: 2. Section 2 (en)" in visitor.text
    desk.press("Show no item")
    assert visitor.open(address(app, table)).heading == "Round table in Karaganda (en)"


def test_facilitator_needs_no_key_and_finds_it_on_the_page(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    with app.app_context():
        user = make_user([("facilitator", table.consultation)])
    desk = sign_in(visitor, user)
    place = f"{table.consultation.slug}/round-tables/{table.reference}"
    desk.open(f"/en/c/{place}/screen")
    desk.open(f"/en/organise/{place}/screen")
    assert address(app, table) in desk.text


def test_moving_the_agenda_does_not_disturb_who_edits_the_meeting(
    app: Flask, table: RoundTable
) -> None:
    with app.app_context():
        held = table_by_reference(table.consultation.slug, table.reference)
        before = held.row_version
        stand_at(held, 2)
        stand_at(held, 77)
        assert (held.current_item, held.row_version) == (2, before)


def test_screen_shows_the_code_in_three_languages(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    for language in ("kk", "ru", "en"):
        page = visitor.open(address(app, table, language=language))
        assert table.event_code in page.soup.aside.get_text(" ", strip=True)
        links = page.soup.find("nav").find_all("a")
        assert len(links) == 2
        assert all("key=" in str(link["href"]) for link in links)


def test_part_that_changes_is_a_piece_of_the_page(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    record(app, table, "Ten days are too few.")
    piece = visitor.client.get(address(app, table, "/now")).get_data(as_text=True)
    page = BeautifulSoup(visitor.client.get(address(app, table)).data, "html5lib")
    assert BeautifulSoup(piece, "html5lib").get_text().split() == page.main.get_text().split()


def test_screen_costs_the_same_however_much_was_said(
    app: Flask, visitor: Visitor, table: RoundTable
) -> None:
    record(app, table, "First.")
    first = count(visitor, address(app, table))
    for place in range(3):
        record(app, table, f"Point {place}.")
    assert (first, count(visitor, address(app, table))) == (9, 9)
