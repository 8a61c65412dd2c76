"""Tables T1 to T9: their sums, their percentages, and the rates."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.domain.reports.figures import percent
from consult.domain.reports.policy import view_rows
from consult.domain.reports.statistics import compute
from consult.domain.reports.vocabulary import AUDIENCES, PUBLICATIONS
from consult.domain.submissions.rules import LEVELS
from tests.domain.reports import samples


def counts(statistics, code):
    return {row.code: row.comments for row in statistics.table(code).rows if row.comments}


def of(rows, audience="organiser", **changes):
    return compute(samples.head(len(rows), **changes), view_rows(rows, audience))


@pytest.mark.parametrize(
    ("part", "base", "expected"),
    [
        (5, 10, 50.0),
        (5, 15, 33.3),
        (10, 15, 66.7),
        (5, 5, 100.0),
        (4, 100, None),
        (0, 100, None),
        (4, 4, None),
        (13, 16, 81.3),
    ],
)
def test_percent_has_one_decimal_and_none_below_five(part, base, expected):
    assert percent(part, base) == expected


ROW = st.builds(
    dict,
    index=st.integers(0, 500),
    place=st.sampled_from(["", "1", "1.1", "1.10", "2", "2.1", "2.2"]),
    consent=st.sampled_from(LEVELS),
    publication=st.sampled_from(PUBLICATIONS),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, max_size=40))
def test_sums_of_all_tables_agree_in_every_audience(drawn):
    rows = [
        samples.row(
            item["index"], item["place"], consent=item["consent"], publication=item["publication"]
        )
        for item in drawn
    ]
    for audience in AUDIENCES:
        statistics = of(rows, audience)
        assert statistics.comments == len(rows)
        single = [table for table in statistics.tables if not table.multiple]
        sums = {
            table.code: sum(row.comments for row in table.rows if not row.subtotal)
            for table in single
        }
        assert sums == dict.fromkeys(sums, len(rows))
        assert sum(row.comments for row in statistics.outcomes.rows) == len(rows)
        for cross in statistics.crosses:
            assert sum(cross.totals) == len(rows)
            assert sum(row.comments for row in cross.rows) == len(rows)
        channel = statistics.table("t1")
        assert sum(row.submissions for row in channel.rows) <= sum(
            row.comments for row in channel.rows
        )


def test_outcomes_are_the_same_in_every_audience():
    tables = [of(list(samples.rows(60)), audience).outcomes for audience in AUDIENCES]
    assert tables[0] == tables[1] == tables[2]


def test_withheld_authors_are_counted_as_not_shown_in_public():
    rows = [samples.row(i, consent="anonymous", publication="published") for i in range(6)]
    for audience in ("public", "ministry"):
        assert counts(of(rows, audience), "t2") == {"not_shown": 6}
        assert counts(of(rows, audience), "t3_region") == {"not_shown": 6}
    assert counts(of(rows, "organiser"), "t2") == {
        "ngo": 2, "accredited_ngo": 1, "individual": 1, "coalition": 1, "academia": 1,
    }  # fmt: skip


def test_region_table_has_the_regions_of_its_time_and_the_other_places():
    then = of([samples.row(0)]).table("t3_region").rows
    now = of([samples.row(0)], opens_at=datetime(2025, 3, 1, tzinfo=UTC)).table("t3_region").rows
    assert [len(then), len(now)] == [16 + 3, 20 + 3]
    assert [row.code for row in then[-3:]] == ["national", "abroad", "unknown"]


def test_region_that_did_not_exist_then_gets_a_row_of_its_own():
    author = replace(samples.row(0).author, region_code="KZ-10")
    statistics = of([samples.row(0, author=author)])
    assert counts(statistics, "t3_region") == {"KZ-10": 1}


def test_measures_without_a_comment_are_rows_and_listed():
    statistics = of([samples.row(0, "2.1")])
    assert {row.code: row.comments for row in statistics.table("t4").rows} == {
        "plan": 0,
        "section:1": 0,
        "general:1": 0,
        "measure:1.1": 0,
        "measure:1.10": 0,
        "section:2": 1,
        "general:2": 0,
        "measure:2.1": 1,
        "measure:2.2": 0,
    }
    assert statistics.measures_without_comment == ("1.1", "1.10", "2.2")


def test_measure_outside_the_plan_is_counted_all_the_same():
    target = replace(samples.target("2.1"), measure_number="9.9")
    assert counts(of([samples.row(0, target=target)]), "t4") == {"measure:9.9": 1}


def answered(disposition, index=0, **changes):
    answer = replace(samples.answer(0), disposition=disposition, **changes)
    return samples.row(index, answer=answer, publication="published")


def test_rates_leave_out_duplicates_and_withdrawn():
    dispositions = ["accepted"] * 6 + ["partly"] * 5 + ["covered"] + ["rejected"] * 8
    dispositions += ["duplicate"] * 3 + ["withdrawn"] * 2
    rows = [answered(code) for code in dispositions]
    rows += [samples.row(0, answer=None, publication="published") for _ in range(4)]
    rates = {rate.code: (rate.part, rate.base, rate.percent) for rate in of(rows).rates}
    assert rates["take_up"] == (12, 24, 50.0)
    assert rates["full_take_up"] == (6, 24, 25.0)
    assert rates["response"] == (20, 24, 83.3)
    assert rates["measures_changed"] == (3, 4, None)


def test_author_who_withdrew_without_an_answer_leaves_the_denominator():
    rows = [samples.row(0, answer=None, publication="withdrawn"), answered("accepted")]
    statistics = of(rows)
    assert {row.code: row.comments for row in statistics.outcomes.rows if row.comments} == {
        "accepted": 1,
        "withdrawn": 1,
    }
    assert statistics.rates[0].base == 1


def test_spam_is_an_outcome_of_its_own():
    statistics = of([samples.row(0, answer=None, publication="spam")])
    assert [row.code for row in statistics.outcomes.rows if row.comments] == ["spam"]


def test_timeliness_counts_local_days_and_medians():
    due = date(2011, 5, 31)
    last = datetime(2011, 5, 31, 17, 59, 59, tzinfo=UTC)
    rows = [
        answered("accepted", approved_at=last, days_from_close=10, days_from_receipt=20),
        answered(
            "noted", approved_at=last.replace(hour=18), days_from_close=13, days_from_receipt=21
        ),
        answered("noted", approved_at=last, days_from_close=40, days_from_receipt=90),
        answered("noted", approved_at=last, days_from_close=11, days_from_receipt=None),
        samples.row(0, answer=None, publication="published"),
    ]
    found = of(rows, answers_due=due).timeliness
    assert (found.in_time.part, found.later.part, found.unanswered.part) == (3, 1, 1)
    assert (found.median_from_close, found.median_from_receipt) == (12.0, 21.0)


def test_no_comments_give_empty_tables_and_no_percent():
    statistics = of([])
    assert (statistics.comments, statistics.submissions) == (0, 0)
    assert {row.percent for table in statistics.tables for row in table.rows} == {None}
    assert statistics.timeliness.median_from_close is None


def test_submissions_are_counted_once_each():
    rows = [samples.row(index) for index in range(10)]
    statistics = of(rows)
    assert statistics.submissions == 5
    assert sum(row.submissions for row in statistics.table("t1").rows) == 5


def test_themes_are_counted_in_every_row_they_name():
    rows = [
        samples.row(0, themes=("FREE", "NHRF")),
        samples.row(1, themes=("FREE",)),
        samples.row(2),
    ]
    table = of(rows).table("t6_theme")
    assert [(row.code, row.comments) for row in table.rows] == [
        ("FREE", 2),
        ("NHRF", 1),
        ("unknown", 1),
    ]
    assert table.multiple
