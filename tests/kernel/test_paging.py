"""Pages give each row once; cursors that are forged are refused before the database sees them."""

import base64
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Integer, Text, column, select, values

from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import (
    Page,
    cut,
    decode_cursor,
    decode_moment,
    decode_number,
    decode_text,
    encode_cursor,
    sliced,
)

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


@pytest.mark.parametrize("told", [[False], [False, "a"], [False, "a", "nobody"]])
def test_a_place_by_text_needs_a_text_and_an_id(told: list[Any]) -> None:
    with pytest.raises(NotFound):
        decode_text(forged(told))


def test_a_place_by_text_comes_back_as_it_was_made() -> None:
    cursor = encode_cursor(("KZ-35", IDENTITY), backwards=False)
    assert decode_text(cursor) == (False, ("KZ-35", IDENTITY))


@pytest.mark.parametrize("told", [[False], [False, "²"], [False, "1", "2"], [False, "one"]])
def test_a_place_by_number_needs_one_number(told: list[Any]) -> None:
    with pytest.raises(NotFound):
        decode_number(forged(told))


ROWS = [(1, "a"), (2, "b"), (2, "c"), (3, "a"), (4, "a")]
TABLE = values(column("number", Integer), column("name", Text), name="letters").data(ROWS)
ORDER = (TABLE.c.number, TABLE.c.name)


def page(cursor: str | None, *, newest_first: bool) -> Page[Any]:
    place = None
    if cursor:
        backwards, (number, name) = decode_cursor(cursor)
        place = (backwards, (int(number), name))
    found = sliced(select(*ORDER), ORDER, place, size=2, newest_first=newest_first)
    return cut(db.session.execute(found).all(), size=2, key=tuple, cursor=cursor)


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_give_every_row_once_forwards_and_backwards(app: Flask, newest_first: bool) -> None:
    rows = sorted(ROWS, reverse=newest_first)
    with app.app_context():
        first = page(None, newest_first=newest_first)
        second = page(first.next, newest_first=newest_first)
        third = page(second.next, newest_first=newest_first)
        back = page(third.previous, newest_first=newest_first)
    assert [tuple(row) for one in (first, second, third) for row in one.items] == rows
    assert [tuple(row) for row in back.items] == rows[2:4]
    assert (first.previous, third.next) == (None, None)
