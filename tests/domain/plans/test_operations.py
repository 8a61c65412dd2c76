"""Importing and publishing plans in the real database."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans import confirming, operations, queries
from consult.domain.plans.importer import SourceFile, read_plan
from consult.domain.plans.importer.register import read_themes
from consult.domain.plans.models import Measure, MeasureExecutor, MeasureVersion
from consult.kernel.database import db
from consult.kernel.errors import WrongState
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import make_consultation

DATA = Path(__file__).parents[2] / "data"
BY = system("command")


def sources(version=1):
    names = [f"plan_v{version}_{language}.xlsx" for language in ("ru", "kk", "en")]
    return [SourceFile(name, (DATA / name).read_bytes()) for name in names]


@pytest.fixture(scope="module")
def parsed():
    return read_plan(sources())


@pytest.fixture(scope="module")
def parsed_2():
    return read_plan(sources(2))


@pytest.fixture
def consultation(app):
    with app.app_context():
        made = make_consultation("draft")
        yield db.session.get(Consultation, made.id)
        db.session.rollback()


def test_import_plan_when_three_languages(consultation, parsed):
    version = operations.import_plan(consultation, parsed, sources(), by=BY)
    parts = queries.plan_of(version.id)
    assert (version.number, version.state, version.languages) == (1, "draft", ["ru", "kk", "en"])
    assert (version.section_count, version.measure_count) == (8, 52)
    assert (len(parts), sum(len(part.measures) for part in parts)) == (8, 52)
    measure = queries.measure_by_number(version.id, "2.1")
    assert (measure.previous, measure.next) == ("1.6", "2.2")
    assert measure.measure.text.kk == "Жабық мекемелерге ескертусіз баратын тәуелсіз орган құру"
    assert [
        (executor.role, executor.organisation.code) for executor in measure.measure.executors
    ] == [("lead", "MOJ"), ("co", "MIA"), ("by_agreement", "PGO")]


def test_import_plan_when_no_lead_is_marked(consultation, parsed):
    version = operations.import_plan(consultation, parsed, sources(), by=BY)
    leads = db.session.scalars(
        select(MeasureVersion.number)
        .where(MeasureVersion.plan_version_id == version.id)
        .where(~MeasureVersion.executors.any(MeasureExecutor.role == "lead"))
    ).all()
    assert leads == []


def test_import_plan_when_the_same_files_come_again(consultation, parsed):
    operations.import_plan(consultation, parsed, sources(), by=BY)
    with pytest.raises(operations.AlreadyImported) as refused:
        operations.import_plan(consultation, parsed, sources(), by=BY)
    assert refused.value.facts == {"number": 1}


def test_import_plan_when_a_draft_is_replaced(consultation, parsed, parsed_2):
    first = operations.import_plan(consultation, parsed, sources(), by=BY)
    reasons = LocalisedText(ru="Потому что")
    operations.edit_section_reasons(first, {"3": reasons}, by=BY)
    second = operations.import_plan(consultation, parsed_2, sources(2), by=BY)
    assert [version.id for version in queries.versions_of(consultation.id)] == [second.id]
    assert (second.number, second.measure_count) == (1, 55)
    assert queries.sections_of(second.id)[2].reasons == reasons
    own = Measure.consultation_id == consultation.id
    assert db.session.scalar(select(func.count()).select_from(Measure).where(own)) == 55


def test_import_plan_when_a_finding_stops_it(consultation):
    source = SourceFile("missing_header.xlsx", (DATA / "traps/missing_header.xlsx").read_bytes())
    with pytest.raises(operations.PlanBlocked):
        operations.import_plan(consultation, read_plan([source]), [source], by=BY)
    assert queries.versions_of(consultation.id) == []


def test_import_plan_when_recommendations_are_given(consultation, parsed):
    name = "recommendations_cycle1.csv"
    themes = read_themes((DATA / name).read_bytes(), name)
    version = operations.import_plan(consultation, parsed, sources(), by=BY, themes=themes)
    assert themes["95.2"] == ("INTL", "INTEG")
    found = queries.measures_of(version.id, queries.Filters(theme="INTEG"))
    assert all("INTEG" in measure.themes for measure in found)
    assert 0 < len(found) < 52


def test_measures_of_when_narrowed(consultation, parsed):
    version = operations.import_plan(consultation, parsed, sources(), by=BY)
    of = queries.measures_of
    assert {m.number[0] for m in of(version.id, queries.Filters(section="3"))} == {"3"}
    assert [m.number for m in of(version.id, queries.Filters(words="ЖАБЫҚ мекемелерге"))] == ["2.1"]
    by_body = of(version.id, queries.Filters(body="MOJ"))
    assert all(
        "MOJ" in {e.organisation.code for e in m.executors if e.organisation} for m in by_body
    )
    assert of(version.id, queries.Filters(words="100%_")) == []


def test_publish_version_when_it_is_a_draft(consultation, parsed, parsed_2):
    first = operations.import_plan(consultation, parsed, sources(), by=BY)
    operations.publish_version(consultation, first, by=BY)
    second = operations.import_plan(consultation, parsed_2, sources(2), by=BY)
    assert (first.state, second.state, second.number) == ("published", "draft", 2)
    confirming.confirm_all_proposed(second, by=BY)
    confirming.confirm_removal(second, "6.4", LocalisedText(ru="Нет влияния"), by=BY)
    operations.publish_version(consultation, second, by=BY)
    assert (first.state, second.state) == ("superseded", "published")
    assert queries.published_of(consultation.id) is second


def test_second_version_keeps_the_identity_of_measures(consultation, parsed, parsed_2):
    first = operations.import_plan(consultation, parsed, sources(), by=BY)
    operations.publish_version(consultation, first, by=BY)
    second = operations.import_plan(consultation, parsed_2, sources(2), by=BY)
    before = {m.number: m.measure_id for m in queries.measures_of(first.id)}
    kinds: dict[str, int] = {}
    for measure in queries.measures_of(second.id):
        kinds[measure.change_kind] = kinds.get(measure.change_kind, 0) + 1
        if measure.change_kind == "unchanged":
            assert before[measure.number] == measure.measure_id
    assert kinds["unchanged"] == 34
    assert kinds["renumbered"] == 2


@pytest.mark.parametrize(
    "statement",
    [
        "update measure_versions set number = '9.9' where plan_version_id = :id",
        "delete from measure_executors where measure_version_id in "
        "(select id from measure_versions where plan_version_id = :id)",
        "update sections set reasons = '{}' where plan_version_id = :id",
        "update plan_versions set title = '{}' where id = :id",
        "delete from plan_versions where id = :id",
        "insert into sections (id, plan_version_id, number, position, title, reasons) "
        "values (gen_random_uuid(), :id, '99', 99, '{}', '{}')",
    ],
)
def test_published_version_when_changed_past_the_application(consultation, parsed, statement):
    version = operations.import_plan(consultation, parsed, sources(), by=BY)
    operations.publish_version(consultation, version, by=BY)
    db.session.flush()
    with pytest.raises(IntegrityError, match="plan_version_published"), db.session.begin_nested():
        db.session.execute(text(statement), {"id": version.id})


def test_edit_section_reasons_when_published(consultation, parsed):
    version = operations.import_plan(consultation, parsed, sources(), by=BY)
    operations.publish_version(consultation, version, by=BY)
    with pytest.raises(WrongState):
        operations.edit_section_reasons(version, {"1": LocalisedText(ru="Нет")}, by=BY)


def test_publish_version_when_the_plan_is_discussed(consultation, parsed):
    version = operations.import_plan(consultation, parsed, sources(), by=BY)
    consultation.state = "open"
    db.session.flush()
    with pytest.raises(operations.PlanFixed):
        operations.publish_version(consultation, version, by=BY)


def test_discard_draft(consultation, parsed):
    version = operations.import_plan(consultation, parsed, sources(), by=BY)
    operations.discard_draft(version, by=BY)
    assert queries.versions_of(consultation.id) == []
