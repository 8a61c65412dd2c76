"""Registers in the database: imports, positions with their history, totals, lists."""

from datetime import date
from pathlib import Path

import pytest

from consult.domain.people.actors import system
from consult.domain.recommendations import operations, queries
from consult.domain.recommendations.importer import read_register
from consult.kernel.errors import Conflict, Missing, NotFound
from tests.factories.recommendations import make_cycle, make_recommendation

DATA = Path(__file__).parents[2] / "data"
BY = system("test")
NAME = "recommendations_cycle1.csv"


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


def sample():
    return read_register((DATA / NAME).read_bytes(), NAME)


def typed(rows, head="mechanism,cycle,paragraph,text_en,position,position_source\n"):
    return read_register((head + rows).encode(), "list.csv")


def counts(outcome):
    return outcome.as_dict()["counts"]


def test_import_register_when_new():
    outcome = operations.import_register(sample(), by=BY)
    register = queries.register("UPR", "1")
    assert counts(outcome) == {"new": 128, "changed": 0, "unchanged": 0}
    assert register.counts == {"received": 128, "supported": 121, "noted": 7}
    first, tenth = (queries.recommendation_by_key("UPR", "1", key) for key in ("95.1", "95.10"))
    assert first.text != tenth.text


def test_import_register_when_repeated_changes_nothing():
    operations.import_register(sample(), by=BY)
    again = operations.import_register(sample(), by=BY)
    assert counts(again) == {"new": 0, "changed": 0, "unchanged": 128}
    assert len(queries.recommendation_by_key("UPR", "1", "95.1").positions) == 1


def test_import_register_when_dry_stores_nothing():
    outcome = operations.import_register(sample(), by=BY, dry=True)
    assert (counts(outcome)["new"], queries.registers()) == (128, [])


def test_import_register_when_findings_stop_it():
    with pytest.raises(operations.RegisterBlocked):
        operations.import_register(typed("UPR,1,,Do,supported,A\n"), by=BY)


def test_import_register_when_a_position_changed_keeps_both():
    operations.import_register(typed("UPR,9,95.1,Do,pending,Report\n"), by=BY)
    outcome = operations.import_register(typed("UPR,9,95.1,Do,noted,Addendum\n"), by=BY)
    found = queries.recommendation_by_key("UPR", "9", "95.1")
    assert outcome.changed == [(("UPR", "9", "95.1"), ("position",))]
    assert [(one.number, one.position, one.source) for one in found.positions] == [
        (1, "pending", "Report"),
        (2, "noted", "Addendum"),
    ]
    assert found.position == "noted"


def test_import_register_when_an_old_file_comes_again_takes_nothing_back():
    old = typed("UPR,9,95.1,Do,pending,Report\n")
    operations.import_register(old, by=BY)
    found = queries.recommendation_by_key("UPR", "9", "95.1")
    operations.state_position(
        found, "supported", "Addendum", date(2010, 6, 10), by=BY, expected=found.row_version
    )
    assert counts(operations.import_register(old, by=BY))["unchanged"] == 1
    assert found.position == "supported"


def test_import_register_when_a_language_is_missing_keeps_it():
    operations.import_register(typed("UPR,9,95.1,Do,noted,A\n"), by=BY)
    head = "mechanism,cycle,paragraph,text_ru\n"
    operations.import_register(typed("UPR,9,95.1,Делать\n", head), by=BY)
    found = queries.recommendation_by_key("UPR", "9", "95.1")
    assert found.text.as_dict() == {"en": "Do", "ru": "Делать"}
    assert found.position == "noted"


def test_import_register_when_a_predecessor_is_named():
    head = "mechanism,cycle,paragraph,text_en,predecessor\n"
    operations.import_register(typed("UPR,8,95.1,Do,\nUPR,9,124.2,Go on,8/95.1\n", head), by=BY)
    before, after = (
        queries.recommendation_by_key("UPR", *key) for key in (("8", "95.1"), ("9", "124.2"))
    )
    assert after.predecessor_id == before.id
    assert [one.paragraph for one in queries.successors(before.id)] == ["124.2"]


