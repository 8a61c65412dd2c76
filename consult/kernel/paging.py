"""Keyset paging: pages that cost the same at any depth."""

import base64
import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, tuple_

from consult.kernel.errors import NotFound

T = TypeVar("T")
PAGE = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its items and the cursors of its neighbours (None at the ends)."""

    items: Sequence[T]
    next: str | None = None
    previous: str | None = None
    total: int | None = None


def encode_cursor(values: Sequence[Any], *, backwards: bool = False) -> str:
    """Return the sort key of a row as an opaque cursor."""
    body = json.dumps([backwards, *map(str, values)], ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[bool, list[str]]:
    """Return (backwards, sort key as strings); a forged cursor raises NotFound."""
    try:
        body = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        backwards, *values = json.loads(body)
        texts = [str(value) for value in values]
    except (ValueError, TypeError, RecursionError) as error:
        raise NotFound from error
    if not all(text.isprintable() for text in texts):
        raise NotFound
    return bool(backwards), texts


def decode_moment(cursor: str) -> tuple[bool, tuple[datetime, uuid.UUID]]:
    """Return (backwards, (moment, id)) of a list in order of time; a forged one raises NotFound."""
    backwards, values = decode_cursor(cursor)
    try:
        at, identity = values
        moment = datetime.fromisoformat(at)
        place = (moment, uuid.UUID(identity))
    except ValueError as error:
        raise NotFound from error
    if moment.tzinfo is None:
        raise NotFound
    return backwards, place


def decode_text(cursor: str) -> tuple[bool, tuple[str, uuid.UUID]]:
    """Return (backwards, (text, id)) of a list in order of a text; a forged one raises NotFound."""
    backwards, values = decode_cursor(cursor)
    try:
        text, identity = values
        return backwards, (text, uuid.UUID(identity))
    except ValueError as error:
        raise NotFound from error


def decode_number(cursor: str) -> tuple[bool, tuple[int]]:
    """Return (backwards, (number,)) of a list in order of a number; a forged one: NotFound."""
    backwards, values = decode_cursor(cursor)
    try:
        (number,) = map(int, values)
    except ValueError as error:
        raise NotFound from error
    return backwards, (number,)


def sliced(
    statement: Select[Any],
    order: Sequence[Any],
    place: tuple[bool, Any] | None,
    *,
    size: int = PAGE,
    newest_first: bool = False,
) -> Select[Any]:
    """Return the statement sorted and narrowed to one page and a row more, for `cut`.

    `order` are the columns of the sort key, together unique; `place` is (backwards, their values)
    as a cursor tells them, None for the first page.
    """
    downwards = newest_first
    if place:
        backwards, values = place
        downwards = backwards != newest_first
        here = tuple_(*order)
        statement = statement.where(here < values if downwards else here > values)
    columns = (column.desc() if downwards else column for column in order)
    return statement.order_by(*columns).limit(size + 1)


def cut(
    rows: Sequence[T],
    *,
    size: int,
    key: Callable[[T], Sequence[Any]],
    cursor: str | None,
) -> Page[T]:
    """Cut rows fetched with `limit size + 1` into a page; rows fetched backwards are turned."""
    backwards = bool(cursor) and decode_cursor(cursor or "")[0]
    more = len(rows) > size
    items = list(rows[:size])
    if backwards:
        items.reverse()
    if not items:
        return Page(items=items)
    forward = backwards or more
    back = more if backwards else bool(cursor)
    return Page(
        items=items,
        next=encode_cursor(key(items[-1])) if forward else None,
        previous=encode_cursor(key(items[0]), backwards=True) if back else None,
    )
