"""No withheld number of a column can be computed from what is printed."""

from hypothesis import given
from hypothesis import strategies as st

from consult.domain.reports.small_numbers import FEW, masks

NUMBERS = st.one_of(st.integers(0, 7), st.integers(0, 7), st.integers(8, 60))
COLUMNS = st.lists(NUMBERS, min_size=3, max_size=7).map(lambda numbers: [*numbers, 0])
"""Columns as the table of all places has them: nobody came from at least one place."""


def possible(values, found):
    """Every way to fill the withheld cells that fits the labels, the zeros shown and the total."""
    places = [place for place, mask in enumerate(found) if mask != "shown"]
    left = sum(values[place] for place in places)
    bottom = 0 if any(values[place] == 0 for place in places) else 1
    ways = [()]
    for place in places:
        span = range(bottom, FEW) if found[place] == "few" else range(FEW, left + 1)
        ways = [(*way, value) for way in ways for value in span if sum(way) + value <= left]
    return places, [way for way in ways if sum(way) == left]


@given(COLUMNS)
def test_no_withheld_number_can_be_computed_from_the_column(values):
    places, ways = possible(values, masks(values))
    for position, place in enumerate(places):
        seen = {way[position] for way in ways}
        assert values[place] in seen
        assert len(seen) > 1, (values, masks(values))


@given(COLUMNS)
def test_small_numbers_are_never_printed_and_labels_are_true(values):
    for value, mask in zip(values, masks(values), strict=True):
        assert mask != "shown" or not 0 < value < FEW
        assert mask != "few" or value < FEW
        assert mask != "hidden" or value >= FEW


@given(st.lists(st.sampled_from([0, 5, 9, 40]), max_size=9))
def test_columns_without_small_numbers_are_printed_whole(values):
    assert set(masks(values)) <= {"shown"}


def test_one_small_number_hides_the_smallest_other_one():
    assert masks([52, 3, 9, 0, 17]) == ("shown", "few", "hidden", "shown", "shown")


def test_two_small_numbers_protect_each_other():
    assert masks([52, 3, 1, 0, 17]) == ("shown", "few", "few", "shown", "shown")


def test_two_numbers_at_the_limit_hide_a_third_one():
    assert masks([4, 4, 0, 30]) == ("few", "few", "shown", "hidden")


def test_a_total_below_five_leaves_no_number():
    assert masks([0, 3, 0]) == ("few", "few", "few")
