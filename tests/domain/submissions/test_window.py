"""The closing to the microsecond, and bodies that were under way at it (REQ 18, 20, 21)."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from consult.domain.submissions.window import Verdict, is_late, judge

CLOSES = datetime(2026, 4, 15, 18, 59, 59, tzinfo=UTC)
END = CLOSES + timedelta(seconds=1)
JUST = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
LIMIT = timedelta(seconds=120)


def consultation(state: str = "open", **facts: Any) -> Any:
    """A consultation as far as the clock is concerned."""
    values = {"opens_at": CLOSES - timedelta(days=30), "closes_at": CLOSES, "closed_at": None}
    return SimpleNamespace(state=state, **{**values, "late_allowed": False, **facts})


BY_JOB = {"state": "closed", "closed_at": CLOSES}
EARLY = {"state": "closed", "closed_at": END - timedelta(hours=1)}


@pytest.mark.parametrize(
    ("facts", "arrived", "took", "verdict"),
    [
        ({}, END - JUST, timedelta(0), "on_time"),
        ({}, END - 2 * JUST, JUST, "on_time"),
        ({}, END - JUST, JUST, "under_way"),
        ({}, END - JUST, LIMIT, "under_way"),
        ({}, END - JUST, LIMIT + JUST, "closed"),
        ({}, END, timedelta(0), "closed"),
        ({"late_allowed": True}, END, timedelta(0), "late"),
        ({"late_allowed": True}, END - JUST, LIMIT + JUST, "late"),
        (BY_JOB, END - JUST, LIMIT, "under_way"),
        (BY_JOB, END - JUST, LIMIT + JUST, "closed"),
        (BY_JOB, END, SECOND, "closed"),
        ({**BY_JOB, "late_allowed": True}, END, SECOND, "late"),
        (EARLY, END - timedelta(hours=1) - JUST, SECOND, "under_way"),
        (EARLY, END - timedelta(hours=1), SECOND, "closed"),
        ({"state": "answering"}, END - JUST, SECOND, "closed"),
        ({"state": "answering", "late_allowed": True}, END + SECOND, SECOND, "late"),
        ({"state": "report_published", "late_allowed": True}, END + SECOND, SECOND, "closed"),
        ({"state": "scheduled"}, END - timedelta(days=31), SECOND, "not_open"),
        ({"state": "scheduled"}, END - timedelta(days=29), SECOND, "on_time"),
        ({"state": "cancelled", "late_allowed": True}, END - SECOND, JUST, "not_open"),
    ],
)
def test_arrival_decides_and_the_body_has_two_minutes(
    facts: dict[str, Any], arrived: datetime, took: timedelta, verdict: str
) -> None:
    found = judge(consultation(**facts), arrived_at=arrived, now=arrived + took)
    assert found == Verdict(verdict)


def test_letters_are_late_from_the_first_instant_after_the_closing() -> None:
    assert not is_late(consultation(), END - JUST)
    assert is_late(consultation(), END)
