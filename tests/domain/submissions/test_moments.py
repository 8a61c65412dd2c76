"""How much of the moment of receipt is kept, and where lists put a comment."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from consult.domain.submissions.moments import kept_instant, listed_instant, window

ZONE = "Asia/Almaty"
AT = datetime(2026, 3, 12, 19, 30, tzinfo=UTC)  # Friday, 13 March, 00:30 in Almaty
DAY = datetime(2026, 3, 12, 19, tzinfo=UTC)
MONDAY = datetime(2026, 3, 8, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "kept"),
    [
        ("named", AT),
        ("org_only", AT),
        ("withheld_public", AT),
        ("withheld_ministries", DAY),
        ("anonymous", DAY),
    ],
)
def test_row_keeps_the_day_only_where_no_account_is_kept(level, kept) -> None:
    assert kept_instant(level, AT, ZONE) == kept


@pytest.mark.parametrize("level", ["named", "org_only"])
def test_named_authors_stand_at_their_moment(level) -> None:
    assert listed_instant(level, AT, ZONE) == AT


@pytest.mark.parametrize(
    ("level", "first", "days"),
    [("withheld_public", DAY, 1), ("withheld_ministries", MONDAY, 7), ("anonymous", MONDAY, 7)],
)
def test_withheld_authors_are_drawn_within_what_is_shown(level, first, days) -> None:
    assert window(level, AT, ZONE) == (first, first + timedelta(days=days))
    drawn = [listed_instant(level, AT, ZONE) for _ in range(200)]
    assert all(first <= one < first + timedelta(days=days) for one in drawn)
    assert len(set(drawn)) == 200


def test_order_of_receipt_is_not_the_order_of_the_list() -> None:
    received = [AT + timedelta(seconds=n) for n in range(100)]
    places = [listed_instant("withheld_public", at, ZONE) for at in received]
    in_order = sum(first < second for first, second in itertools.pairwise(places))
    assert 25 < in_order < 75
