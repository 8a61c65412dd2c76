"""Editing a draft on the page: kinds, identities and reasons follow every step."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans import confirming, drafting, editing, identity, operations, queries
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.plans.typed import NumberUnfit, Typed, WordingMissing
from consult.kernel.database import db
from consult.kernel.errors import Conflict, NotFound, WrongState
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import in_three, make_consultation, make_plan

BY = system("command")
REASON = LocalisedText(kk="Себеп", ru="Причина")


@pytest.fixture
def consultation(app: Flask) -> Iterator[Consultation]:
    with app.app_context():
        made = make_consultation("answering")
        make_plan(made, 2, 2)
        found = db.session.get(Consultation, made.id)
        assert found is not None
        yield found
        db.session.rollback()


@pytest.fixture
def draft(consultation: Consultation) -> PlanVersion:
    return drafting.new_draft(consultation, by=BY)


def row(draft: PlanVersion, number: str) -> MeasureVersion:
    return queries.measure_by_number(draft.id, number).measure


def typed(draft: PlanVersion, number: str, /, **changes: Any) -> Typed:
    found = editing.typed_of(row(draft, number), number.split(".", maxsplit=1)[0])
    words = {name: changes.pop(name) for name in list(changes) if name in found.fields}
    return replace(found, fields={**found.fields, **words}, **changes)


def edit(draft: PlanVersion, number: str, /, **changes: Any) -> MeasureVersion:
    mark = editing.mark_of(row(draft, number))
    return editing.edit_measure(draft, number, typed(draft, number, **changes), mark=mark, by=BY)


def kinds(draft: PlanVersion) -> dict[str, str]:
    return {one.number: one.change_kind for one in queries.measures_of(draft.id)}


def before(consultation: Consultation) -> dict[str, Any]:
    followed = queries.published_of(consultation.id)
    assert followed is not None
    return {one.number: one.measure_id for one in queries.measures_of(followed.id)}


def test_new_draft_copies_and_continues_everything(
    consultation: Consultation, draft: PlanVersion
) -> None:
    assert (draft.number, draft.measure_count) == (2, 4)
    assert kinds(draft) == dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), "unchanged")
    after = {one.number: one.measure_id for one in queries.measures_of(draft.id)}
    assert after == before(consultation)
    bodies = [
        (one.role, one.organisation.code) for one in row(draft, "1.1").executors if one.organisation
    ]
    assert bodies == [("lead", "MOJ"), ("co", "MFA")]
    operations.publish_version(consultation, draft, by=BY)
    assert draft.state == "published"


def test_new_draft_when_there_is_one(consultation: Consultation, draft: PlanVersion) -> None:
    with pytest.raises(drafting.DraftExists) as refused:
        drafting.new_draft(consultation, by=BY)
    assert refused.value.facts == {"number": draft.number}


def test_edit_measure_understands_what_is_typed(draft: PlanVersion) -> None:
    bodies = LocalisedText(ru="МЮ, МВД (созыв)", kk="ӘМ, ІІМ (жинақтау)")
    deadline = LocalisedText(ru="4 квартал 2012 года", kk="2012 жылғы 4-тоқсан")
    refs = LocalisedText(ru="95.10, 95.12-95.14", kk="95.10, 95.12-95.14")
    edit(draft, "1.1", executors=bodies, deadline=deadline, recommendations=refs)
    db.session.expire_all()
    found = row(draft, "1.1")
    assert [(one.role, one.organisation and one.organisation.code) for one in found.executors] == [
        ("co", "MOJ"),
        ("lead", "MIA"),
    ]
    assert found.intervals == [["2012-10-01", "2012-12-31"]]
    assert found.recommendations == ["95.10", "95.12", "95.13", "95.14"]
    assert kinds(draft)["1.1"] == "edited"
    assert "мю" in found.search_text


def test_edit_measure_back_is_unchanged_again(draft: PlanVersion) -> None:
    edit(draft, "1.1", text=in_three("Other words"))
    assert kinds(draft)["1.1"] == "edited"
    edit(draft, "1.1", text=in_three("Adopt rules 1.1"))
    assert kinds(draft)["1.1"] == "unchanged"


def test_edit_measure_when_it_gets_another_number_and_section(draft: PlanVersion) -> None:
    edit(draft, "1.1", number="2.10", section="2")
    assert [one.number for one in queries.measures_of(draft.id)] == ["1.2", "2.1", "2.2", "2.10"]
    assert kinds(draft)["2.10"] == "renumbered"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"number": "1.2"}, editing.NumberTaken),
        ({"number": "one"}, NumberUnfit),
        ({"text": LocalisedText(ru="Только русский")}, WordingMissing),
        ({"section": "9"}, NotFound),
    ],
)
def test_edit_measure_when_refused(
    draft: PlanVersion, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        edit(draft, "1.1", **changes)


def test_edit_measure_when_somebody_was_faster(draft: PlanVersion) -> None:
    mark = editing.mark_of(row(draft, "1.1"))
    edit(draft, "1.1", text=in_three("Mine"))
    with pytest.raises(Conflict):
        editing.edit_measure(draft, "1.1", typed(draft, "1.1"), mark=mark, by=BY)


def test_edit_measure_when_published(consultation: Consultation, draft: PlanVersion) -> None:
    operations.publish_version(consultation, draft, by=BY)
    with pytest.raises(WrongState):
        edit(draft, "1.1", text=in_three("Too late"))
    statement = text("update measure_versions set number = '9' where plan_version_id = :id")
    with pytest.raises(IntegrityError, match="plan_version_published"), db.session.begin_nested():
        db.session.execute(statement, {"id": draft.id})


def test_add_measure_is_added(consultation: Consultation, draft: PlanVersion) -> None:
    made = editing.add_measure(draft, typed(draft, "1.1", number="1.3"), by=BY)
    assert (made.change_kind, draft.measure_count) == ("added", 5)
    assert made.measure_id not in before(consultation).values()
    assert [one.number for one in queries.measures_of(draft.id)] == [
        "1.1", "1.2", "1.3", "2.1", "2.2",
    ]  # fmt: skip


def test_remove_measure_needs_a_reason_and_keeps_it(draft: PlanVersion) -> None:
    mark = editing.mark_of(row(draft, "1.2"))
    with pytest.raises(confirming.RemovalReasonMissing):
        editing.remove_measure(draft, "1.2", LocalisedText(), mark=mark, by=BY)
    editing.remove_measure(draft, "1.2", REASON, mark=mark, by=BY)
    gone = identity.removals_of(draft.id)
    assert [(one.measure_version.number, one.reason, one.confirmed) for one in gone] == [
        ("1.2", REASON, True)
    ]
    assert draft.measure_count == 3


def test_remove_measure_when_it_was_added_in_the_draft(draft: PlanVersion) -> None:
    made = editing.add_measure(draft, typed(draft, "1.1", number="1.3"), by=BY)
    editing.remove_measure(draft, "1.3", LocalisedText(), mark=editing.mark_of(made), by=BY)
    assert (identity.removals_of(draft.id), draft.measure_count) == ([], 4)


def test_split_measure_keeps_the_identity_in_the_first(
    consultation: Consultation, draft: PlanVersion
) -> None:
    parts = [typed(draft, "1.1"), typed(draft, "1.1", number="1.3", text=in_three("Second part"))]
    mark = editing.mark_of(row(draft, "1.1"))
    first, second = editing.split_measure(draft, "1.1", parts, mark=mark, by=BY)
    assert (first.change_kind, second.change_kind) == ("split", "split")
    assert first.measure_id == before(consultation)["1.1"]
    assert second.measure_id not in before(consultation).values()


def test_merge_measures_continues_both(consultation: Consultation, draft: PlanVersion) -> None:
    mark = editing.mark_of(row(draft, "1.1"))
    made = editing.merge_measures(
        draft, "1.1", "1.2", typed(draft, "1.1", text=in_three("Both")), mark=mark, by=BY
    )
    assert (made.change_kind, made.measure_id) == ("merged", before(consultation)["1.1"])
    assert identity.removals_of(draft.id) == []
    operations.publish_version(consultation, draft, by=BY)


def test_edit_section_changes_its_title(draft: PlanVersion) -> None:
    section = queries.sections_of(draft.id)[0]
    mark = editing.mark_of_section(section)
    editing.edit_section(draft, "1", in_three("New title"), mark=mark, by=BY)
    assert queries.sections_of(draft.id)[0].title == in_three("New title")
    with pytest.raises(Conflict):
        editing.edit_section(draft, "1", in_three("Another"), mark=mark, by=BY)


def test_discard_draft_after_edits(consultation: Consultation, draft: PlanVersion) -> None:
    edit(draft, "1.1", text=in_three("Other words"))
    editing.add_measure(draft, typed(draft, "1.1", number="1.3"), by=BY)
    operations.discard_draft(draft, by=BY)
    assert queries.draft_of(consultation.id) is None
