"""Which kinds and regions of withheld authors stand on pages, counted in the database."""

import pytest

from consult.domain.responses.reading import read_publicly
from consult.domain.submissions.crowds import crowded_facts
from consult.domain.submissions.levels import view_author
from consult.domain.submissions.models import Comment
from consult.domain.submissions.reading import on_measure
from consult.kernel.database import db
from tests.factories.comments import make_comment, make_submission
from tests.factories.consultations import make_consultation, make_plan, measure_of
from tests.factories.people import make_organisation
from tests.factories.roundtables import make_table

ZONE = "Asia/Almaty"


@pytest.fixture
def consultation(app):
    with app.app_context():
        made = make_consultation()
        make_plan(made)
        yield made


def comments(consultation, count, level="withheld_public", *, kind="ngo", number="1.1", **facts):
    """Published comments, each of an organisation of its own; without a kind of individuals."""
    for place in range(count):
        who = {"author_name": f"Person {level} {place} {facts}"}
        if kind:
            who = {
                "organisation_id": make_organisation(kind=kind).id,
                "author_kind": "organisation",
            }
        submission = make_submission(consultation, level=level, **{**who, **facts})
        measure = measure_of(consultation, number)
        make_comment(consultation, measure, submission=submission, publication="published")


def kinds_on(consultation, number="1.1"):
    db.session.expunge_all()
    page = on_measure(measure_of(consultation, number).measure_id)
    return [one.author.kind for one in read_publicly(page.items, ZONE)]


def test_kind_of_five_withheld_authors_stands_on_the_page(consultation):
    comments(consultation, 5)
    assert kinds_on(consultation) == ["ngo"] * 5


def test_kind_of_four_does_not_nor_that_of_five_on_two_measures(consultation):
    comments(consultation, 4)
    comments(consultation, 1, number="1.2")
    assert kinds_on(consultation) == [""] * 4
    assert kinds_on(consultation, "1.2") == [""]


def test_two_of_another_kind_hide_the_crowd(consultation):
    comments(consultation, 6)
    comments(consultation, 2, "anonymous", kind="")
    assert kinds_on(consultation) == [""] * 8


def test_one_organisation_with_five_comments_is_no_crowd(consultation):
    one = make_organisation(kind="ngo").id
    comments(consultation, 5, kind="", organisation_id=one)
    assert kinds_on(consultation) == [""] * 5


def test_named_authors_are_shown_without_a_crowd_and_make_none(consultation):
    comments(consultation, 1, "named")
    comments(consultation, 4)
    assert sorted(kinds_on(consultation)) == ["", "", "", "", "ngo"]


def test_staff_see_the_region_of_anonymous_authors_where_their_kinds_differ(consultation):
    for kind in ("individual", "joint"):
        comments(consultation, 4, "anonymous", kind="", author_kind=kind, region_code="KZ-75")
    db.session.expire_all()
    rows = on_measure(measure_of(consultation).measure_id).items
    facts = crowded_facts(rows, "staff")
    seen = [view_author(row.submission, "staff", facts(row)) for row in rows]
    assert {(view.kind, view.region_code) for view in seen} == {("", "KZ-75")}
    assert {tuple(crowded_facts(rows, "ministry")(row)) for row in rows} == {("region",)}
    ministry = [view_author(row.submission, "ministry", {"region"}) for row in rows]
    assert {view.region_code for view in ministry} == {""}


def test_nobody_withheld_costs_no_query(consultation):
    comments(consultation, 1, "named")
    rows = on_measure(measure_of(consultation).measure_id).items
    assert crowded_facts(rows, "public")(rows[0]) == frozenset()
    assert all(isinstance(row, Comment) for row in rows)


def test_four_whom_the_ministry_knows_are_no_crowd_for_a_fifth_one(consultation):
    comments(consultation, 4)
    comments(consultation, 1, "withheld_ministries")
    assert kinds_on(consultation) == [""] * 5


def test_speakers_at_a_meeting_are_told_by_no_kind_and_make_no_crowd(consultation):
    """Their page names the meeting, and with it a region."""
    table = make_table(consultation)
    comments(consultation, 5)
    comments(consultation, 6, round_table_id=table.id)
    assert sorted(kinds_on(consultation)) == [""] * 6 + ["ngo"] * 5
    comments(consultation, 4, number="1.2")
    comments(consultation, 5, number="1.2", round_table_id=table.id)
    assert kinds_on(consultation, "1.2") == [""] * 9
