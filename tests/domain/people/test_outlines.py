"""Outlines of the regions: all of them, and those of a day joined as they were."""

import re
from datetime import date

import pytest

from consult.domain.people.outlines import outlines_on, sheet
from consult.domain.people.regions import all_regions, regions_on, standing_on

PATH = re.compile(r"(M[\d.]+ [\d.]+l(-?[\d.]+ -?[\d.]+ ?)+z)+")
JOINED_2011 = {
    "KZ-19": ("KZ-19", "KZ-33"),
    "KZ-35": ("KZ-35", "KZ-62"),
    "KZ-61": ("KZ-61", "KZ-79"),
    "KZ-63": ("KZ-10", "KZ-63"),
}


def test_every_region_of_today_has_an_outline():
    drawn = outlines_on(date(2026, 1, 1))
    assert set(drawn) == set(all_regions())
    assert len(drawn) == 20
    assert all(outline.codes == (code,) for code, outline in drawn.items())


@pytest.mark.parametrize("day", [date(2011, 3, 14), date(2019, 1, 1), date(2022, 6, 8)])
def test_outlines_of_a_day_are_its_regions(day):
    assert set(outlines_on(day)) == {region.code for region in regions_on(day)}


def test_regions_of_2011_hold_those_split_from_them_later():
    drawn = outlines_on(date(2011, 3, 14))
    assert {code: one.codes for code, one in drawn.items() if len(one.codes) > 1} == JOINED_2011
    assert len(drawn) == 16


def test_outlines_are_paths_on_the_sheet():
    whole = sheet()
    for outline in whole.outlines.values():
        assert PATH.fullmatch(outline.path)
        x, y = outline.label
        assert 0 < x < whole.width
        assert 0 < y < whole.height


@pytest.mark.parametrize(
    ("west", "east"),
    [
        ("KZ-27", "KZ-15"),
        ("KZ-47", "KZ-43"),
        ("KZ-39", "KZ-55"),
        ("KZ-62", "KZ-35"),
        ("KZ-61", "KZ-31"),
        ("KZ-19", "KZ-63"),
        ("KZ-79", "KZ-75"),
        ("KZ-10", "KZ-63"),
        ("KZ-23", "KZ-71"),
    ],
)
def test_labels_lie_west_and_east_as_the_regions_do(west, east):
    drawn = outlines_on(date(2026, 1, 1))
    assert drawn[west].label[0] < drawn[east].label[0]


@pytest.mark.parametrize(
    ("north", "south"),
    [
        ("KZ-59", "KZ-11"),
        ("KZ-11", "KZ-71"),
        ("KZ-71", "KZ-62"),
        ("KZ-10", "KZ-33"),
        ("KZ-33", "KZ-75"),
        ("KZ-27", "KZ-23"),
        ("KZ-23", "KZ-47"),
    ],
)
def test_labels_lie_north_and_south_as_the_regions_do(north, south):
    drawn = outlines_on(date(2026, 1, 1))
    assert drawn[north].label[1] < drawn[south].label[1]


def test_a_region_stands_where_it_was_on_that_day():
    day = date(2019, 1, 1)
    assert standing_on("KZ-62", day) == "KZ-35"
    assert standing_on("KZ-79", day) == "KZ-79"
    assert standing_on("KZ-79", date(2011, 1, 1)) == "KZ-61"
    assert standing_on("abroad", day) == "abroad"
