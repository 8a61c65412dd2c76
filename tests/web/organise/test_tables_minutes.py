"""The minutes of a round table on pages: begun, checked by link, approved, read by everybody."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from consult.domain.people.actors import system
from consult.domain.people.models import User
from consult.domain.roundtables.desk_models import Minutes, MinutesCorrection
from consult.domain.roundtables.models import Attendee, RoundTable
from consult.domain.submissions.models import Comment
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.factories.roundtables import make_table, said
from tests.jobs import run_jobs
from tests.visitor import Visitor

NAMES = ("First Organiser", "Second Organiser")
HIDDEN = "Сокрытов Тайный Тайнович"


@dataclass
class Place:
    """The meeting by its address; what is read of the database is read apart from requests."""

    app: Flask
    slug: str
    ref: str
    users: tuple[uuid.UUID, ...]

    def address(self, door: str = "/organise") -> str:
        return f"/en{door}/{self.slug}/round-tables/{self.ref}/minutes"

    def link(self) -> str:
        with self.app.app_context():
            letter = db.session.scalars(select(Letter).where(Letter.kind == "minutes")).one()
            return letter.body.split("http://localhost")[1].split()[0]

    def set(self, model: type, **values: Any) -> None:
        with self.app.app_context():
            db.session.execute(update(model).values(**values))
            db.session.commit()

    def read(self, statement: Any) -> Any:
        with self.app.app_context():
            return db.session.execute(statement).all()


@pytest.fixture
def place(app):
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        table = make_table(consultation)
        about = {"level": "withheld_public", "author_name": HIDDEN}
        words = [said("1.1", "Добавить срок."), said("2.1", "Без имени.", about=about)]
        take_statements(table, words, by=system("command"), origin=Origin("desk"))
        for comment in db.session.scalars(select(Comment)):
            comment.publication, comment.published_at = "published", now()
        db.session.add(
            Attendee(
                round_table_id=table.id,
                key="1",
                name="Названная А. А.",
                contact_email="anna@present.example",
                language="en",
                may_be_named=True,
            )
        )
        db.session.commit()
        users = tuple(make_user([("organiser", consultation)], name=name).id for name in NAMES)
        db.session.commit()
        return Place(app, consultation.slug, table.reference, users)


def signed_in(place, number):
    with place.app.app_context():
        visitor = sign_in(Visitor(place.app), db.session.get_one(User, place.users[number]))
        db.session.commit()
        return visitor


@pytest.fixture
def organiser(place):
    return signed_in(place, 0)


@pytest.fixture
def second(place):
    return signed_in(place, 1)


def begun(visitor, place):
    visitor.open(place.address()).press("Begin the minutes")
    visitor.fill("Chair of the meeting", "Председателев П. П.")
    return visitor.fill("Secretary", "Секретарева С. С.").press("Keep the words")


def sent(visitor, place):
    begun(visitor, place)
    return visitor.open(place.address()).press("Send for checking")


def test_meeting_ahead_has_no_minutes(organiser, place):
    place.set(RoundTable, state="planned")
    assert "Mark it as held first" in organiser.open(place.address()).text


def test_words_typed_while_somebody_wrote_are_kept_on_the_page(organiser, place):
    begun(organiser, place)
    organiser.open(place.address())
    place.set(Minutes, chair="Другой", row_version=9)
    organiser.fill("Chair of the meeting", "Мой текст").press("Keep the words", 409)
    assert organiser.control("Chair of the meeting")["value"] == "Мой текст"
    assert place.read(select(Minutes.chair)) == [("Другой",)]


def test_draft_goes_through_check_and_approval_to_everybody(app, organiser, second, visitor, place):
    sent(organiser, place)
    assert "1 letter was written." in organiser.soup.get_text()
    visitor.open(place.link()).press("I agree with the draft")
    assert "You agreed with the draft" in visitor.text
    organiser.open(place.address())
    assert "You made these minutes" in organiser.text
    second.open(place.address()).press("Approve the minutes").press("Publish the minutes")
    run_jobs(app)
    visitor.open(place.address("/c"))
    assert "Добавить срок." in visitor.text
    assert HIDDEN not in visitor.response.get_data(as_text=True)
    assert visitor.heading == "Round table in Karaganda (en)"
    files = [a["href"] for a in visitor.soup.find_all("a", href=True) if a["href"].endswith("/pdf")]
    assert len(files) == 3
    answer = visitor.client.get(files[0])
    assert (answer.status_code, answer.get_data()[:4]) == (200, b"%PDF")


def test_minutes_lead_to_each_comment_and_back(app, organiser, second, visitor, place):
    sent(organiser, place)
    visitor.open(place.link()).press("I agree with the draft")
    second.open(place.address()).press("Approve the minutes").press("Publish the minutes")
    codes = [code for (code,) in place.read(select(Comment.code))]
    assert len(codes) == 2
    for code in codes:
        visitor.open(place.address("/c")).follow(code)
        assert code in visitor.heading
        assert "Made at a meeting: Round table in Karaganda (en)" in visitor.text
        assert visitor.follow("Minutes of the meeting").path == place.address("/c")


def test_correction_is_written_decided_and_noted(organiser, visitor, place):
    sent(organiser, place)
    path = place.link()
    visitor.open(path).press("Hand in the correction", 422)
    assert "Write what should be corrected." in visitor.text
    ((code,), _other) = place.read(select(Comment.code).order_by(Comment.code))
    visitor.open(path).fill("What is it about?", code)
    visitor.fill("What should be corrected?", "Сказано было иначе.").press("Hand in the correction")
    assert "Сказано было иначе." in visitor.text
    organiser.open(place.address())
    assert "Сказано было иначе." in organiser.text
    organiser.choose("Taken").press("Keep the decision", 422)
    assert "Write what was changed, or why not." in organiser.text
    organiser.choose("Taken").fill("Answer", "Имелся в виду срок.").press("Keep the decision")
    columns = (MinutesCorrection.state, MinutesCorrection.comment_code, MinutesCorrection.text)
    assert place.read(select(*columns)) == [("taken", code, "Сказано было иначе.")]
    assert "Имелся в виду срок." in visitor.open(path).text


def test_link_says_when_the_time_is_over_and_dies_later(organiser, visitor, place):
    sent(organiser, place)
    path = place.link()
    place.set(Minutes, check_until=datetime.now(UTC) - timedelta(days=1))
    assert "The time for corrections is over" in visitor.open(path).text
    place.set(Minutes, check_until=datetime.now(UTC) - timedelta(days=100))
    visitor.open(path, 404)


def test_link_is_kept_by_no_cache_and_no_search_engine(organiser, visitor, place):
    sent(organiser, place)
    headers = visitor.open(place.link()).response.headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")


def test_draft_is_not_public(organiser, visitor, place):
    begun(organiser, place)
    visitor.open(place.address("/c"), 404)


def test_line_without_an_address_is_shown_with_what_was_typed(organiser, place):
    begun(organiser, place)
    organiser.open(place.address()).fill("Other addresses", "Бақыт, без адреса")
    organiser.press("Send for checking", 422)
    assert "There is no e-mail address in the line “Бақыт, без адреса”." in organiser.text
    assert organiser.control("Other addresses").get_text().strip() == "Бақыт, без адреса"


def test_preview_shows_no_words_before_moderation(organiser, place):
    place.set(Comment, publication="received")
    begun(organiser, place)
    organiser.open(place.address() + "/preview")
    assert "2 statements wait for moderation." in organiser.text
    assert "Добавить срок." not in organiser.text
