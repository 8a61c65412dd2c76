"""The organiser's pages of round tables: planning, agenda, inviting, registrations, cancelling."""

from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from consult.domain.consultations.models import Consultation
from consult.domain.roundtables.models import Material, RoundTable, TableInvitation
from consult.domain.roundtables.queries import whole_table
from consult.domain.roundtables.registering import Wish, register
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.machinery.outbox import Letter
from tests.factories import packages, telling_files
from tests.factories.consultations import in_three, make_body, make_consultation, make_plan
from tests.factories.people import make_organisation, make_user, sign_in
from tests.factories.roundtables import BY, make_table
from tests.jobs import run_jobs
from tests.visitor import Visitor

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def held(app):
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation, sections=2)
        make_body("MOJ")
        yield consultation


@pytest.fixture
def organiser(app, held):
    return sign_in(Visitor(app), make_user([("organiser", held)]))


def ahead(consultation, **changes):
    start = (now() + timedelta(days=10)).replace(hour=5, minute=0, second=0, microsecond=0)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=6), "state": "planned"}
    return make_table(consultation, **facts | changes)


def address(table, more=""):
    slug = db.session.get_one(Consultation, table.consultation_id).slug
    return f"/en/organise/{slug}/round-tables/{table.reference}{more}"


def count(model):
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def planned(organiser, held, **changes):
    organiser.open(f"/en/organise/{held.slug}/round-tables/new")
    organiser.choose("Regional round table").choose("In person").choose("List with names")
    typed = {
        "title-kk": "Дөңгелек үстел",
        "title-ru": "Круглый стол",
        "starts_at": "2026-12-10T10:00",
        "ends_at": "2026-12-10T16:00",
        "region_code": "KZ-35",
        "zone": "",
        **changes,
    }
    organiser.typed |= typed
    return organiser


def test_meeting_is_planned_with_the_zone_of_its_region(organiser, held):
    planned(organiser, held, region_code="KZ-47").choose("MOJ (en)").press("Save")
    assert organiser.heading == "Agenda"
    table = db.session.scalars(db.select(RoundTable)).one()
    assert table.zone == "Asia/Aqtau"
    assert table.starts_at == datetime(2026, 12, 10, 5, tzinfo=UTC)
    assert table.languages == ["kk", "ru"]


def test_region_that_did_not_exist_on_the_day_is_refused_and_nothing_is_lost(organiser, held):
    planned(organiser, held, starts_at="2011-04-28T10:00", ends_at="2011-04-28T16:00")
    organiser.typed["region_code"] = "KZ-62"
    organiser.choose("MOJ (en)").press("Save", 422)
    assert "This region did not exist on the day of the meeting." in organiser.text
    assert organiser.soup.find(id="title-ru")["value"] == "Круглый стол"
    assert organiser.soup.find(id="region_code").find("option", selected=True)["value"] == "KZ-62"


def test_missing_facts_are_named_at_their_fields(organiser, held):
    organiser.open(f"/en/organise/{held.slug}/round-tables/new").press("Save", 422)
    said = [tag.get_text(strip=True) for tag in organiser.soup.select(".govuk-error-summary a")]
    assert "Enter the title in Russian." in said
    assert "Enter the day and time of the beginning." in said
    assert "Choose the region." in said


def test_agenda_takes_sections_and_own_items_in_the_order_given(organiser, held):
    table = ahead(held)
    organiser.open(address(table)).follow("Change the agenda")
    organiser.typed |= {
        "rows-0-place": "2",
        "rows-1-on": "",
        "rows-2-title-ru": "Открытие",
        "rows-2-place": "1",
        "rows-2-at": "10:00",
        "rows-2-minutes": "15",
    }
    organiser.press("Save the agenda")
    items = whole_table(table.id).agenda
    assert [(one.section_number, one.title.ru, one.at, one.minutes) for one in items] == [
        ("", "Открытие", time(10), 15),
        ("1", "", None, None),
    ]


def test_organisations_outside_the_state_are_invited_once(app, organiser, held):
    table = ahead(held)
    ngo = make_organisation("NGO-1", contact_email="ngo@example.kz", languages="kk;ru")
    silent = make_organisation("NGO-2")
    db.session.commit()
    organiser.open(address(table)).follow("Invite organisations")
    assert "MOJ (en)" not in organiser.text
    for _again in range(2):
        data = {"organisation": [str(ngo.id), str(silent.id), "rubbish"]}
        data["csrf_token"] = organiser.soup.find("input", {"name": "csrf_token"})["value"]
        organiser.post(address(table, "/invitations"), data)
        run_jobs(app)
    letters = db.session.scalars(db.select(Letter)).all()
    assert [(one.recipient, one.language) for one in letters] == [("ngo@example.kz", "kk")]
    assert count(TableInvitation) == 2
    assert (
        "2 organisations are invited, letters written: 1."
        in organiser.open(address(table, "/invitations")).text
    )
    assert whole_table(table.id).state == "invitations_sent"


