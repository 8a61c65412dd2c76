"""Working days in Kazakhstan: public holidays, moved days, days set right by hand (pure)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import holidays

DAY = timedelta(days=1)


@cache
def _kazakhstan() -> Any:
    return holidays.country_holidays("KZ")


@cache
def _is_worked(day: date) -> bool:
    return bool(_kazakhstan().is_working_day(day))


@dataclass(frozen=True)
class WorkingCalendar:
    """Kazakhstan's working days. `overrides` maps a day to whether it is worked, and goes first."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        """Return whether the day is worked; a moved Saturday is, the Monday it replaces is not."""
        if day in self.overrides:
            return self.overrides[day]
        return _is_worked(day)

    def add(self, start: date, count: int) -> date:
        """Return the day on which `count` working days have passed, the start day not counted."""
        day = start
        while count > 0:
            day += DAY
            count -= self.is_working(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Return the working days after the start day up to and with the end day (B-05)."""
        return sum(self.is_working(day) for day in _days(start + DAY, end))

    def holidays(self, start: date, end: date) -> list[date]:
        """Return the public holidays in the period, first and last day included (B-06)."""
        return [
            day
            for day in _days(start, end)
            if not self.is_working(day) and (day in _kazakhstan() or day in self.overrides)
        ]


def _days(start: date, end: date) -> Iterator[date]:
    day = start
    while day <= end:
        yield day
        day += DAY
