"""Cursors: what is forged is refused before it reaches the database."""

import base64
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from consult.kernel.errors import NotFound
from consult.kernel.paging import decode_cursor, decode_moment, encode_cursor

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDENTITY = uuid.UUID("00000000-0000-4000-8000-000000000001")


def forged(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_a_cursor_comes_back_as_it_was_made() -> None:
    cursor = encode_cursor((MOMENT.isoformat(), IDENTITY), backwards=True)
    assert decode_moment(cursor) == (True, (MOMENT, IDENTITY))


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        forged(5),
        forged([]),
        forged([False, "a\x00b"]),
        forged([False, "\ud800"]),
        base64.urlsafe_b64encode(b"[" * 2500).decode(),
        base64.urlsafe_b64encode(b"[false,1" + b"0" * 5000 + b"]").decode(),
    ],
)
def test_a_forged_cursor_is_not_found(cursor: str) -> None:
    with pytest.raises(NotFound):
        decode_cursor(cursor)


@pytest.mark.parametrize(
    "values",
    [
        [False],
        [False, "2026-03-01T12:00:00+00:00"],
        [False, "2026-03-01T12:00:00", str(IDENTITY)],
        [False, "2026-03-01T12:00:00+00:00", "nobody"],
        [False, "yesterday", str(IDENTITY)],
    ],
)
def test_a_place_in_time_needs_a_moment_with_a_zone_and_an_id(values: list[Any]) -> None:
    with pytest.raises(NotFound):
        decode_moment(forged(values))