def test_meeting_is_not_held_before_it_begins(organiser, held):
    table = ahead(held)
    organiser.open(address(table))
    assert "Mark as held" not in organiser.text
    data = {"csrf_token": organiser.open(address(table, "/cancel")).soup.find(
        "input", {"name": "csrf_token"})["value"]}  # fmt: skip
    organiser.post(address(table, "/held"), data)
    assert "The meeting has not begun." in organiser.soup.get_text()
    assert whole_table(table.id).state == "planned"


def test_meeting_that_began_is_marked_as_held(organiser, held):
    table = make_table(held, state="planned")
    organiser.open(address(table)).press("Mark as held")
    assert whole_table(table.id).state == "held"


def test_cancelling_needs_a_reason_and_tells_everybody(app, organiser, held):
    table = ahead(held)
    register(table, Wish("Айгүл", "a@example.kz", "ru"), by=BY)
    db.session.commit()
    organiser.open(address(table)).follow("Cancel the meeting")
    organiser.press("Cancel the meeting", 422)
    assert "Give the reason in Russian." in organiser.text
    organiser.typed |= {"reason-kk": "Дауыл.", "reason-ru": "Буран."}
    organiser.press("Cancel the meeting")
    run_jobs(app)
    letter = db.session.scalars(
        db.select(Letter).where(Letter.kind == "round_table_cancelled")
    ).one()
    assert "Буран." in letter.body
    assert "METHOD:CANCEL" in letter.attachment
    organiser.open(f"/en/c/{held.slug}/round-tables/{table.reference}")
    assert "This round table does not take place." in organiser.text


def test_material_is_checked_by_content_and_given_a_neutral_name(app, organiser, held):
    table = ahead(held)
    organiser.open(address(table, "/materials"))
    organiser.typed["title-ru"] = "Проект"
    wrong = (BytesIO(b"<html><script>"), "Иванов доклад.pdf")
    organiser.press("Add the file", 422, file=wrong)
    assert count(Material) == 0
    organiser.typed["title-ru"] = "Проект"
    organiser.press("Add the file", 422, file=(BytesIO(PDF), "Иванов доклад.pdf"))
    assert "This file cannot be cleaned of what tells who made it." in organiser.text
    organiser.typed["title-ru"] = "Проект"
    telling = telling_files.pdf()
    organiser.press("Add the file", file=(BytesIO(telling), "Иванов доклад.pdf"))
    row = whole_table(table.id).materials[0]
    path = row.file.path
    assert row.file.name == f"round-table-{table.reference}-1.pdf".lower()
    organiser.open(f"/en/c/{held.slug}/round-tables/{table.reference}").follow("Проект")
    given = packages.everything_in(organiser.response.data, "pdf")
    assert (b"CANARY" in given, b"Visible" in given) == (False, True)
    assert organiser.response.headers["Content-Disposition"].startswith("attachment")
    organiser.open(address(table, "/materials")).press("Remove")
    assert (count(Material), path.is_file()) == (0, True)
    run_jobs(app)
    assert not path.is_file()


def test_list_for_the_door_holds_hostile_words_as_text(organiser, held):
    table = ahead(held, capacity=1)
    register(table, Wish("=1+1", "a@example.kz", needs="<script>alert(1)</script>"), by=BY)
    register(table, Wish("Второй", "b@example.kz", needs="<r>&<</r>"), by=BY)
    db.session.commit()
    organiser.open(address(table, "/registrations"))
    assert "<script>alert(1)</script>" in organiser.text
    assert "On the waiting list" in organiser.text
    organiser.open(address(table, "/registrations.xlsx"))
    sheet = load_workbook(BytesIO(organiser.response.data)).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[3]) for row in rows] == [
        ("=1+1", "Registered"),
        ("Второй", "On the waiting list"),
    ]
    assert (sheet["A2"].data_type, sheet["G3"].value) == ("s", "<r>&<</r> ")


def test_somebody_is_added_by_hand_but_not_twice(organiser, held):
    table = ahead(held)
    for status in (200, 422):
        organiser.open(address(table, "/registrations"))
        organiser.fill("Name of the person", "Тётя Света").fill(
            "E-mail address (optional)", "S@example.kz"
        )
        organiser.press("Add", status)
    assert "This e-mail address is on the list of this round table already." in organiser.text


def test_meeting_of_this_week_stands_on_the_desk(organiser, held):
    start = now() + timedelta(days=2)
    ahead(held, title=in_three("Soon"), starts_at=start, ends_at=start + timedelta(hours=2))
    ahead(held, title=in_three("Later"))
    organiser.open("/en/organise/")
    assert "Soon (en)" in organiser.text
    assert "Later (en)" not in organiser.text
