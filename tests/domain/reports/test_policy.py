"""Who sees what: the whole table, and the stubs of what is not published."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from consult.domain.reports.document import NO_TEXT, Points
from consult.domain.reports.parts import AttachmentLine
from consult.domain.reports.policy import FACT_OF, reading, shows, view_lines, view_row, view_rows
from consult.domain.reports.vocabulary import AUDIENCES, PUBLICATIONS
from consult.domain.submissions.rules import LEVELS, UNLINKED_LEVELS
from tests.domain.reports import samples

OPEN = ("named", "org_only")
TOLD = (*OPEN, "withheld_public")
SEALED = (*TOLD, "withheld_ministries")
EXPECTED = {
    ("organiser", "author_name"): TOLD,
    ("organiser", "organisation"): TOLD,
    ("organiser", "author_kind"): SEALED,
    ("organiser", "region"): TOLD,
    ("organiser", "meeting"): LEVELS,
    ("organiser", "exact_time"): TOLD,
    ("organiser", "consent"): LEVELS,
    ("organiser", "reg_no"): LEVELS,
    **{
        (audience, field): OPEN
        for audience in ("ministry", "public")
        for field in FACT_OF
        if field != "author_name"
    },
    **{(audience, "verification"): LEVELS for audience in AUDIENCES},
    ("ministry", "author_name"): ("named",),
    ("public", "author_name"): ("named",),
}


@pytest.mark.parametrize(("audience", "field"), EXPECTED)
def test_each_field_is_shown_at_these_levels_only(audience, field):
    shown = tuple(level for level in LEVELS if shows(field, audience, level))
    assert shown == tuple(EXPECTED[audience, field])


def test_no_field_of_the_table_is_left_untested():
    assert set(EXPECTED) == set(itertools.product(AUDIENCES, FACT_OF))


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
        "verification": viewed.verification == row.verification,
        "consent": viewed.consent == level,
        "reg_no": viewed.reg_no == row.reg_no,
    }
    assert seen == {field: level in EXPECTED[audience, field] for field in seen}
    by_week = audience != "organiser" and level in UNLINKED_LEVELS
    assert viewed.week == by_week
    assert viewed.received_on == (monday_of(row) if by_week else row.received_on)
    assert viewed.counted is not None
    assert viewed.counted[0] == row.reg_no
    assert viewed.points == row.points


def monday_of(row):
    return row.received_on - timedelta(days=row.received_on.weekday())


@pytest.mark.parametrize("publication", ["published", "withheld"])
def test_week_of_receipt_cannot_be_counted_back_to_the_day(publication):
    rows = (samples.row(n, consent="anonymous", publication=publication) for n in range(30))
    viewed = [view_row(row, "public") for row in rows if row.answer is not None]
    assert viewed
    assert {row.answer.days_from_receipt for row in viewed} == {None}
    assert {row.received_on.weekday() for row in viewed} == {0}
    assert {row.reg_no for row in viewed} == {""}


def test_files_of_a_submission_are_listed_only_under_a_number_that_is_shown():
    lines = [AttachmentLine("A/1", ("A/1-1", "A/1-2"), 2, level) for level in (*LEVELS, "")]
    shown = {
        audience: [one.consent for one in view_lines(lines, audience)] for audience in AUDIENCES
    }
    assert shown == {
        "organiser": [*LEVELS, ""],
        "ministry": list(OPEN),
        "public": list(OPEN),
    }


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


def test_sealed_author_is_called_withheld_though_the_row_holds_no_name():
    row = samples.row(0, consent="withheld_ministries", publication="published")
    sealed = replace(row, author=replace(row.author, name="", organisation=NO_TEXT))
    shown = {view_row(sealed, audience).author.display for audience in AUDIENCES}
    assert shown == {"name_withheld"}


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
