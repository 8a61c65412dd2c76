"""Figures by region: the record of the meetings and comments, for organisers and for the public."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consult import demo
from consult.app import create_app
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.reports.regions import Figures, figures_of
from consult.domain.roundtables.models import AttendanceCount, Attendee
from consult.kernel.database import db
from tests.conftest import copy_of, make_settings
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan
from tests.factories.people import make_organisation
from tests.factories.reports import make_answer
from tests.factories.roundtables import make_table

MANIFEST = Path(__file__).parents[2] / "data" / "manifest.json"
IN_2011 = {"opens_at": datetime(2011, 3, 14, 3, tzinfo=UTC)}


@pytest.fixture
def context(app):
    with app.app_context():
        yield


@pytest.fixture
def consultation(context):
    held = make_consultation("answering", **IN_2011)
    make_plan(held)
    return held


def comment(consultation, region, level="named", **changes):
    """A published comment of somebody from a region; facts of the submission end with a name."""
    about = {name: changes.pop(name) for name in ("organisation_id",) if name in changes}
    sent = make_submission(consultation, region_code=region, level=level, **about)
    facts = {"publication": "published", **changes}
    return make_comment(consultation, submission=sent, **facts)


def test_comments_count_at_their_region_with_their_answers(consultation):
    make_answer(comment(consultation, "KZ-35"))
    comment(consultation, "KZ-35")
    comment(consultation, "abroad")
    found = figures_of(consultation, "organiser")
    assert found.places == {
        "KZ-35": Figures(comments=2, answered=1),
        "abroad": Figures(comments=1),
    }
    assert found.total == Figures(comments=3, answered=1)


def test_spam_counts_as_received_and_stands_in_no_public_figure(consultation):
    comment(consultation, "KZ-35", publication="spam")
    assert figures_of(consultation, "organiser").total == Figures(comments=1)
    assert figures_of(consultation, "public").total == Figures()


def test_regions_that_came_later_count_at_the_one_they_were_part_of(consultation):
    comment(consultation, "KZ-10")
    comment(consultation, "KZ-79")
    found = figures_of(consultation, "organiser")
    assert set(found.places) == {"KZ-63", "KZ-61"}
    assert found.joined == {"KZ-10": "KZ-63", "KZ-33": "KZ-19", "KZ-62": "KZ-35", "KZ-79": "KZ-61"}


@pytest.mark.parametrize(
    ("level", "changes"),
    [
        ("withheld_public", {}),
        ("withheld_ministries", {}),
        ("anonymous", {}),
        ("named", {"publication": "received"}),
        ("named", {"publication": "withheld"}),
        ("named", {"withdrawn_at": datetime(2011, 4, 1, tzinfo=UTC)}),
    ],
)
def test_the_public_sees_no_region_that_no_page_shows(consultation, level, changes):
    make_answer(comment(consultation, "KZ-47", level, **changes))
    found = figures_of(consultation, "public")
    assert found.places == {"not_shown": Figures(comments=1, answered=1)}
    assert set(figures_of(consultation, "organiser").places) == {"KZ-47"}


def test_organisations_count_once_a_region_and_once_in_all(consultation):
    body = make_organisation()
    for region in ("KZ-35", "KZ-35", "KZ-55"):
        comment(consultation, region, organisation_id=body.id)
    table = make_table(consultation, attendance="named")
    facts = {"round_table_id": table.id, "may_be_named": True}
    db.session.add_all(
        [
            Attendee(**facts, key="1", organisation_id=body.id),
            Attendee(**facts, key="2", organisation_name="Open Door"),
            Attendee(**facts, key="3", organisation_name=" open door "),
            Attendee(**facts, key="4", left_out_at=datetime.now(UTC), organisation_name="Gone"),
        ]
    )
    db.session.commit()
    found = figures_of(consultation, "public")
    assert found.at("KZ-35") == Figures(1, 3, 2, 2, 0)
    assert found.at("KZ-55") == Figures(0, 0, 1, 1, 0)
    assert found.total == Figures(1, 3, 2, 3, 0)


def test_an_organisation_that_is_withheld_is_not_counted_for_the_public(consultation):
    comment(consultation, "KZ-35", "withheld_public", organisation_id=make_organisation().id)
    assert figures_of(consultation, "public").total.organisations == 0
    assert figures_of(consultation, "organiser").total.organisations == 1


def test_people_are_the_announced_number_else_the_list_else_categories(consultation):
    make_table(consultation, region_code="KZ-55", attended=33)
    numbers = make_table(consultation, region_code="KZ-27", attendance="numbers")
    rows = [
        AttendanceCount(round_table_id=numbers.id, position=place, category=str(place), count=12)
        for place in (1, 2)
    ]
    db.session.add_all(rows)
    db.session.commit()
    found = figures_of(consultation, "public")
    assert found.at("KZ-55") == Figures(round_tables=1, people=33)
    assert found.at("KZ-27") == Figures(round_tables=1, people=24)


def test_tables_that_were_not_held_stand_in_the_list_only(consultation):
    make_table(consultation, state="planned")
    make_table(consultation, state="cancelled")
    found = figures_of(consultation, "public")
    assert [table.held for table in found.tables] == [False]
    assert found.total == Figures()


def test_a_national_table_counts_for_the_whole_country(consultation):
    make_table(consultation, level="national", region_code="KZ-71", attended=80)
    assert figures_of(consultation, "public").places == {"national": Figures(1, 80)}


@pytest.mark.committed
def test_the_example_equals_its_manifest(example, tmp_path):
    expected = Counter()
    files = json.loads(MANIFEST.read_text())["files"]
    rows = files["comment_index.csv"]["by_region"]
    for code, count in rows.items():
        expected[{"none": "unknown", "KZ-10": "KZ-63"}.get(code, code)] += count
    with copy_of(example, tmp_path) as copy:
        app = create_app(make_settings(copy.url, copy.instance))
        with app.app_context():
            old = consultation_by_slug(demo.OLD)
            every, public = figures_of(old, "organiser"), figures_of(old, "public")
            db.session.remove()
            db.engine.dispose()
    found = {place: figures.comments for place, figures in every.places.items()}
    assert {place: count for place, count in found.items() if count} == expected
    assert every.total.comments == 323
    calendar = files["round_tables.csv"]
    assert every.total.round_tables == calendar["regional"] + calendar["national"] == 7
    in_regions = every.total.people - every.at("national").people
    assert in_regions == calendar["attended_regional"] == 212
    assert public.total.comments == sum(one.comments for one in public.places.values()) == 319
    assert all(public.at(place).comments <= expected[place] for place in expected)
