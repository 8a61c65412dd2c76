"""Editing the draft on the page, without scripts."""

from collections.abc import Iterator

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans import editing, queries
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import in_three, make_consultation, make_plan
from tests.factories.people import make_user, sign_in
from tests.visitor import Visitor

WORDING = "Wording of the measure"


@pytest.fixture
def consultation(app: Flask) -> Iterator[Consultation]:
    with app.app_context():
        made = make_consultation("answering")
        make_plan(made, 2, 2)
        yield made


@pytest.fixture
def organiser(app: Flask, visitor: Visitor, consultation: Consultation) -> Visitor:
    with app.app_context():
        user = make_user([("organiser", consultation)])
    sign_in(visitor, user)
    visitor.open(f"/en/organise/{consultation.slug}/plan")
    return visitor.press("Edit a copy as the next version")


def kinds(consultation: Consultation) -> dict[str, str]:
    draft = queries.draft_of(consultation.id)
    assert draft is not None
    return {row.number: row.change_kind for row in queries.measures_of(draft.id)}


def test_measure_is_edited(organiser: Visitor, consultation: Consultation) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/measures/1.1")
    organiser.typed = {"text-ru": "Новые слова"}
    organiser.press("Save")
    assert organiser.heading == "Edit the draft"
    assert kinds(consultation)["1.1"] == "edited"


def test_measure_when_the_number_is_taken(organiser: Visitor, consultation: Consultation) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/measures/1.1")
    organiser.fill("Number", "1.2").press("Save", 422)
    assert "Another measure has the number 1.2. Choose another number." in organiser.text
    assert organiser.control("Number")["value"] == "1.2"


def test_measure_when_somebody_was_faster(organiser: Visitor, consultation: Consultation) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/measures/1.1")
    draft = queries.draft_of(consultation.id)
    assert draft is not None
    row = queries.measure_by_number(draft.id, "1.1").measure
    typed = editing.typed_of(row, "1")
    theirs = {**typed.fields, "text": in_three("Their words")}
    editing.edit_measure(
        draft,
        "1.1",
        editing.Typed("1.1", "1", theirs),
        mark=editing.mark_of(row),
        by=system("command"),
    )
    db.session.commit()
    organiser.typed = {"text-ru": "Мои слова"}
    organiser.press("Save", 422)
    assert "Somebody else has changed this meanwhile." in organiser.text
    assert "What stands now, and what you wrote" in organiser.text
    assert "Their words (ru)" in organiser.text
    organiser.press("Save")
    row = queries.measure_by_number(draft.id, "1.1").measure
    db.session.refresh(row)
    assert row.text.ru == "Мои слова"


def test_measure_is_added(organiser: Visitor, consultation: Consultation) -> None:
    organiser.follow("Add a measure here")
    organiser.fill("Number", "1.3")
    organiser.typed |= {"text-ru": "Новое", "text-kk": "Жаңа", "section": "1"}
    organiser.press("Save")
    assert kinds(consultation)["1.3"] == "added"


def test_measure_is_left_out_with_a_reason(organiser: Visitor, consultation: Consultation) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/measures/1.2/remove")
    organiser.press("Leave it out", 422)
    assert "Write why measure 1.2 is left out." in organiser.text
    organiser.typed = {"reason-ru": "Не нужно"}
    organiser.press("Leave it out")
    assert "1.2" not in kinds(consultation)


def test_measure_is_split(organiser: Visitor, consultation: Consultation) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/measures/1.1/split")
    organiser.typed = {"second_number": "1.3", "second_text-kk": "Екі", "second_text-ru": "Два"}
    organiser.press("Split it")
    assert (kinds(consultation)["1.1"], kinds(consultation)["1.3"]) == ("split", "split")


def test_measures_are_merged(organiser: Visitor, consultation: Consultation) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/measures/1.1/merge")
    organiser.typed = {"other": "1.2"}
    organiser.press("Merge them")
    assert kinds(consultation) == {"1.1": "merged", "2.1": "unchanged", "2.2": "unchanged"}


def test_section_gets_another_title(organiser: Visitor, consultation: Consultation) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/sections/1")
    organiser.typed = {"title-kk": "Жаңа атау", "title-ru": "Новое название", "title-en": ""}
    organiser.press("Save")
    draft = queries.draft_of(consultation.id)
    assert draft is not None
    titles = [section.title for section in queries.sections_of(draft.id)]
    assert titles[0] == LocalisedText(kk="Жаңа атау", ru="Новое название")


def test_one_language_that_changed_alone_is_flagged(
    organiser: Visitor, consultation: Consultation
) -> None:
    organiser.open(f"/en/organise/{consultation.slug}/plan/measures/1.1")
    organiser.typed = {"text-ru": "Новые слова"}
    organiser.press("Save")
    organiser.open(f"/en/organise/{consultation.slug}/plan/compare/1/2")
    assert "The Russian text changed and the Kazakh one did not." in organiser.text


def test_draft_when_there_is_one_already(organiser: Visitor, consultation: Consultation) -> None:
    path = f"/en/organise/{consultation.slug}/plan"
    token = organiser.open(path).soup.find("input", attrs={"name": "csrf_token"})
    assert token is not None
    organiser.post(f"{path}/new-draft", {"csrf_token": token["value"]})
    assert "Version 2 is already being drafted." in organiser.text
