"""Kinds and regions of withheld authors are shown in crowds only, and never follow from the rest."""

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from consult.domain.submissions.k_rule import Crowds, K, Withheld, crowds, shown_values
from consult.domain.submissions.levels import VIEWERS, WITHHELD, treatment

PUBLIC = "withheld_public"


def people(
    count: int, kind: str, region: str = "", place: str = "1.1", level: str = PUBLIC
) -> list[Withheld]:
    mark = f"{kind}{region}{place}{level}"
    return [Withheld(place, f"{mark}{n}", kind, region, level) for n in range(count)]


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
    found = crowds([Withheld("1.1", "one", "ngo", level=PUBLIC) for _ in range(20)])
    assert found.facts("1.1", PUBLIC, "ngo", "") == frozenset()


def test_kind_and_region_are_never_shown_together() -> None:
    found = crowds(people(6, "ngo", "KZ-75") + people(6, "fund", "KZ-10", place="2.1"))
    assert found.facts("1.1", PUBLIC, "ngo", "KZ-75") == {"kind"}
    mixed = [Withheld("3.1", n, f"kind {n}", "KZ-75", PUBLIC) for n in range(6)]
    assert crowds(mixed).facts("3.1", PUBLIC, "kind 1", "KZ-75") == {"region"}


def test_region_is_not_shown_where_readers_of_less_may_be_shown_a_kind() -> None:
    """Staff read two more comments than the public, whom the five alone are shown as a crowd."""
    five, others = people(5, "ngo", "KZ-75"), people(2, "individual", "KZ-75")
    assert crowds(five).facts("1.1", PUBLIC, "ngo", "KZ-75") == {"kind"}
    assert crowds(five + others).facts("1.1", PUBLIC, "ngo", "KZ-75") == frozenset()


def test_authors_whom_some_readers_know_make_no_crowd_for_the_others() -> None:
    """A ministry that answers knows the four by name; the fifth would be told by subtraction."""
    known, sealed = people(4, "ngo"), people(1, "ngo", level="withheld_ministries")
    found = crowds(known + sealed)
    for level in (PUBLIC, "withheld_ministries"):
        assert found.facts("1.1", level, "ngo", "") == frozenset()


def test_measures_are_counted_apart() -> None:
    found = crowds(people(4, "ngo", place="1.1") + people(4, "ngo", place="1.2"))
    shown = [found.facts(place, PUBLIC, "ngo", "") for place in ("1.1", "1.2")]
    assert shown == [frozenset(), frozenset()]


def test_no_population_lets_a_small_group_be_told_apart() -> None:
    dice = random.Random(118)
    for _ in range(2000):
        counts = {f"kind {n}": dice.randrange(12) for n in range(dice.randrange(1, 8))}
        shown = shown_values(counts)
        rest = sum(count for kind, count in counts.items() if kind not in shown)
        assert all(counts[kind] >= K for kind in shown)
        assert not shown or rest == 0 or rest >= K


ALIKE = st.tuples(
    st.integers(1, 7),
    st.sampled_from(WITHHELD),
    st.sampled_from(["ngo", "fund"]),
    st.sampled_from(["KZ-75", "KZ-10"]),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ALIKE, max_size=9))
def test_no_reader_of_any_pages_learns_of_fewer_than_five(drawn: list[tuple]) -> None:
    """Whoever is told by name or by page, the authors left share what is told with four others."""
    everybody = [
        (Withheld("1.1", (group, number), kind, region, level), published)
        for group, (count, level, kind, region, published) in enumerate(drawn)
        for number in range(count)
    ]
    public = crowds(one for one, published in everybody if published)
    staff = crowds(one for one, _published in everybody if one.level == "anonymous")
    for viewer in VIEWERS:
        shown: Counter[tuple] = Counter()
        for one, published in everybody:
            if treatment("kind", viewer, one.level) != "crowd":
                continue
            told = facts(public, one) if published else frozenset()
            told |= facts(staff, one) if viewer == "staff" else frozenset()
            assert told != {"kind", "region"}
            shown.update((one.level, getattr(one, fact)) for fact in told)
        assert not [count for count in shown.values() if count < K], viewer


def facts(page: Crowds, one: Withheld) -> frozenset[str]:
    return page.facts(one.place, one.level, one.kind, one.region)