def test_state_position_when_somebody_else_was_faster():
    found = make_recommendation(cycle=make_cycle())
    seen = found.row_version
    found = queries.recommendation_by_key(found.mechanism, found.cycle, found.paragraph)
    operations.state_position(found, "noted", "A", None, by=BY, expected=seen)
    with pytest.raises(Conflict):
        operations.state_position(found, "pending", "B", None, by=BY, expected=seen)
    assert found.position == "noted"


def test_state_position_when_the_source_is_missing():
    found = make_recommendation(cycle=make_cycle())
    found = queries.recommendation_by_key(found.mechanism, found.cycle, found.paragraph)
    with pytest.raises(Missing):
        operations.state_position(found, "noted", " ", None, by=BY, expected=1)


def test_set_predecessor_when_it_is_itself():
    found = make_recommendation(cycle=make_cycle())
    with pytest.raises(operations.OwnPredecessor):
        operations.set_predecessor(found, found, by=BY)


def test_quote_total_when_it_differs_is_shown_with_both():
    cycle = make_cycle()
    make_recommendation("95.1", cycle=cycle)
    make_recommendation("95.2", cycle=cycle, position="noted")
    operations.quote_total("UPR", cycle, "supported", 3, "Agency", by=BY)
    operations.quote_total("UPR", cycle, "received", 3, "Agency", by=BY)
    operations.quote_total("UPR", cycle, "received", 2, "Agency", by=BY)
    register = queries.register("UPR", cycle)
    assert {total.what: total.count for total in register.quoted} == {"supported": 3, "received": 2}
    assert [(total.what, total.count) for total in register.differing] == [("supported", 3)]


def test_recommendation_page_when_filtered():
    cycle = make_cycle()
    make_recommendation("95.2", cycle=cycle, themes=["CSO"], states=["BR"])
    make_recommendation("95.10", cycle=cycle, affected_groups=["media"], sdg_targets=["1.3"])
    make_recommendation("95.1", cycle=cycle, position="noted", sdg_targets=["16.10"])

    def found(**wanted):
        page = queries.recommendation_page(("UPR", cycle), queries.Filters(**wanted), None)
        return [one.paragraph for one in page.items]

    assert found() == ["95.1", "95.2", "95.10"]
    assert found(theme="CSO") == found(state="BR") == ["95.2"]
    assert found(group="media") == ["95.10"]
    assert (found(goal="1"), found(goal="16"), found(goal="16.10")) == (
        ["95.10"],
        ["95.1", "95.2"],
        ["95.1"],
    )
    assert (found(position="noted"), found(words="protect 95.10")) == (["95.1"], ["95.10"])


def test_recommendation_page_when_longer_than_a_page():
    cycle = make_cycle()
    for number in range(1, 23):
        make_recommendation(f"95.{number}", cycle=cycle)
    first = queries.recommendation_page(("UPR", cycle), queries.Filters(), None)
    second = queries.recommendation_page(("UPR", cycle), queries.Filters(), first.next)
    assert [one.paragraph for one in first.items][-1] == "95.20"
    assert [one.paragraph for one in second.items] == ["95.21", "95.22"]


def test_facets_when_counted():
    cycle = make_cycle()
    make_recommendation("95.1", cycle=cycle, sdg_targets=["16.3", "16.10"])
    make_recommendation("95.2", cycle=cycle, states=["FR", "BR"])
    found = queries.facets(("UPR", cycle))
    assert found.of("goal") == {"16": 2}
    assert found.of("state") == {"FR": 2, "BR": 1}
    assert found.of("position") == {"supported": 2}


def test_register_when_nothing_is_there():
    with pytest.raises(NotFound):
        queries.register("UPR", make_cycle())
