"""No withheld number of a published table can be computed from what is printed."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.domain.reports.small_numbers import FEW, Masked, mask_table, masked

NUMBERS = st.one_of(st.integers(0, 7), st.integers(0, 7), st.integers(8, 60))
COLUMNS = st.lists(NUMBERS, min_size=1, max_size=7)
LIMITS = {"answered": ("comments",), "organisations": ("people", "comments")}


def possible(values, found):
    """Every way to fill the withheld cells that fits the labels, the zeros shown and the total."""
    places = [place for place, mask in enumerate(found.cells) if mask != "shown"]
    left = sum(values[place] for place in places)
    zeros = found.total == "few" or any(values[place] == 0 for place in places)
    bottom = 0 if zeros else 1
    most = {"shown": left, "few": FEW - 1, "hidden": left + FEW}[found.total]
    ways = [()]
    for place in places:
        span = range(bottom, FEW) if found.cells[place] == "few" else range(FEW, most + 1)
        ways = [(*way, value) for way in ways for value in span if sum(way) + value <= most]
    return places, [way for way in ways if found.total != "shown" or sum(way) == left]


@given(COLUMNS)
def test_no_withheld_number_can_be_computed_from_the_column(values):
    found = masked(values)
    places, ways = possible(values, found)
    for position, place in enumerate(places):
        seen = {way[position] for way in ways}
        assert values[place] in seen
        assert len(seen) > 1, (values, found)


@given(COLUMNS)
def test_small_numbers_are_never_printed_and_labels_are_true(values):
    found = masked(values)
    for value, mask in zip(values, found.cells, strict=True):
        assert mask != "shown" or not 0 < value < FEW
        assert mask != "few" or value < FEW
        assert mask != "hidden" or value >= FEW
    assert found.total != "shown" or not 0 < sum(values) < FEW


@given(st.lists(st.sampled_from([0, 5, 9, 40]), max_size=9))
def test_columns_without_small_numbers_are_printed_whole(values):
    assert masked(values) == Masked(("shown",) * len(values), "shown")


def test_one_small_number_hides_the_smallest_other_one():
    assert masked([52, 3, 9, 0, 17]).cells == ("shown", "few", "hidden", "shown", "shown")


def test_two_small_numbers_protect_each_other():
    assert masked([52, 3, 1, 0, 17]).cells == ("shown", "few", "few", "shown", "shown")


def test_two_numbers_at_the_limit_hide_a_third_one():
    assert masked([4, 4, 0, 30]).cells == ("few", "few", "shown", "hidden")


def test_a_total_below_five_leaves_no_number():
    assert masked([0, 3, 0]) == Masked(("few", "few", "few"), "few")


def test_total_goes_where_nothing_is_left_to_hide_behind():
    assert masked([4, 4]) == Masked(("few", "few"), "hidden")


def test_hidden_number_that_another_column_pins_down_protects_nothing():
    """Six answered of six comments: the hidden six would be known, and with it the three."""
    table = {"comments": [6, 40, 9, 0], "answered": [6, 3, 9, 0]}
    found = mask_table(table, {"answered": ("comments",)})
    assert masked(table["answered"]).cells == ("hidden", "few", "shown", "shown")
    assert len(filled(table, found, {"answered": ("comments",)})["answered", 1]) > 1


SMALL = st.integers(0, 9)
PEOPLE = st.lists(st.tuples(SMALL, SMALL, SMALL), min_size=2, max_size=4)
"""Places: people who came, comments sent, and how many of the comments are answered (at most)."""


@given(PEOPLE)
@settings(max_examples=200, deadline=None)
def test_no_number_of_a_random_population_follows_from_the_whole_table(places):
    table = {
        "comments": [sent for _came, sent, _answered in places],
        "answered": [min(sent, answered) for _came, sent, answered in places],
    }
    limits = {"answered": ("comments",)}
    found = mask_table(table, limits)
    ways = filled(table, found, limits)
    for name, values in table.items():
        for place, value in enumerate(values):
            seen = ways[name, place]
            assert value in seen
            if 0 < value < FEW:
                assert len(seen) > 1, (table, found)


def filled(table, found, limits):
    """The values that each cell takes over all tables that would be printed like this one."""
    names = list(table)
    columns = {name: list(fitting(table[name], found[name])) for name in names}
    seen = {(name, place): set() for name in names for place in range(len(table[name]))}
    for chosen in product(*(columns[name] for name in names)):
        rows = dict(zip(names, chosen, strict=True))
        if fits(rows, limits):
            for name, values in rows.items():
                for place, value in enumerate(values):
                    seen[name, place].add(value)
    return seen


def fitting(values, found):
    """Every column that fits the masks and the total, numbers above being cut off a little above."""
    places, ways = possible(values, found)
    for way in ways:
        column = list(values)
        for place, value in zip(places, way, strict=True):
            column[place] = value
        yield tuple(column)


def fits(rows, limits):
    """Whether no number exceeds the sum of those that limit it."""
    return all(
        value <= sum(rows[one][place] for one in above)
        for name, above in limits.items()
        if name in rows
        for place, value in enumerate(rows[name])
    )
