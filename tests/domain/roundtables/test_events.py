"""Event codes: how they are typed, and when they work."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from consult.domain.roundtables.events import (
    UnknownEventCode,
    read_short_code,
    short_code,
    works_at,
)

BEGINS = datetime(2011, 3, 16, 4, tzinfo=UTC)
ENDS = BEGINS + timedelta(hours=6)
HALF_A_DAY = timedelta(hours=12)


@pytest.mark.parametrize(("typed", "read"), [
    ("K7QF2M-2.1", ("K7QF2M", "2.1")),
    ("k7qf2m", ("K7QF2M", "")),
    (" K7Q F2M – 2.1. ", ("K7QF2M", "2.1")),
    ("K7QF2M/10.12", ("K7QF2M", "10.12")),
    ("KOIL2M 3", ("K0112M", "3")),
    ("К7ОСТМ-1", ("K70CTM", "1")),
])  # fmt: skip
def test_short_code_is_read_however_it_was_typed(typed: str, read: tuple[str, str]) -> None:
    assert read_short_code(typed) == read


@pytest.mark.parametrize("typed", ["", "K7QF2", "K7QF2M2.1", "Шестьб", "K7QF2M-" + "1" * 41])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(UnknownEventCode):
        read_short_code(typed)


def test_code_is_printed_as_it_is_read() -> None:
    table = SimpleNamespace(event_code="K7QF2M")
    assert read_short_code(short_code(table, "2.1")) == ("K7QF2M", "2.1")
    assert short_code(table) == "K7QF2M"


@pytest.mark.parametrize(("at", "works"), [
    (BEGINS - HALF_A_DAY, True),
    (BEGINS - HALF_A_DAY - timedelta(seconds=1), False),
    (ENDS + HALF_A_DAY, True),
    (ENDS + HALF_A_DAY + timedelta(seconds=1), False),
])  # fmt: skip
def test_code_works_around_its_meeting(at: datetime, works: bool) -> None:
    table = SimpleNamespace(starts_at=BEGINS, ends_at=ENDS, state="planned")
    assert works_at(table, at) is works


def test_code_of_a_cancelled_meeting_does_not_work() -> None:
    table = SimpleNamespace(starts_at=BEGINS, ends_at=ENDS, state="cancelled")
    assert works_at(table, BEGINS) is False
