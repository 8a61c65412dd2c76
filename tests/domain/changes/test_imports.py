"""A prepared list of causes in the real database."""

import json
from collections import Counter

import pytest
from sqlalchemy import select

from consult.domain.changes import queries
from consult.domain.changes.importer import read_causes
from consult.domain.changes.imports import import_causes
from consult.domain.changes.models import ChangeCause
from consult.domain.changes.refusals import CausesBlocked
from consult.kernel.database import db
from tests.factories.trace import (
    BY,
    LIST,
    change_named,
    codes_of_answers,
    import_list,
    second_version,
)

ONCE = second_version


@pytest.fixture
def version(app):
    with app.app_context():
        yield second_version()


def listed():
    return json.loads(LIST.read_bytes())


def bring(version, changed, **options):
    data = json.dumps(changed).encode()
    return import_causes(
        version, read_causes(data, "list.json"), filename="list.json", by=BY, **options
    )


def test_import_causes_when_the_list_of_2011_leaves_none_open(version):
    before = queries.counts_of(version.id)
    import_list(version)
    after = queries.counts_of(version.id)
    assert (before.total, before.open) == (21, 19)
    assert (after.total, after.open) == (21, 0)
    kinds = {kind: number for kind, number in listed()["counts"].items() if kind != "unchanged"}
    assert dict(after.kinds) == kinds


def test_import_causes_ties_every_comment_of_the_list(version):
    import_list(version)
    assert len(db.session.scalars(select(ChangeCause)).all()) == 78
    for one in listed()["changes"]:
        change = change_named(version, one["id"])
        assert sorted(cause.comment.code for cause in change.causes) == one["comment_codes"]
        assert change.explanation.as_dict() == one["explanation"]
    causes = Counter(change.cause for change in queries.changes_of(version.id))
    assert causes == {"comments": 17, "own_initiative": 1, "agreed": 1, "": 2}
    assert set(codes_of_answers()) == {
        code for one in listed()["changes"] for code in one["comment_codes"]
    } | {"UPR-2011/0085-1"}


def test_import_causes_a_second_time_changes_nothing(version):
    import_list(version)
    outcome = bring(version, listed())
    assert (outcome.stored, outcome.unchanged, outcome.findings) == (0, 21, [])


def test_import_causes_when_dry_stores_nothing(version):
    outcome = bring(version, listed(), dry=True)
    assert (outcome.stored, queries.counts_of(version.id).open) == (21, 19)


@pytest.mark.parametrize(
    ("place", "field", "value", "code"),
    [
        (0, "comment_codes", ["UPR-2011/9999-1"], "E_CAUSES_COMMENT_UNKNOWN"),
        (0, "v1", "1.1", "E_CAUSES_CHANGE_UNKNOWN"),
        (0, "origin", [], "E_CAUSES_INCOMPLETE"),
        (9, "explanation", {"ru": "Только по-русски"}, "E_CAUSES_INCOMPLETE"),
    ],
)
def test_import_causes_when_an_entry_does_not_fit_stores_nothing(
    version, place, field, value, code
):
    changed = listed()
    changed["changes"][place][field] = value
    with pytest.raises(CausesBlocked) as refused:
        bring(version, changed)
    stopping = [one for one in refused.value.facts["findings"] if one.stops]
    assert [(one.code, one.row) for one in stopping] == [(code, place + 1)]
    db.session.rollback()
    assert queries.counts_of(version.id).open == 19


def test_import_causes_when_a_change_is_not_named_says_so(version):
    changed = listed()
    del changed["changes"][0]
    outcome = bring(version, changed)
    assert [one.code for one in outcome.findings] == ["W_CAUSES_NOT_NAMED"]
    assert queries.counts_of(version.id).open == 1
