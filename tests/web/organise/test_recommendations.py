"""Organisers keep the registers: import a list, state positions, quote totals, choose registers."""

from io import BytesIO
from pathlib import Path

import pytest

from consult.domain.plans import linking
from consult.domain.recommendations import queries
from tests.factories.consultations import make_consultation, make_plan, measure_of
from tests.factories.people import make_user, sign_in
from tests.factories.recommendations import make_cycle, make_recommendation

DATA = Path(__file__).parents[2] / "data"
SAMPLE = "recommendations_cycle1.csv"
REGISTERS = "/en/organise/recommendations"


@pytest.fixture
def consultation(app):
    with app.app_context():
        return make_consultation("draft")


@pytest.fixture
def organiser(app, visitor, consultation):
    with app.app_context():
        user = make_user([("organiser", consultation)], name="Organiser Two")
    return sign_in(visitor, user)


def upload(organiser, name, status=200, **fields):
    organiser.open(REGISTERS)
    for label, value in fields.items():
        organiser.fill(label.replace("_", " "), value)
    file = (BytesIO((DATA / name).read_bytes()), Path(name).name)
    return organiser.press("Read the file", status, file=file)


def figures(visitor):
    return [item.get_text(" ", strip=True) for item in visitor.soup.select(".app-figures li")]


def test_list_is_looked_at_then_imported_and_the_second_time_unchanged(app, organiser):
    upload(organiser, SAMPLE)
    assert figures(organiser) == ["128 new", "0 changed", "0 unchanged", "0 stop the import"]
    with app.app_context():
        assert queries.registers() == []
    organiser.press("Import")
    row = organiser.soup.select("tbody tr")[0].get_text(" ", strip=True)
    assert row == "Universal Periodic Review (UPR), cycle 1 128 121 7 0"
    upload(organiser, "recommendations_cycle1.xlsx")
    assert figures(organiser)[:3] == ["0 new", "0 changed", "128 unchanged"]
    assert "There is nothing new in this file." in organiser.text


def test_list_with_numeric_paragraphs_is_refused_with_its_cells(app, organiser):
    upload(organiser, "traps/numeric_paragraph.xlsx", Mechanism="UPR", Cycle_or_session="1")
    assert "cells A2, A3, A4, A6, A7, A8, A9" in organiser.text
    assert "so 95.1 and 95.10 look the same" in organiser.text
    with app.app_context():
        assert queries.registers() == []


def test_list_in_another_encoding_asks_first(organiser):
    where = {"Mechanism": "UPR", "Cycle_or_session": "1"}
    upload(organiser, "traps/recommendations_cp1251.csv", **where)
    assert "Needs your decision" in organiser.text
    assert "Отменить смертную казнь" in organiser.text
    organiser.press("Yes, go on")
    assert figures(organiser)[0] == "14 new"
    organiser.press("Import")
    assert "The recommendations were imported." in organiser.text


def test_upload_without_a_file_keeps_what_was_typed(organiser):
    organiser.open(REGISTERS).fill("Cycle or session", "7th").press("Read the file", 422)
    assert "Choose a file." in organiser.text
    assert organiser.control("Cycle or session")["value"] == "7th"


def test_position_is_stated_with_its_source_and_the_earlier_one_stays(app, organiser):
    cycle = make_cycle()
    with app.app_context():
        make_recommendation(cycle=cycle)
    organiser.open(f"{REGISTERS}/UPR/{cycle}/95.1").choose("Noted by the State")
    organiser.press("Save the position", 422)
    assert "Enter the document that states the position." in organiser.text
    organiser.choose("Noted by the State").fill("Source", "Addendum 1").press("Save the position")
    with app.app_context():
        found = queries.recommendation_by_key("UPR", cycle, "95.1")
        stated = [(one.position, one.source, one.by_name) for one in found.positions]
    assert stated == [
        ("supported", "A/HRC/14/10", "somebody"),
        ("noted", "Addendum 1", "Organiser Two"),
    ]


def test_position_stated_by_two_people_is_a_conflict(app, organiser):
    cycle = make_cycle()
    with app.app_context():
        make_recommendation(cycle=cycle)
    path = f"{REGISTERS}/UPR/{cycle}/95.1"
    facts = {"position": "noted", "source": "Addendum", "row_version": "1"}
    page = organiser.open(path)
    token = page.soup.find("input", {"name": "csrf_token"})["value"]
    organiser.post(path, {**facts, "csrf_token": token})
    organiser.post(path, {**facts, "source": "Other", "csrf_token": token}, 409)
    assert "Somebody else changed this meanwhile." in organiser.text
    assert organiser.control("Source")["value"] == "Other"


def test_earlier_recommendation_is_named(app, organiser):
    cycle = make_cycle()
    with app.app_context():
        make_recommendation("95.1", cycle=cycle)
        make_recommendation("124.2", cycle=f"{cycle}-2")
    path = f"{REGISTERS}/UPR/{cycle}-2/124.2"
    save = "Save the earlier recommendation"
    organiser.open(path).fill("Earlier cycle", cycle).fill("Paragraph", "95.99").press(save, 422)
    assert "There is no such recommendation. Check cycle and paragraph." in organiser.text
    organiser.fill("Paragraph", "95.1").press(save)
    with app.app_context():
        found = queries.recommendation_by_key("UPR", f"{cycle}-2", "124.2")
        assert found.predecessor.paragraph == "95.1"


def test_quoted_total_is_saved_beside_the_computed_one(app, organiser):
    cycle = make_cycle()
    with app.app_context():
        make_recommendation(cycle=cycle)
    organiser.open(f"{REGISTERS}/UPR/{cycle}")
    organiser.fill("What is counted", "Received").fill("How many", "128").fill("Source", "Report")
    organiser.press("Save")
    assert "Received 1 128 differs Report" in organiser.text


def test_registers_of_a_plan_are_chosen_and_unknown_numbers_listed(app, organiser, consultation):
    cycle = make_cycle()
    with app.app_context():
        make_recommendation("95.1", cycle=cycle)
        make_plan(consultation, published=False)
        from consult.kernel.database import db

        measure_of(consultation).recommendations = ["95.1", "95.97"]
        db.session.commit()
    organiser.open(f"/en/organise/{consultation.slug}/registers")
    organiser.choose(f"Universal Periodic Review (UPR), cycle {cycle}").press("Save")
    assert "95.97: Measure 1.1" in organiser.text
    assert "95.1: Measure" not in organiser.text
    with app.app_context():
        assert linking.keys_of(consultation.id) == [("UPR", cycle)]


def test_plan_is_checked_against_the_registers_chosen_before(app, organiser, consultation):
    upload(organiser, SAMPLE)
    organiser.press("Import")
    organiser.open(f"/en/organise/{consultation.slug}/registers")
    organiser.choose("Universal Periodic Review (UPR), cycle 1").press("Save")
    organiser.open(f"/en/organise/{consultation.slug}/plan/import")
    name = "plan_v1_ru.xlsx"
    organiser.press("Read the files", files=(BytesIO((DATA / name).read_bytes()), name))
    assert "Measure 7.3 names recommendation 95.97, which is not in the register" in organiser.text
