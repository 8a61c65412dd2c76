"""Kinds and regions of withheld authors are shown in crowds only, and never follow from the rest."""

import random

from consult.domain.submissions.k_rule import K, Withheld, crowds, shown_values


def people(count: int, kind: str, region: str = "", place: str = "1.1") -> list[Withheld]:
    return [Withheld(place, f"{kind}{region}{place}{n}", kind, region) for n in range(count)]


def test_value_of_five_authors_is_shown_and_of_four_is_not() -> None:
    assert shown_values({"ngo": 5}) == {"ngo"}
    assert shown_values({"ngo": 4}) == frozenset()


def test_few_others_hide_the_crowd_too() -> None:
    assert shown_values({"ngo": 9, "fund": 2}) == frozenset()
    assert shown_values({"ngo": 9, "fund": 6, "union": 2}) == {"ngo"}
    assert shown_values({"ngo": 9, "fund": 3, "union": 2}) == {"ngo"}


def test_unknown_is_never_shown_and_counts_as_hidden() -> None:
    assert shown_values({"unknown": 30, "KZ-75": 5}) == {"KZ-75"}
    assert shown_values({"": 2, "KZ-75": 5}) == frozenset()


def test_one_author_with_many_comments_is_no_crowd() -> None:
    found = crowds([Withheld("1.1", "one", "ngo") for _ in range(20)])
    assert found.facts("1.1", "ngo", "") == frozenset()


def test_kind_and_region_are_never_shown_together() -> None:
    found = crowds(people(6, "ngo", "KZ-75") + people(6, "fund", "KZ-10", place="2.1"))
    assert found.facts("1.1", "ngo", "KZ-75") == {"kind"}
    mixed = [Withheld("3.1", n, f"kind {n}", "KZ-75") for n in range(6)]
    assert crowds(mixed).facts("3.1", "kind 1", "KZ-75") == {"region"}


def test_measures_are_counted_apart() -> None:
    found = crowds(people(4, "ngo", place="1.1") + people(4, "ngo", place="1.2"))
    assert found.facts("1.1", "ngo", "") == found.facts("1.2", "ngo", "") == frozenset()


def test_no_population_lets_a_small_group_be_told_apart() -> None:
    dice = random.Random(118)
    for _ in range(2000):
        counts = {f"kind {n}": dice.randrange(12) for n in range(dice.randrange(1, 8))}
        shown = shown_values(counts)
        rest = sum(count for kind, count in counts.items() if kind not in shown)
        assert all(counts[kind] >= K for kind in shown)
        assert not shown or rest == 0 or rest >= K
