"""The changes of a version made from its difference to the one before."""

import json
from collections import Counter

import pytest

from consult.domain.changes import operations, queries
from consult.domain.changes.gathering import gather
from consult.domain.plans import operations as plans
from consult.kernel.database import db
from tests.factories.trace import (
    BY,
    LIST,
    change_named,
    import_list,
    import_version,
    make_discussed,
)

ONCE = make_discussed


@pytest.fixture
def discussed(app):
    with app.app_context():
        yield make_discussed()


def expected():
    return json.loads(LIST.read_bytes())["changes"]


def numbers(change, side):
    return [row.measure_version.number for row in change.measures if row.side == side]


def test_gather_when_the_second_version_is_imported(discussed):
    version = import_version(discussed, 2, publish=False)
    found = [
        (one.kind, numbers(one, "before"), numbers(one, "after"))
        for one in queries.changes_of(version.id)
    ]
    wanted = [(one["kind"], [one["v1"]] if one["v1"] else [], one["v2"]) for one in expected()]
    assert sorted(found) == sorted(wanted)
    assert [one.number for one in queries.changes_of(version.id)] == list(range(1, 22))


def test_gather_names_the_fields_that_differ(discussed):
    version = import_version(discussed, 2, publish=False)
    import_list(version)
    names = {"refs": "recommendations"}
    for one in expected():
        if one["kind"] == "edited":
            wanted = {names.get(name, name) for name in one["fields"]}
            assert wanted <= set(change_named(version, one["id"]).fields), one["id"]


def test_gather_when_the_first_version_is_imported_finds_nothing(discussed):
    assert queries.newest_compared(discussed.id) == []


def test_gather_again_keeps_causes_and_rows(discussed):
    version = import_version(discussed, 2, publish=False)
    import_list(version)
    before = {one.id: (one.row_version, one.cause) for one in queries.changes_of(version.id)}
    held = discussed.id
    db.session.expunge_all()
    gather(plans.queries.version_of(held, 2), by=BY)
    after = {one.id: (one.row_version, one.cause) for one in queries.changes_of(version.id)}
    assert after == before


def test_import_in_place_of_a_draft_keeps_causes(discussed):
    version = import_version(discussed, 2, publish=False)
    import_list(version)
    held = plans.queries.version_of(discussed.id, 2)
    held.sources = []
    db.session.commit()
    again = import_version(discussed, 2, publish=False)
    assert again.id != version.id
    changes = queries.changes_of(again.id)
    assert Counter(one.cause for one in changes) == {
        "comments": 17,
        "own_initiative": 1,
        "agreed": 1,
        "": 2,
    }
    assert sum(len(one.causes) for one in changes) == 78
    assert operations.official(changes[0]) == ["kk", "ru"]
