"""The identity of completeness: what was received is in the report or accounted for (REQ 15)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from consult.domain.reports.document import Completeness, ReportRow, Target
from consult.domain.reports.refusals import Unbalanced
from consult.domain.submissions.models import Comment, CommentTally

PLACES = {"withdrawn": "withdrawn", "withheld": "withheld", "received": "waiting"}
Ledger = Counter[tuple[str, str, str]]
"""How many comments stand on a place of the plan, by its kind, its number and their state."""


def part_of(row: ReportRow) -> str:
    """Return under which part of the identity a row is counted; each row has exactly one."""
    if place := PLACES.get(row.publication):
        return place
    return "duplicates" if row.outcome == "duplicate" else "shown"


def received_at(connection: Connection, consultation_id: uuid.UUID) -> int:
    """Return how many comments were received, whatever became of them."""
    statement = select(func.count()).where(Comment.consultation_id == consultation_id)
    return connection.scalar(statement) or 0


def kept_tallies(connection: Connection, consultation_id: uuid.UUID) -> Counter[tuple[str, str]]:
    """Return the counts that triggers keep, by target and state, spam included."""
    statement = select(CommentTally.target, CommentTally.publication, CommentTally.count)
    of_it = statement.where(CommentTally.consultation_id == consultation_id)
    rows = connection.execute(of_it)
    return Counter({(target, state): count for target, state, count in rows if count})


def by_place(kept: Counter[tuple[str, str]], places: Mapping[uuid.UUID, Target]) -> Ledger:
    """Return kept counts measure by measure, under the numbers of the plan."""
    found: Ledger = Counter()
    for (target, state), count in kept.items():
        kind, _colon, identity = target.partition(":")
        place = places.get(uuid.UUID(identity)) if identity else None
        found[kind, number_of(place), state] += count
    return found


def number_of(place: Target | None) -> str:
    """Return the number of a measure or section; the whole plan has none."""
    return (place.measure_number or place.section_number) if place else ""


def refuse_unconfirmed(kept: Ledger, confirmed: Mapping[tuple[str, str], int]) -> None:
    """Compare what receipts confirm, measure by measure, with what the counts hold (REQ 15).

    Raises Unbalanced. A consultation from before there were receipts has nothing to compare.
    """
    there: Counter[tuple[str, str]] = Counter()
    for (kind, number, _state), count in kept.items():
        there[kind, number] += count
    if confirmed and there != Counter(confirmed):
        raise Unbalanced(received=sum(confirmed.values()), listed=sum(there.values()), spam=0)


class Account:
    """Counts the rows as they stream by and balances them against what was received."""

    def __init__(self) -> None:
        self._parts: Counter[str] = Counter()
        self._listed: Ledger = Counter()

    def add(self, row: ReportRow) -> None:
        """Count one row."""
        place = "measure" if row.target.type == "field" else row.target.type
        self._parts[part_of(row)] += 1
        number = "" if place == "plan" else number_of(row.target)
        self._listed[place, number, row.publication] += 1

    def balance(self, received: int, kept: Ledger) -> Completeness:
        """Return the identity; raises Unbalanced when a comment is lost or counted twice."""
        spam = sum(count for (*_place, state), count in kept.items() if state == "spam")
        counted = Completeness(received=received, spam=spam, **self._parts)
        without_spam = Counter({key: n for key, n in kept.items() if key[2] != "spam"})
        if not counted.balances or without_spam != self._listed:
            raise Unbalanced(received=received, listed=counted.listed, spam=spam)
        return counted
