"""Importing a plan through the pages: what was read, findings, columns by hand."""

from io import BytesIO
from pathlib import Path

import pytest

from consult.domain.plans import queries
from consult.domain.plans.models import PlanVersion
from consult.kernel.database import db
from consult.machinery.files import StoredFile
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_user, sign_in

DATA = Path(__file__).parents[2] / "data"
PLAN = [f"plan_v1_{language}.xlsx" for language in ("ru", "kk", "en")]


def uploads(*names, register=None):
    chosen = {"files": [(BytesIO((DATA / name).read_bytes()), Path(name).name) for name in names]}
    if register:
        chosen["register"] = (BytesIO((DATA / register).read_bytes()), register)
    return chosen


@pytest.fixture
def consultation(app):
    with app.app_context():
        return make_consultation("draft")


@pytest.fixture
def organiser(app, visitor, consultation):
    """An organiser at the page that takes the files."""
    with app.app_context():
        user = make_user([("organiser", consultation)])
    return sign_in(visitor, user).open(f"/en/organise/{consultation.slug}/plan/import")


def versions(app, consultation):
    with app.app_context():
        return queries.versions_of(consultation.id)


def test_import_when_three_languages(app, organiser, consultation):
    register = "recommendations_cycle1.csv"
    organiser.press("Read the files", **uploads(*PLAN, register=register))
    assert "8 sections" in organiser.text
    assert "52 measures" in organiser.text
    assert "0 findings stop it" in organiser.text
    row = organiser.soup.find("th", string="7.3").find_parent("tr").get_text(" ", strip=True)
    assert "Measure 7.3 names recommendation 95.97, which is not in the register" in row
    organiser.press("Import as a draft")
    found = versions(app, consultation)
    assert [(one.number, one.state, one.measure_count) for one in found] == [(1, "draft", 52)]
    assert [source["name"] for source in found[0].sources] == PLAN
    with app.app_context():
        stored = db.session.query(StoredFile).filter_by(purpose="plan").all()
        assert len(stored) == 3
    organiser.follow("Preview")
    assert "Set up an independent body that visits closed institutions" in organiser.text


def test_import_when_the_same_files_come_again(app, organiser, consultation):
    organiser.press("Read the files", **uploads(*PLAN)).press("Import as a draft")
    organiser.follow("Import another version").press("Read the files", **uploads(*PLAN))
    organiser.press("Import as a draft", status=422)
    assert "These files were imported before as version 1." in organiser.text


def test_import_when_no_file_is_chosen(organiser):
    organiser.press("Read the files", status=422)
    assert "Choose at least one file." in organiser.text


def test_import_when_four_files_are_chosen(organiser):
    organiser.press("Read the files", status=422, **uploads(*PLAN, "plan_v2_ru.xlsx"))
    assert "Choose at most three files, one for each language." in organiser.text


def test_import_when_a_finding_stops_it(app, organiser, consultation):
    organiser.press("Read the files", **uploads("traps/numeric_measure_number.xlsx"))
    assert "This stops the import" in organiser.text
    assert "A5" in organiser.text
    assert organiser.soup.find("button", string="Import as a draft") is None
    assert versions(app, consultation) == []


def test_import_when_the_languages_differ(organiser):
    names = ["traps/ru_kk_mismatch_ru.xlsx", "traps/ru_kk_mismatch_kk.xlsx"]
    organiser.press("Read the files", **uploads(*names))
    assert "This stops the import" in organiser.text


def test_import_when_columns_are_chosen_by_hand(app, organiser, consultation):
    organiser.press("Read the files", **uploads("traps/missing_header.xlsx"))
    assert "This stops the import" in organiser.text
    organiser.follow("Correct the columns")
    options = [
        option["value"]
        for option in organiser.control("Number").find_all("option")
        if option["value"]
    ]
    assert options[:2] == ["1", "2"]
    organiser.fill("Number", "1").fill("Measure", "2")
    organiser.press("Read again")
    assert "0 findings stop it" in organiser.text
    organiser.press("Import as a draft")
    assert [one.state for one in versions(app, consultation)] == ["draft"]


def test_import_goes_on_with_files_uploaded_before(organiser, consultation):
    organiser.press("Read the files", **uploads(PLAN[0]))
    organiser.open(f"/en/organise/{consultation.slug}/plan/import").follow("Go on with them")
    assert organiser.heading == "What was read"


def test_import_check_when_nothing_was_uploaded(organiser, consultation):
    organiser.open(f"/en/organise/{consultation.slug}/plan/import/check")
    assert organiser.heading == "Import the plan"
    organiser.open(f"/en/organise/{consultation.slug}/plan/import/columns/0", status=404)


def test_import_when_the_register_cannot_be_read(organiser):
    organiser.press("Read the files", status=422, **uploads(PLAN[0], register="comment_index.csv"))
    assert "paragraph" in organiser.text


def test_publish_when_the_plan_is_discussed(app, visitor):
    with app.app_context():
        consultation = make_consultation("open")
        make_plan(consultation, published=False)
        user = make_user([("organiser", consultation)])
    sign_in(visitor, user).open(f"/en/organise/{consultation.slug}/plan")
    visitor.press("Publish the plan")
    assert "may not change now" in visitor.text
    with app.app_context():
        assert db.session.query(PlanVersion).one().state == "draft"


def test_preview_in_each_language(organiser, consultation):
    organiser.press("Read the files", **uploads(*PLAN)).press("Import as a draft")
    for language, words in (
        ("kk", "Жабық мекемелерге ескертусіз баратын тәуелсіз орган құру"),
        ("ru", "Создать независимый орган"),
    ):
        organiser.open(f"/{language}/organise/{consultation.slug}/plan/1")
        assert words in organiser.text


def test_discard_the_draft(app, organiser, consultation):
    organiser.press("Read the files", **uploads(*PLAN)).press("Import as a draft")
    organiser.press("Remove the draft")
    assert versions(app, consultation) == []
