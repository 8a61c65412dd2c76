"""Letters about round tables: reminders once, news with a calendar file that replaces the old."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from consult.domain.people.actors import VISITOR
from consult.domain.roundtables.inviting import invite, write_invitations
from consult.domain.roundtables.models import Registration, TableInvitation
from consult.domain.roundtables.operations import Holders, cancel_table, change_table, move_table
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.refusals import NotAnnounced, NotBegun
from consult.domain.roundtables.registering import Wish, register
from consult.domain.roundtables.telling import remind, tell_news
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from consult.machinery.outbox import Letter
from consult.machinery.post_office import deliver
from tests.factories.consultations import in_three, make_body, make_consultation
from tests.factories.people import make_organisation
from tests.factories.roundtables import BY, make_table
from tests.jobs import run_jobs


@pytest.fixture
def ground(app):
    with app.app_context():
        yield app


def make_ahead(days=10, state="open", **changes):
    start = (now() + timedelta(days=days)).replace(microsecond=0)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=6), "state": "planned"}
    return whole_table(make_table(make_consultation(state), **facts | changes).id)


def long_ago(*rows):
    for row in rows:
        name = "created_at" if isinstance(row, Registration) else "sent_at"
        setattr(row, name, now() - timedelta(days=20))
    db.session.flush()


def letters(kind):
    statement = db.select(Letter).where(Letter.kind == f"round_table_{kind}")
    return db.session.scalars(statement.order_by(Letter.recipient)).all()


def event_of(letter):
    return Calendar.from_ical(letter.attachment).walk("VEVENT")[0]


def test_reminder_is_written_once_to_those_with_a_place(ground):
    table = make_ahead(days=1, capacity=1)
    coming = register(table, Wish("Айгүл", "a@example.kz", "kk"), by=VISITOR)
    waiting = register(table, Wish("Борис", "b@example.kz"), by=VISITOR)
    long_ago(coming, waiting)
    assert [remind(by=BY), remind(by=BY)] == [1, 0]
    assert [(one.recipient, one.language) for one in letters("reminder")] == [
        ("a@example.kz", "kk")
    ]


def test_nobody_is_reminded_too_early_or_just_after_registering(ground):
    early = register(make_ahead(days=3), Wish("Айгүл", "a@example.kz"), by=VISITOR)
    long_ago(early)
    register(make_ahead(days=1), Wish("Борис", "b@example.kz"), by=VISITOR)
    assert remind(by=BY) == 0
    assert early.reminded_at is None


def test_invited_organisation_is_reminded_unless_it_registered(ground):
    table = make_ahead(days=1)
    silent = make_organisation(contact_email="silent@example.kz")
    coming = make_organisation(contact_email="Coming@example.kz")
    invite(table, [silent.id, coming.id], by=BY)
    write_invitations(table.id)
    row = register(table, Wish("Айгүл", "coming@example.kz"), by=VISITOR)
    long_ago(row, *db.session.scalars(db.select(TableInvitation)))
    assert remind(by=BY) == 2
    assert [one.recipient for one in letters("reminder")] == [
        "coming@example.kz",
        "silent@example.kz",
    ]


def test_another_time_is_told_with_a_higher_sequence(ground):
    table = make_ahead()
    register(table, Wish("Айгүл", "a@example.kz", "en"), by=VISITOR)
    first = event_of(letters("registered")[0])
    later = table.starts_at + timedelta(hours=1)
    holders = Holders([make_body("MOJ").id])
    change_table(table, {"starts_at": later}, by=BY, holders=holders)
    db.session.commit()
    run_jobs(ground)
    second = event_of(letters("changed")[0])
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert first["uid"] == second["uid"]
    assert second["dtstart"].dt == later
    assert tell_news(table.id, "changed", 1) == 0


def test_new_title_alone_is_not_told(ground):
    table = make_ahead()
    register(table, Wish("Айгүл", "a@example.kz"), by=VISITOR)
    holders = Holders([make_body("MOJ").id])
    change_table(table, {"title": in_three("Other")}, by=BY, holders=holders)
    db.session.commit()
    run_jobs(ground)
    assert (table.edition, letters("changed")) == (0, [])


def test_cancelling_takes_the_meeting_out_of_calendars(ground):
    table = make_ahead()
    register(table, Wish("Айгүл", "a@example.kz", "ru"), by=VISITOR)
    ngo = make_organisation(contact_email="ngo@example.kz", languages="kk")
    invite(table, [ngo.id], by=BY)
    write_invitations(table.id)
    cancel_table(table, because=LocalisedText(kk="Дауыл", ru="Буран"), by=BY)
    db.session.commit()
    run_jobs(ground)
    told = letters("cancelled")
    assert [(one.recipient, one.language) for one in told] == [
        ("a@example.kz", "ru"),
        ("ngo@example.kz", "kk"),
    ]
    calendar = Calendar.from_ical(told[0].attachment)
    assert (str(calendar["method"]), str(event_of(told[0])["status"])) == ("CANCEL", "CANCELLED")
    assert "Дауыл" in told[1].body


def test_link_to_join_is_only_for_those_with_a_place(ground):
    table = make_ahead(format="online", link="https://meet.example.kz/x", capacity=1)
    for name in ("a", "b"):
        register(table, Wish(name, f"{name}@example.kz"), by=VISITOR)
    placed, waiting = letters("registered")[0], letters("waiting")[0]
    assert "https://meet.example.kz/x" in placed.body
    assert "https://meet.example.kz/x" in str(event_of(placed)["location"])
    assert "https://meet.example.kz/x" not in waiting.body + waiting.attachment


def test_letter_carries_the_file_as_calendars_expect_it(ground):
    table = make_ahead(title=LocalisedText(ru="Стол\r\nBcc: x@example.kz; Ж"))
    register(table, Wish("Айгүл", "a@example.kz", "ru"), by=VISITOR)
    letter = letters("registered")[0]
    deliver(letter)
    folder = ground.config["SETTINGS"].mail_folder
    path = next(folder.glob(f"*{letter.id.hex[:8]}.eml"))
    from email import policy
    from email.parser import BytesParser

    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    assert message["bcc"] is None
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "PUBLISH"
    assert part.get_filename() == "round-table.ics"
    event = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
    assert "Bcc: x@example.kz; Ж" in str(event["summary"])
    assert event["dtstart"].dt == table.starts_at


def test_nobody_is_invited_to_a_meeting_of_a_draft(ground):
    with pytest.raises(NotAnnounced):
        invite(make_ahead(state="draft"), [make_organisation().id], by=BY)


def test_second_sending_goes_to_those_not_yet_written_to(ground):
    table = make_ahead()
    one, two = (make_organisation(contact_email=f"{name}@example.kz") for name in "ab")
    assert invite(table, [one.id], by=BY) == 1
    assert write_invitations(table.id) == 1
    assert invite(table, [one.id, two.id], by=BY) == 1
    assert [write_invitations(table.id), write_invitations(table.id)] == [1, 0]
    assert [row.recipient for row in letters("invitation")] == ["a@example.kz", "b@example.kz"]


def test_meeting_is_held_only_after_it_began(ground):
    with pytest.raises(NotBegun):
        move_table(make_ahead(), "held", by=BY)
    assert move_table(make_ahead(days=-1), "held", by=BY).state == "held"
