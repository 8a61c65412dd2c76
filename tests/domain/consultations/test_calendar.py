"""Working days of Kazakhstan against days counted by hand."""

from datetime import date

import pytest

from consult.domain.consultations.calendar import WorkingCalendar

CALENDAR = WorkingCalendar()


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2011-03-01", 10, "2011-03-16"),
        ("2011-03-04", 10, "2011-03-24"),
        ("2011-03-14", 10, "2011-03-31"),
        ("2011-03-14", 15, "2011-04-07"),
        ("2011-03-14", 30, "2011-04-28"),
        ("2025-03-17", 10, "2025-04-03"),
        ("2025-03-20", 15, "2025-04-15"),
        ("2025-04-30", 10, "2025-05-19"),
        ("2025-12-29", 10, "2026-01-15"),
        ("2026-03-16", 15, "2026-04-09"),
    ],
)
def test_add_working_days(start, count, end):
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert CALENDAR.add(first, count) == last
    assert CALENDAR.between(first, last) == count


def test_is_working_when_days_were_moved():
    assert CALENDAR.is_working(date(2011, 3, 5)) is True
    assert CALENDAR.is_working(date(2011, 3, 7)) is False


def test_is_working_when_overridden():
    calendar = WorkingCalendar({date(2026, 8, 31): False, date(2026, 8, 29): True})
    assert calendar.is_working(date(2026, 8, 31)) is False
    assert calendar.is_working(date(2026, 8, 29)) is True
    assert calendar.between(date(2026, 8, 28), date(2026, 8, 31)) == 1


def test_holidays_in_a_period():
    found = CALENDAR.holidays(date(2011, 3, 14), date(2011, 4, 15))
    assert found == [date(2011, 3, 21), date(2011, 3, 22), date(2011, 3, 23)]
