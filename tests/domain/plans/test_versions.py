"""The second version of a plan: what its measures continue, what differs, when it is published."""

import json
from pathlib import Path

import pytest

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.plans import chain, comparing, confirming, identity, operations, queries
from consult.domain.plans.importer import SourceFile, read_plan
from consult.domain.plans.wording import field_text
from consult.kernel.database import db
from consult.kernel.localised import LocalisedText
from tests.factories.consultations import make_consultation

DATA = Path(__file__).parents[2] / "data"
BY = system("command")
EXPECTED = json.loads((DATA / "plan_v2_changes.json").read_text(encoding="utf-8"))
NAMES = {"refs": "recommendations"}
REASON = LocalisedText(kk="Өлшенетін әсері жоқ", ru="Нет измеримого влияния")


def sources(version):
    names = [f"plan_v{version}_{language}.xlsx" for language in ("ru", "kk", "en")]
    return [SourceFile(name, (DATA / name).read_bytes()) for name in names]


@pytest.fixture(scope="module")
def parsed():
    return {number: read_plan(sources(number)) for number in (1, 2)}


@pytest.fixture
def consultation(app):
    with app.app_context():
        made = make_consultation("draft")
        yield db.session.get(Consultation, made.id)
        db.session.rollback()


@pytest.fixture
def versions(consultation, parsed):
    """The first version, published, and the second as a draft."""
    first = operations.import_plan(consultation, parsed[1], sources(1), by=BY)
    operations.publish_version(consultation, first, by=BY)
    return first, operations.import_plan(consultation, parsed[2], sources(2), by=BY)


def test_differences_after_import_are_those_that_were_made(versions):
    first, second = versions
    found = comparing.differences(first.id, second.id)
    shown = {
        (
            one.kind,
            tuple(row.number for row in one.before),
            tuple(row.number for row in one.after),
        )
        for one in found
    }
    assert shown == {
        (one["kind"], (one["v1"],) if one["v1"] else (), tuple(one["v2"]))
        for one in EXPECTED["changes"]
    }
    assert len(found) == len(EXPECTED["changes"])


@pytest.mark.parametrize("change", EXPECTED["changes"], ids=lambda change: change["id"])
def test_differences_after_import_name_the_fields_and_texts(versions, change):
    found = comparing.differences(versions[0].id, versions[1].id)
    numbers = {tuple(row.number for row in one.after or one.before): one for one in found}
    difference = numbers[tuple(change["v2"]) or (change["v1"],)]
    wanted = {NAMES.get(name, name): texts for name, texts in change["fields"].items()}
    if change["kind"] == "split":
        assert set(wanted) <= set(difference.fields)
    else:
        assert set(difference.fields) == set(wanted)
    for name, texts in wanted.items():
        for language, pair in texts.items():
            rows = (difference.before[0], difference.after[0])
            assert [field_text(row, name).exact(language) for row in rows] == pair


def test_import_when_a_second_version_counts_kinds(versions):
    kinds = [row.change_kind for row in queries.measures_of(versions[1].id)]
    counted = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counted == {"unchanged": 34, "edited": 14, "renumbered": 2, "split": 2, "added": 3}
    gone = identity.removals_of(versions[1].id)
    assert [(row.measure_version.number, row.confirmed) for row in gone] == [("6.4", False)]


def test_differences_stand_in_the_order_of_the_plan(versions):
    found = comparing.differences(versions[0].id, versions[1].id)
    sixth = [(one.kind, [row.number for row in one.after or one.before]) for one in found]
    place = sixth.index(("removed", ["6.4"]))
    assert sixth[place - 1 : place + 3] == [
        ("edited", ["6.2"]),
        ("removed", ["6.4"]),
        ("renumbered", ["6.4"]),
        ("renumbered", ["6.5"]),
    ]


def test_publish_version_when_changes_are_unconfirmed(consultation, versions):
    with pytest.raises(operations.UnconfirmedChanges) as refused:
        operations.publish_version(consultation, versions[1], by=BY)
    assert refused.value.facts == {
        "measures": ["2.11", "3.7", "3.8", "4.7", "6.4", "6.5", "8.6"],
        "removals": ["6.4"],
    }


def test_confirm_all_proposed_leaves_removals_without_a_reason_open(consultation, versions):
    assert confirming.confirm_all_proposed(versions[1], by=BY) == ["6.4"]
    with pytest.raises(operations.UnconfirmedChanges):
        operations.publish_version(consultation, versions[1], by=BY)
    confirming.confirm_removal(versions[1], "6.4", REASON, by=BY)
    operations.publish_version(consultation, versions[1], by=BY)
    assert (versions[0].state, versions[1].state) == ("superseded", "published")


def test_confirm_removal_when_the_reason_is_missing(versions):
    with pytest.raises(confirming.RemovalReasonMissing):
        confirming.confirm_removal(versions[1], "6.4", LocalisedText(), by=BY)


def test_identities_continue_through_renumbering_and_split(versions):
    before = {row.number: row.measure_id for row in queries.measures_of(versions[0].id)}
    after = {row.number: row.measure_id for row in queries.measures_of(versions[1].id)}
    assert (after["6.4"], after["6.5"]) == (before["6.5"], before["6.6"])
    assert after["3.7"] == before["3.7"]
    assert after["3.8"] not in before.values()
    assert len(set(after.values())) == 55


def test_confirm_match_when_a_person_decides_otherwise(versions):
    second = versions[1]
    before = {row.number: row.measure_id for row in queries.measures_of(versions[0].id)}
    (merged,) = confirming.confirm_matches(second, {"6.4": ["6.4", "6.5"]}, by=BY)
    assert (merged.change_kind, merged.measure_id) == ("merged", before["6.4"])
    assert identity.removals_of(second.id) == []
    (parted,) = confirming.confirm_matches(second, {"3.8": []}, by=BY)
    assert (parted.change_kind, parted.confirmed) == ("added", True)
    assert queries.measure_by_number(second.id, "3.7").measure.change_kind == "edited"


def test_confirm_match_when_the_number_is_unknown(versions):
    with pytest.raises(confirming.UnknownMeasure) as refused:
        confirming.confirm_matches(versions[1], {"6.4": ["9.9"]}, by=BY)
    assert refused.value.facts == {"number": "9.9", "version": 1}


def test_successors_of_when_split_and_removed(versions):
    old = {row.number: row.id for row in queries.measures_of(versions[0].id)}
    asked = [old[number] for number in ("3.7", "6.4", "6.6")]
    assert chain.successors_of(asked) == {identity: [] for identity in asked}
    found = chain.successors_of(asked, drafts=True)
    numbers = {identity: [row.number for row in rows] for identity, rows in found.items()}
    assert numbers == {old["3.7"]: ["3.7", "3.8"], old["6.4"]: [], old["6.6"]: ["6.5"]}
