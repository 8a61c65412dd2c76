"""References of plans and the registers they mean: links, unknown ones, the coverage matrix."""

import json
from pathlib import Path

import pytest

from consult.domain.people.actors import system
from consult.domain.plans import linking, operations, queries
from consult.domain.plans.coverage import coverage_of
from consult.domain.plans.importer import SourceFile, read_plan
from consult.domain.recommendations.importer import read_register
from consult.kernel.database import db
from consult.kernel.errors import Missing
from tests.factories.consultations import make_consultation, make_plan, measure_of
from tests.factories.reading import statements
from tests.factories.recommendations import carry_out, make_cycle, make_recommendation

DATA = Path(__file__).parents[2] / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
NAME = "recommendations_cycle1.csv"
BY = system("test")
KEY = ("UPR", "1")


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


def register():
    linking.import_register(read_register((DATA / NAME).read_bytes(), NAME), by=BY)


def plan(consultation, number):
    names = [f"plan_v{number}_{language}.xlsx" for language in ("ru", "kk", "en")]
    sources = [SourceFile(name, (DATA / name).read_bytes()) for name in names]
    known = linking.positions_for(consultation.id)
    parsed = read_plan(sources, known_recommendations=known)
    return operations.import_plan(consultation, parsed, sources, by=BY)


def paragraphs(rows):
    return [row.recommendation.paragraph for row in rows]


@pytest.mark.parametrize("number", [1, 2])
def test_coverage_of_when_the_sample_plan_is_imported(number):
    facts = MANIFEST["files"][f"plan_v{number}_ru.xlsx"]
    consultation = make_consultation("draft")
    register()
    linking.set_registers(consultation, [KEY], by=BY)
    found = coverage_of(plan(consultation, number))
    assert paragraphs(found.uncovered) == facts["supported_not_covered"]
    unknown = [[one.measure.number, one.paragraph] for one in found.unknown]
    noted = [[one.measure.number, one.recommendation.paragraph] for one in found.noted]
    warnings = facts["warnings"]
    assert (unknown, noted) == (warnings["W_REF_UNKNOWN"], warnings["W_REF_NOTED"])
    without = [one.number for one in found.without_recommendation]
    named = warnings["W_NO_RECOMMENDATION"] + warnings["I_NO_RECOMMENDATION_EXPLAINED"]
    assert without == named
    assert (len(found.rows), found.to_cover) == (128, 121)
    assert found.covered == 121 - len(facts["supported_not_covered"])


def test_link_when_a_plan_names_ranges():
    consultation = make_consultation("draft")
    register()
    linking.set_registers(consultation, [KEY], by=BY)
    version = plan(consultation, 1)
    expected = {
        one["number"]: [number for number in one["recommendations"] if number != "95.97"]
        for one in MANIFEST["expected_parse"]["measures"]
    }
    rows = coverage_of(version).rows
    linked = {number: [] for number in expected}
    for row in rows:
        for measure in row.measures:
            linked[measure.number].append(row.recommendation.paragraph)
    assert {number: set(found) for number, found in linked.items()} == {
        number: set(found) for number, found in expected.items()
    }


def test_link_when_the_register_comes_after_the_plan():
    consultation = make_consultation("draft")
    version = plan(consultation, 1)
    assert coverage_of(version).rows == []
    register()
    linking.set_registers(consultation, [KEY], by=BY)
    assert [one.paragraph for one in linking.unknown_references(version.id)] == ["95.97"]
    added = read_register(b"mechanism,cycle,paragraph,text_en\nUPR,1,95.97,Do\n", "more.csv")
    linking.import_register(added, by=BY)
    assert linking.unknown_references(version.id) == []


def test_link_when_a_draft_is_replaced_or_discarded():
    consultation = make_consultation("draft")
    register()
    linking.set_registers(consultation, [KEY], by=BY)
    plan(consultation, 1)
    version = plan(consultation, 2)
    assert coverage_of(version).covered == 114
    operations.discard_draft(version, by=BY)
    assert queries.versions_of(consultation.id) == []


def test_import_plan_when_a_register_is_chosen_takes_its_themes():
    consultation = make_consultation("draft")
    register()
    linking.set_registers(consultation, [KEY], by=BY)
    version = plan(consultation, 1)
    assert any("INTEG" in measure.themes for measure in queries.measures_of(version.id))
    unknown = [one for one in version.findings if one["code"] == "W_REF_UNKNOWN"]
    assert {one["facts"]["reference"] for one in unknown} == {"95.97"}
    assert len(unknown) == 3


def test_set_registers_when_one_is_unknown():
    consultation = make_consultation("draft")
    with pytest.raises(Missing):
        linking.set_registers(consultation, [("UPR", make_cycle())], by=BY)


def test_coverage_of_when_all_deadlines_are_permanent():
    consultation = make_consultation("draft")
    version = make_plan(consultation, sections=1, measures=2, published=False)
    cycle = make_cycle()
    one, two = (make_recommendation(number, cycle=cycle) for number in ("95.1", "95.2"))
    first, second = (measure_of(consultation, number) for number in ("1.1", "1.2"))
    first.recurrence = "permanent"
    db.session.commit()
    carry_out(first, one, two)
    carry_out(second, two)
    assert paragraphs(coverage_of(version).only_permanent) == ["95.1"]


def test_coverage_of_when_it_grows_costs_the_same():
    consultation = make_consultation("draft")
    version = make_plan(consultation, published=False)
    cycle = make_cycle()
    costs = []
    for number in range(1, 4):
        carry_out(measure_of(consultation), make_recommendation(f"95.{number}", cycle=cycle))
        db.session.expire_all()
        db.session.refresh(version)
        with statements() as seen:
            found = coverage_of(version)
            assert len(found.by_theme[0].rows) == number
        costs.append(len(seen))
    assert costs == [4, 4, 4]
