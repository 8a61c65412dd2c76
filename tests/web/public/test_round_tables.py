"""The public calendar of round tables: list, one meeting, registering, calendar files."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.models import Registration
from consult.domain.submissions.models import Comment
from consult.domain.submissions.said import Origin
from consult.domain.submissions.statements import take_statements
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.factories.consultations import in_three, make_consultation, make_plan
from tests.factories.roundtables import BY, make_table, said


@pytest.fixture
def held(app):
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        yield consultation


def ahead(consultation, **changes):
    start = (now() + timedelta(days=10)).replace(hour=5, minute=0, second=0, microsecond=0)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=6), "state": "planned"}
    return make_table(consultation, **facts | changes)


def address(table, more=""):
    slug = db.session.get_one(Consultation, table.consultation_id).slug
    return f"/en/c/{slug}/round-tables/{table.reference}{more}"


def headings(visitor, section):
    part = visitor.soup.find("section", {"aria-labelledby": section})
    return [tag.get_text(" ", strip=True) for tag in part.find_all("h3")]


def fill(visitor, email="reader@example.kz"):
    visitor.fill("Your name", "Айгүл Үлгі").fill("E-mail address", email)
    return visitor.choose("English")


def test_calendar_without_meetings_says_so(held, visitor):
    visitor.open(f"/en/c/{held.slug}/round-tables")
    assert "No round tables yet" in visitor.text


def test_calendar_lists_what_is_ahead_and_what_was(held, visitor):
    ahead(held, title=in_three("Next meeting"))
    make_table(held, title=in_three("Last meeting"))
    visitor.open(f"/en/c/{held.slug}").follow("All round tables")
    assert headings(visitor, "ahead") == ["Next meeting (en)"]
    assert headings(visitor, "past") == ["Last meeting (en)"]


def test_region_is_called_as_on_the_day_of_the_meeting(held, visitor):
    table = ahead(held, region_code="KZ-71", city=in_three(""))
    visitor.open(address(table))
    assert "Astana" in visitor.text
    start = datetime(2021, 4, 28, 5, tzinfo=UTC)
    past = make_table(
        held, region_code="KZ-71", starts_at=start, ends_at=start + timedelta(hours=2)
    )
    visitor.open(address(past))
    assert "Nur-Sultan" in visitor.text


def test_registering_without_an_account_writes_one_letter(held, visitor):
    table = ahead(held)
    visitor.open(address(table)).follow("Register to come")
    fill(visitor).press("Register to come")
    assert visitor.heading == "A letter is on its way"
    row = db.session.scalars(db.select(Registration)).one()
    letter = db.session.scalars(db.select(Letter)).one()
    assert (row.state, row.contact_email, row.language) == ("registered", "reader@example.kz", "en")
    assert letter.subject == "You are registered: Round table in Karaganda (en)"
    assert letter.attachment_type == "text/calendar; charset=utf-8; method=PUBLISH"
    link = next(line for line in letter.body.splitlines() if "/place/" in line)
    visitor.open(link.removeprefix("http://localhost"))
    visitor.fill("What helps you take part (optional)", "Сурдоаударма").press("Save")
    db.session.refresh(row)
    assert (row.needs, row.contact_email) == ("Сурдоаударма", "reader@example.kz")
    visitor.press("Give the place back")
    db.session.refresh(row)
    assert row.state == "withdrawn"


def test_second_registration_answers_the_same_and_adds_nobody(held, visitor):
    table = ahead(held)
    pages = []
    for email in ("reader@example.kz", "READER@example.kz"):
        visitor.open(address(table, "/register"))
        pages.append(fill(visitor, email).press("Register to come").heading)
    assert pages == ["A letter is on its way"] * 2
    assert db.session.scalar(db.select(db.func.count()).select_from(Registration)) == 1


def test_registration_form_keeps_what_was_typed(held, visitor):
    table = ahead(held)
    visitor.open(address(table, "/register")).fill("Your name", "Айгүл <b>").press(
        "Register to come", 422
    )
    assert visitor.control("Your name")["value"] == "Айгүл <b>"
    assert "Enter your e-mail address." in visitor.text


def test_registration_is_closed_after_its_end(held, visitor):
    table = ahead(held, registration_closes_at=now() - timedelta(minutes=1))
    visitor.open(address(table, "/register"))
    assert "Registration has ended." in visitor.text
    assert not visitor.soup.find("input", {"name": "contact_email"})


def test_subscribed_calendar_has_every_meeting_in_utc(held, visitor):
    first, second = ahead(held), make_table(held)
    visitor.open(f"/kk/c/{held.slug}/round-tables.ics")
    assert visitor.response.mimetype == "text/calendar"
    calendar = Calendar.from_ical(visitor.response.get_data())
    events = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert set(events) == {f"round-table-{one.reference}@localhost" for one in (first, second)}
    event = events[f"round-table-{first.reference}@localhost"]
    assert event["dtstart"].dt == first.starts_at
    assert event["dtstart"].dt.utcoffset() == timedelta(0)
    assert event["summary"].params["LANGUAGE"] == "kk"
    assert str(event["summary"]) == first.title.kk


def test_page_of_a_held_meeting_leads_to_what_was_said(held, visitor):
    table = make_table(held)
    origin = Origin("desk", one_part_each=True)
    secretly = said("1.2", "Hidden words.", about={"author_name": "Withheld Person"})
    take_statements(
        table, [said(text="Add a deadline of ten days."), secretly], by=BY, origin=origin
    )
    shown, _hidden = db.session.scalars(db.select(Comment).order_by(Comment.code)).all()
    shown.publication, shown.published_at = "published", now()
    db.session.commit()
    visitor.open(address(table)).follow("Read what was said")
    assert "2 statements were registered." in visitor.text
    assert "Add a deadline of ten days." in visitor.text
    assert "Hidden words." not in visitor.text
    assert "Withheld Person" not in visitor.text
