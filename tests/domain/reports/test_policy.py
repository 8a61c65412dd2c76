"""Who sees what: the whole table, and the stubs of what is not published."""

import itertools

import pytest

from consult.domain.reports.document import NO_TEXT, Points
from consult.domain.reports.policy import POLICY, reading, treatment, view_row, view_rows
from consult.domain.reports.vocabulary import AUDIENCES, PUBLICATIONS
from consult.domain.submissions.rules import LEVELS
from tests.domain.reports import samples

EXPECTED = {
    ("organiser", "author_name"): ("named", "org_only", "withheld_public"),
    ("organiser", "organisation"): ("named", "org_only", "withheld_public"),
    ("organiser", "author_kind"): LEVELS,
    ("organiser", "region"): LEVELS,
    ("organiser", "meeting"): LEVELS,
    ("organiser", "exact_time"): ("named", "org_only", "withheld_public"),
    ("organiser", "consent"): LEVELS,
    ("ministry", "author_name"): ("named", "withheld_public"),
    ("ministry", "organisation"): ("named", "org_only", "withheld_public"),
    ("ministry", "author_kind"): ("named", "org_only", "withheld_public"),
    ("ministry", "region"): ("named", "org_only", "withheld_public"),
    ("ministry", "meeting"): ("named", "org_only", "withheld_public"),
    ("ministry", "exact_time"): ("named", "org_only"),
    ("ministry", "consent"): ("named", "org_only", "withheld_public"),
    ("public", "author_name"): ("named",),
    ("public", "organisation"): ("named", "org_only"),
    ("public", "author_kind"): ("named", "org_only"),
    ("public", "region"): ("named", "org_only"),
    ("public", "meeting"): ("named", "org_only"),
    ("public", "exact_time"): ("named", "org_only"),
    ("public", "consent"): ("named", "org_only"),
}


@pytest.mark.parametrize(("audience", "field"), EXPECTED)
def test_policy_table_shows_each_field_at_these_levels_only(audience, field):
    shown = tuple(level for level in LEVELS if treatment(field, audience, level) == "shown")
    assert shown == tuple(EXPECTED[audience, field])


def test_policy_table_has_no_line_that_is_not_tested():
    assert set(EXPECTED) == set(itertools.product(AUDIENCES, POLICY))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_view_of_a_published_row_follows_the_table(audience, level):
    row = samples.row(0, consent=level, publication="published")
    viewed = view_row(row, audience)
    author = viewed.author
    seen = {
        "author_name": author.name == row.author.name,
        "organisation": author.organisation == row.author.organisation,
        "author_kind": author.kind == row.author.kind,
        "region": author.region_code == row.author.region_code,
        "exact_time": viewed.received_at == row.received_at,
        "consent": viewed.consent == level,
    }
    assert seen == {field: level in EXPECTED[audience, field] for field in seen}
    assert viewed.received_on == row.received_on
    assert viewed.points == row.points


@pytest.mark.parametrize(
    ("level", "display"),
    [
        ("named", "shown"),
        ("org_only", "shown"),
        ("withheld_public", "name_withheld"),
        ("withheld_ministries", "name_withheld"),
        ("anonymous", "anonymous"),
    ],
)
def test_public_author_is_called_by_the_consent(level, display):
    row = samples.row(0, consent=level, publication="published")
    assert view_row(row, "public").author.display == display


def test_unknown_consent_is_treated_as_anonymous():
    viewed = view_row(samples.row(0, consent="new-level", publication="published"), "organiser")
    assert (viewed.author.name, viewed.received_at) == ("", None)


@pytest.mark.parametrize(
    ("audience", "stubs"),
    [
        ("organiser", ()),
        ("ministry", ("spam", "withdrawn")),
        ("public", ("received", "withheld", "spam", "withdrawn")),
    ],
)
def test_stubs_stand_for_what_the_audience_may_not_read(audience, stubs):
    rows = {code: samples.row(0, publication=code, redacted=Points("r")) for code in PUBLICATIONS}
    found = tuple(code for code, row in rows.items() if reading(row, audience) == "stub")
    assert found == stubs


def test_stub_keeps_number_day_ground_and_outcome_only():
    row = samples.row(0, publication="withheld", ground="insult", meeting=samples.SECTIONS["1"])
    stub = view_row(row, "public")
    kept = (stub.comment_code, stub.received_on, stub.ground, stub.target, stub.outcome)
    assert kept == (row.comment_code, row.received_on, "insult", row.target, row.outcome)
    assert stub.points == Points()
    assert stub.answer is not None
    assert stub.answer.reasons == NO_TEXT
    assert (stub.author.name, stub.author.organisation) == ("", NO_TEXT)
    assert (stub.author.kind, stub.author.region_code) == ("not_shown", "not_shown")
    assert (stub.received_at, stub.meeting, stub.consent) == (None, NO_TEXT, "withheld")


def test_redacted_layer_replaces_the_original_for_all_but_organisers():
    row = samples.row(0, publication="published_redacted", redacted=Points("layer"))
    texts = [view_row(row, audience).points.text for audience in AUDIENCES]
    assert texts == [row.points.text, "layer", "layer"]
    assert all(view_row(row, audience).redacted is None for audience in AUDIENCES)


def test_lost_redaction_leaves_a_stub_and_not_the_original():
    row = samples.row(0, publication="published_redacted", redacted=None)
    assert view_row(row, "public").points == Points()


def test_view_rows_keeps_the_order():
    codes = [row.comment_code for row in view_rows(samples.rows(30), "public")]
    assert codes == [row.comment_code for row in samples.rows(30)]
