"""Regions are called as they were called on the day of the record."""

from datetime import date

import pytest

from consult.domain.people.regions import (
    all_regions,
    existed_on,
    is_place,
    region_name,
    region_names,
    regions_on,
)

SPRING_2011 = date(2011, 3, 20)
SPRING_2025 = date(2025, 3, 20)


def test_region_name_before_and_after_renaming() -> None:
    assert region_name("KZ-61", "ru", SPRING_2011) == "Южно-Казахстанская область"
    assert region_name("KZ-61", "ru", SPRING_2025) == "Туркестанская область"
    assert region_name("KZ-61", "kk", date(2018, 6, 18)) == "Оңтүстік Қазақстан облысы"
    assert region_name("KZ-61", "kk", date(2018, 6, 19)) == "Түркістан облысы"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2019, 3, 22), "Astana"),
        (date(2019, 3, 23), "Nur-Sultan"),
        (date(2022, 9, 16), "Nur-Sultan"),
        (date(2022, 9, 17), "Astana"),
    ],
)
def test_capital_carries_the_name_of_its_day(day: date, name: str) -> None:
    assert region_name("KZ-71", "en", day) == name


def test_regions_on_counts_the_units_of_each_time() -> None:
    days = [SPRING_2011, date(2019, 1, 1), SPRING_2025]
    assert [len(regions_on(day)) for day in days] == [16, 17, 20]


def test_region_of_a_later_time_keeps_its_first_name() -> None:
    assert region_name("KZ-10", "ru", SPRING_2011) == "область Абай"
    assert not existed_on("KZ-10", SPRING_2011)
    assert existed_on("KZ-10", SPRING_2025)
    assert existed_on("abroad", SPRING_2011)


def test_places_that_are_no_region_have_names() -> None:
    assert region_name("", "en", SPRING_2011) == "Not stated"
    assert region_names("abroad", SPRING_2011)["ru"] == "за рубежом"
    assert is_place("national")
    assert not is_place("KZ-99")


def test_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        region_name("KZ-99", "ru", SPRING_2011)


def test_every_period_of_every_region_follows_the_one_before() -> None:
    for region in all_regions().values():
        for before, after in zip(region.periods, region.periods[1:], strict=False):
            assert before.valid_until is not None
            assert after.valid_from is not None
            assert (after.valid_from - before.valid_until).days == 1
