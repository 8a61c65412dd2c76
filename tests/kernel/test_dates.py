"""Long dates in three languages, and the offset of the day they speak of."""

from datetime import UTC, date, datetime

import pytest

from consult.kernel.dates import deadline, in_zone, long_date, long_datetime, offset_name


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", "2011 жылғы 28 сәуір"),
        ("ru", "28 апреля 2011 года"),
        ("en", "28 April 2011"),
        ("fr", "28 April 2011"),
    ],
)
def test_long_date_in_each_language(language: str, expected: str) -> None:
    assert long_date(date(2011, 4, 28), language) == expected


def test_long_datetime_uses_the_offset_of_that_year() -> None:
    then = long_datetime(datetime(2011, 4, 15, 17, 59, 59, tzinfo=UTC), "ru", "Asia/Almaty")
    now = long_datetime(datetime(2025, 4, 15, 17, 59, 59, tzinfo=UTC), "kk", "Asia/Almaty")
    assert then == "15 апреля 2011 года, 23:59 (UTC+6)"
    assert now == "2025 жылғы 15 сәуір, 22:59 (UTC+5)"


def test_long_datetime_crosses_midnight_into_the_local_day() -> None:
    text = long_datetime(datetime(2011, 4, 15, 18, 0, tzinfo=UTC), "en", "Asia/Almaty")
    assert text == "16 April 2011, 00:00 (UTC+6)"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("kk", "2026 жылғы 15 сәуір, 23:59 (UTC+5, Алматы)"),
        ("ru", "15 апреля 2026 года, 23:59 (UTC+5, Алматы)"),
        ("en", "15 April 2026, 23:59 (UTC+5, Almaty)"),
        ("fr", "15 April 2026, 23:59 (UTC+5, Almaty)"),
    ],
)
def test_deadline_names_the_zone_and_its_offset(language: str, expected: str) -> None:
    closes = datetime(2026, 4, 15, 18, 59, 59, tzinfo=UTC)
    assert deadline(closes, language, "Asia/Almaty") == expected


def test_offset_name_with_minutes_west_and_zero() -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    names = [offset_name(in_zone(moment, z)) for z in ("Asia/Kolkata", "America/Bogota", "UTC")]
    assert names == ["UTC+5:30", "UTC−5", "UTC"]


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        long_datetime(datetime(2011, 4, 28), "en", "UTC")  # noqa: DTZ001
