"""Organisers say what became of each measure; nothing typed is lost; works without scripts."""

import pytest
from flask import Flask

from consult.domain.consultations.models import Consultation
from consult.domain.plans import identity, queries
from consult.domain.plans.models import PlanVersion
from tests.factories.people import make_user, sign_in
from tests.factories.versions import with_two_versions
from tests.visitor import Visitor


@pytest.fixture
def made(app: Flask) -> tuple[Consultation, PlanVersion]:
    with app.app_context():
        consultation, _first, second = with_two_versions(published=False)
    return consultation, second


@pytest.fixture
def organiser(app: Flask, visitor: Visitor, made: tuple[Consultation, PlanVersion]) -> Visitor:
    with app.app_context():
        user = make_user([("organiser", made[0])])
    return sign_in(visitor, user)


def kinds(app: Flask, version: PlanVersion) -> dict[str, tuple[str, bool]]:
    with app.app_context():
        rows = queries.measures_of(version.id)
        return {row.number: (row.change_kind, row.confirmed) for row in rows}


def test_matching_asks_only_what_is_open(
    organiser: Visitor, made: tuple[Consultation, PlanVersion]
) -> None:
    organiser.open(f"/en/organise/{made[0].slug}/plan/matching")
    legends = [tag.get_text(" ", strip=True) for tag in organiser.soup.find_all("legend")]
    assert [words for words in legends if words.startswith("What is measure")] == [
        f"What is measure {number} of the draft?"
        for number in ("2.11", "3.7", "3.8", "4.7", "6.4", "6.5", "8.6")
    ]
    assert "Why is measure 6.4 left out?" in legends


def test_matching_stores_answers_and_publishing_becomes_possible(
    organiser: Visitor, made: tuple[Consultation, PlanVersion]
) -> None:
    consultation, draft = made
    organiser.open(f"/en/organise/{consultation.slug}/plan")
    organiser.press("Publish the plan")
    assert "7 measures are not confirmed yet" in organiser.text
    organiser.follow("What became of each measure")
    organiser.fill("In Russian", "Нет влияния")
    organiser.press("Confirm all proposals as listed")
    assert "Everything is confirmed." in organiser.text or "Saved." in organiser.text
    assert all(confirmed for _kind, confirmed in kinds(organiser.app, draft).values())
    organiser.open(f"/en/organise/{consultation.slug}/plan").press("Publish the plan")
    with organiser.app.app_context():
        assert queries.draft_of(consultation.id) is None


def test_matching_takes_another_answer(
    organiser: Visitor, made: tuple[Consultation, PlanVersion]
) -> None:
    consultation, draft = made
    organiser.open(f"/en/organise/{consultation.slug}/plan/matching")
    places = _places(organiser)
    organiser.typed = {
        f"match_{places['3.8']}": "new",
        f"match_{places['6.4']}": "others",
        f"others_{places['6.4']}": "6.4, 6.5",
    }
    organiser.press("Save the answers")
    assert kinds(organiser.app, draft)["3.8"] == ("added", True)
    assert kinds(organiser.app, draft)["3.7"][0] == "edited"
    assert kinds(organiser.app, draft)["6.4"] == ("merged", True)
    with organiser.app.app_context():
        assert identity.removals_of(draft.id) == []


@pytest.mark.parametrize(
    ("numbers", "words"),
    [("9.9", "There is no measure 9.9 in version 1."), ("", "Write the numbers of the measures.")],
)
def test_matching_when_a_number_is_wrong(
    organiser: Visitor, made: tuple[Consultation, PlanVersion], numbers: str, words: str
) -> None:
    consultation, draft = made
    organiser.open(f"/en/organise/{consultation.slug}/plan/matching")
    place = _places(organiser)["6.4"]
    organiser.typed = {f"match_{place}": "others", f"others_{place}": numbers}
    organiser.press("Save the answers", 422)
    assert words in organiser.text
    assert kinds(organiser.app, draft)["6.4"] == ("renumbered", False)


def test_matching_opens_an_answer_again(
    organiser: Visitor, made: tuple[Consultation, PlanVersion]
) -> None:
    organiser.open(f"/en/organise/{made[0].slug}/plan/matching?measure=1.1")
    assert "What is measure 1.1 of the draft?" in organiser.text


def test_compare_of_a_draft_is_for_staff(
    organiser: Visitor, made: tuple[Consultation, PlanVersion]
) -> None:
    organiser.open(f"/en/organise/{made[0].slug}/plan/compare/1/2")
    assert organiser.heading == "What changed from version 1 to version 2"
    assert "Reason: not written yet" in organiser.text
    organiser.open(f"/en/organise/{made[0].slug}/plan/compare/2/1", 404)


def _places(visitor: Visitor) -> dict[str, str]:
    """Return the place of each question by the number of its measure."""
    found = {}
    for legend in visitor.soup.find_all("legend"):
        words = legend.get_text(" ", strip=True).split()
        if words[:3] == ["What", "is", "measure"]:
            control = legend.find_parent("fieldset")
            assert control is not None
            name = control.find("input", type="radio")
            assert name is not None
            found[words[3]] = str(name["name"]).removeprefix("match_")
    return found
