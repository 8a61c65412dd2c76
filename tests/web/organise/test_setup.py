"""An organiser makes a consultation, sets it up, imports the plan and opens it, page by page."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from consult.domain.consultations import queries
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import local_day
from consult.kernel.clock import now
from consult.kernel.database import db
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import grant_role, make_organisation, make_user, sign_in
from tests.factories.reading import count

DATA = Path(__file__).parents[2] / "data"
PLAN = [f"plan_v1_{language}.xlsx" for language in ("ru", "kk", "en")]


def uploads(*names):
    return {"files": [(BytesIO((DATA / name).read_bytes()), Path(name).name) for name in names]}


@pytest.fixture
def organiser(app, visitor):
    """Somebody who organises another consultation and may make new ones."""
    with app.app_context():
        user = make_user([("organiser", make_consultation("archived"))])
    return sign_in(visitor, user)


@pytest.fixture
def draft(app, visitor):
    """An organiser at a draft; returns the visitor and the address of its pages."""
    with app.app_context():
        consultation = make_consultation("draft")
        user = make_user([("organiser", consultation)])
    sign_in(visitor, user)
    return visitor, f"/en/organise/{consultation.slug}"


def in_three(visitor, name, text):
    """Type a text in all languages; the controls have the same three labels everywhere."""
    for code in ("kk", "ru", "en"):
        visitor.typed[f"{name}-{code}"] = f"{text} ({code})"


def today(app):
    with app.app_context():
        return local_day(now(), "Asia/Almaty")


def test_a_consultation_from_the_first_page_to_the_opening(app, organiser):
    first = today(app)
    organiser.open("/en/organise/").follow("New consultation")
    in_three(organiser, "title", "Action plan 2027")
    organiser.fill("Address of the pages", "upr-2027").fill(
        "Prefix of registration numbers", "UPR-2027"
    )
    organiser.press("Make the draft")
    assert organiser.heading == "Set-up"

    organiser.follow("Texts of the public page")
    for name in ("summary", "purpose", "open_to_change", "not_open"):
        in_three(organiser, name, name)
    organiser.press("Save").follow("Period and days")
    organiser.fill("First day", str(first + timedelta(days=1)))
    organiser.fill("Last day", str(first + timedelta(days=80)))
    organiser.fill("Answers published by", str(first + timedelta(days=150)))
    organiser.press("Save").follow("Contact and ways to take part")
    in_three(organiser, "deciding_body", "The Government")
    in_three(organiser, "contact_address", "Astana")
    organiser.fill("Contact person", "Aigul").fill("E-mail address", "aigul@example.kz")
    organiser.press("Save").follow("Organisers and lead body")
    organiser.choose("Ministry of Internal Affairs").fill("Lead body", "MIA")
    organiser.press("Save")
    assert organiser.text.count("Not complete") == 0

    organiser.follow("Plan").follow("Import the plan")
    organiser.press("Read the files", **uploads(*PLAN))
    assert organiser.heading == "What was read"
    assert "52 measures" in organiser.text
    organiser.press("Import as a draft")
    organiser.follow("Why each section is there")
    for place in range(8):
        in_three(organiser, f"section_{place}", "Because")
    organiser.press("Save").press("Publish the plan")
    assert organiser.heading == "Opening and closing"
    assert "Missing" not in organiser.text
    organiser.press("Open the consultation now")
    assert "The consultation is open for comments." in organiser.text
    with app.app_context():
        made = queries.consultation_by_slug("upr-2027")
        assert made.state == "open"
        assert made.lead_body.code == "MIA"


def test_new_when_the_address_does_not_fit(organiser):
    organiser.open("/en/organise/new")
    in_three(organiser, "title", "Plan")
    organiser.fill("Address of the pages", "Big Words").fill(
        "Prefix of registration numbers", "UPR-2027"
    )
    organiser.press("Make the draft", status=422)
    assert "The address “Big Words” does not fit" in organiser.text
    assert organiser.control("Address of the pages")["value"] == "Big Words"


def test_opening_when_something_is_missing(draft):
    visitor, address = draft
    visitor.open(f"{address}/opening")
    assert "Summary in plain language" in visitor.text
    visitor.press("Open the consultation now", status=422)
    assert "Import the plan." in visitor.text


def test_period_when_the_first_day_has_gone(draft, app):
    visitor, address = draft
    visitor.open(f"{address}/setup/period")
    visitor.fill("First day", "2011-03-14").fill("Shortest period in working days", "5")
    visitor.press("Save", status=422)
    assert "At least 10 working days are needed." in visitor.text
    visitor.fill("First day", "2011-03-14").fill("Shortest period in working days", "30")
    visitor.press("Save", status=422)
    assert "The opening lies in the past. Choose today or a later day." in visitor.text
    assert visitor.control("First day")["value"] == "2011-03-14"


def test_setup_when_somebody_else_saved_meanwhile(draft):
    visitor, address = draft
    visitor.open(f"{address}/setup/contact").fill("Contact person", "Mine")
    page = visitor.response
    typed = dict(visitor.typed)
    visitor.open(f"{address}/setup/contact").fill("Contact person", "Theirs").press("Save")
    visitor.response, visitor.typed = page, typed
    visitor.press("Save", status=409)
    assert "Somebody else saved this page meanwhile." in visitor.text
    assert visitor.control("Contact person")["value"] == "Mine"
    visitor.press("Save")
    visitor.open(f"{address}/setup/contact")
    assert visitor.control("Contact person")["value"] == "Mine"


def test_extend_when_open(app, visitor):
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation)
        user = make_user([("organiser", consultation)])
        before = consultation.closes_at
    sign_in(visitor, user).open(f"/en/organise/{consultation.slug}/opening")
    visitor.follow("Move the closing to a later day").fill("New last day", "2011-03-14")
    visitor.press("Move the closing", status=422)
    assert "The closing can only be moved to a later day" in visitor.text
    visitor.fill("New last day", str((before + timedelta(days=30)).date()))
    visitor.press("Move the closing", status=422)
    assert "Write the reason" in visitor.text
    in_three(visitor, "reason", "Asked for")
    visitor.press("Move the closing")
    with app.app_context():
        assert db.session.get(Consultation, consultation.id).closes_at > before


def test_cancel_for_a_reason(app, visitor):
    with app.app_context():
        consultation = make_consultation("open")
        user = make_user([("organiser", consultation)])
    sign_in(visitor, user).open(f"/en/organise/{consultation.slug}/opening/cancel")
    in_three(visitor, "reason", "The draft was withdrawn")
    visitor.press("Cancel the consultation")
    assert "Cancelled" in visitor.text


@pytest.mark.parametrize(
    "path", ["", "/setup", "/setup/texts", "/plan", "/plan/import", "/opening"]
)
def test_pages_when_somebody_organises_another_consultation(app, organiser, path):
    with app.app_context():
        other = make_consultation("draft")
    organiser.open(f"/en/organise/{other.slug}{path}", status=404)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("group", ["texts", "period", "contact", "publication", "organisers"])
def test_setup_pages_in_each_language(draft, language, group):
    visitor, address = draft
    visitor.open(f"/{language}{address[3:]}/setup/{group}")
    assert visitor.soup.html["lang"] == language


def test_desk_query_count_at_one_and_three(app, visitor):
    with app.app_context():
        first = make_consultation("draft")
        make_plan(first)
        user = make_user([("organiser", first)])
    sign_in(visitor, user)
    one = count(visitor, "/en/organise/")
    with app.app_context():
        for state in ("open", "draft"):
            more = make_consultation(state)
            make_plan(more)
            grant_role(user, "organiser", more)
        db.session.commit()
        make_organisation("O90", contact_email="o90@example.kz")
    three = count(visitor, "/en/organise/")
    assert (one, three) == (20, 20)


def test_an_open_consultation_lacks_no_later_dates(app, visitor):
    with app.app_context():
        consultation = make_consultation("open")
        user = make_user([("organiser", consultation)])
    page = sign_in(visitor, user).open(f"/en/organise/{consultation.slug}/setup")
    assert "Choose later days" not in page.text
