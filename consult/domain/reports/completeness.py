"""The identity of completeness: what was received is in the report or accounted for (REQ 15)."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select

from consult.domain.reports.document import Completeness, ReportRow
from consult.domain.reports.refusals import Unbalanced
from consult.domain.submissions.models import Comment, CommentTally

PLACES = {"withdrawn": "withdrawn", "withheld": "withheld", "received": "waiting"}
Ledger = Counter[tuple[str, str]]


def part_of(row: ReportRow) -> str:
    """Return under which part of the identity a row is counted; each row has exactly one."""
    if place := PLACES.get(row.publication):
        return place
    return "duplicates" if row.outcome == "duplicate" else "shown"


def received_at(connection: Connection, consultation_id: uuid.UUID) -> int:
    """Return how many comments were received, whatever became of them."""
    statement = select(func.count()).where(Comment.consultation_id == consultation_id)
    return connection.scalar(statement) or 0


def kept_tallies(connection: Connection, consultation_id: uuid.UUID) -> Ledger:
    """Return the counts that triggers keep, by kind of place and state, spam included."""
    place = func.split_part(CommentTally.target, ":", 1)
    statement = (
        select(place.label("place"), CommentTally.publication, func.sum(CommentTally.count))
        .where(CommentTally.consultation_id == consultation_id)
        .group_by(place, CommentTally.publication)
    )
    rows: Any = connection.execute(statement)
    return Counter({(place, state): int(count) for place, state, count in rows if count})


class Account:
    """Counts the rows as they stream by and balances them against what was received."""

    def __init__(self) -> None:
        self._parts: Counter[str] = Counter()
        self._listed: Ledger = Counter()

    def add(self, row: ReportRow) -> None:
        """Count one row."""
        place = "measure" if row.target.type == "field" else row.target.type
        self._parts[part_of(row)] += 1
        self._listed[place, row.publication] += 1

    def balance(self, received: int, kept: Ledger) -> Completeness:
        """Return the identity; raises Unbalanced when a comment is lost or counted twice."""
        spam = sum(count for (_place, state), count in kept.items() if state == "spam")
        counted = Completeness(received=received, spam=spam, **self._parts)
        without_spam = Counter({key: n for key, n in kept.items() if key[1] != "spam"})
        if not counted.balances or without_spam != self._listed:
            raise Unbalanced(received=received, listed=counted.listed, spam=spam)
        return counted
