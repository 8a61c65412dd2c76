"""What stands beside a comment in the same moment: changes, positions, decisions, its group."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from consult.domain.changes.models import Change, ChangeCause, ChangeMeasure
from consult.domain.people.models import Organisation
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.reports.document import ChangeRef, Decision, Group, Position
from consult.domain.responses.decision_models import MeetingDecision
from consult.domain.responses.models import ResponsePosition
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.domain.roundtables.rules import AFTER
from consult.domain.submissions.models import Comment, CommentGroup


@dataclass(frozen=True)
class Trace:
    """Facts of comments by their ids, of groups by theirs.

    `numbers` counts the changes of all later public versions in their order, by change.
    """

    numbers: Mapping[uuid.UUID, int] = field(default_factory=dict)
    changes: Mapping[uuid.UUID, tuple[ChangeRef, ...]] = field(default_factory=dict)
    positions: Mapping[uuid.UUID, tuple[Position, ...]] = field(default_factory=dict)
    groups: Mapping[uuid.UUID, Group] = field(default_factory=dict)
    decisions: Mapping[uuid.UUID, tuple[Decision, ...]] = field(default_factory=dict)


def trace_at(connection: Connection, consultation_id: uuid.UUID, discussed: int) -> Trace:
    """Return the trace of a consultation whose version `discussed` was discussed; six queries."""
    numbers = _numbers(connection, consultation_id, discussed)
    return Trace(
        numbers,
        _changes(connection, consultation_id, numbers),
        _positions(connection, consultation_id),
        _groups(connection, consultation_id),
        _decisions(connection, consultation_id),
    )


def _numbers(
    connection: Connection, consultation_id: uuid.UUID, discussed: int
) -> dict[uuid.UUID, int]:
    found = connection.scalars(
        select(Change.id)
        .join(PlanVersion, PlanVersion.id == Change.plan_version_id)
        .where(
            Change.consultation_id == consultation_id,
            PlanVersion.number > discussed,
            PlanVersion.state.in_(PUBLIC_VERSIONS),
        )
        .order_by(PlanVersion.number, Change.number)
    )
    return {identity: number for number, identity in enumerate(found, 1)}


def _changes(
    connection: Connection, consultation_id: uuid.UUID, numbers: Mapping[uuid.UUID, int]
) -> dict[uuid.UUID, tuple[ChangeRef, ...]]:
    after = _measures_after(connection, consultation_id)
    found: dict[uuid.UUID, list[ChangeRef]] = defaultdict(list)
    rows = connection.execute(
        select(ChangeCause.comment_id, Change.id)
        .join(Change, Change.id == ChangeCause.change_id)
        .where(Change.consultation_id == consultation_id)
    )
    for comment_id, change_id in rows:
        if number := numbers.get(change_id):
            found[comment_id].append(ChangeRef(number, tuple(after.get(change_id, ()))))
    return {
        comment_id: tuple(sorted(refs, key=lambda ref: ref.number))
        for comment_id, refs in found.items()
    }


def _measures_after(
    connection: Connection, consultation_id: uuid.UUID
) -> Mapping[uuid.UUID, Sequence[str]]:
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = connection.execute(
        select(ChangeMeasure.change_id, MeasureVersion.number)
        .join(Change, Change.id == ChangeMeasure.change_id)
        .join(MeasureVersion, MeasureVersion.id == ChangeMeasure.measure_version_id)
        .where(Change.consultation_id == consultation_id, ChangeMeasure.side == "after")
        .order_by(ChangeMeasure.position)
    )
    for change_id, number in rows:
        found[change_id].append(number)
    return found


def _positions(
    connection: Connection, consultation_id: uuid.UUID
) -> dict[uuid.UUID, tuple[Position, ...]]:
    """Return the approved positions of other bodies, in the order of their names."""
    found: dict[uuid.UUID, tuple[Position, ...]] = {}
    rows: Any = connection.execute(
        select(ResponsePosition, Organisation.code.label("body_code"), Organisation.name)
        .join(Organisation, Organisation.id == ResponsePosition.organisation_id)
        .where(
            ResponsePosition.consultation_id == consultation_id,
            ResponsePosition.state == "approved",
        )
        .order_by(Organisation.code, Organisation.id)
    )
    for row in rows:
        position = Position(row.body_code or "", row.stance, row.name, row.text)
        found[row.comment_id] = (*found.get(row.comment_id, ()), position)
    return found


def _decisions(
    connection: Connection, consultation_id: uuid.UUID
) -> dict[uuid.UUID, tuple[Decision, ...]]:
    """Return what meetings that took place decided, oldest first."""
    found: dict[uuid.UUID, tuple[Decision, ...]] = {}
    rows: Any = connection.execute(
        select(MeetingDecision, RoundTable.starts_at, RoundTable.zone)
        .join(RoundTable, RoundTable.id == MeetingDecision.round_table_id)
        .where(RoundTable.consultation_id == consultation_id, RoundTable.state.in_(AFTER))
        .order_by(MeetingDecision.recorded_at, MeetingDecision.id)
    )
    for row in rows:
        result = row.disposition if row.decision == "changed" else ""
        day = day_of(row.starts_at, row.zone)
        one = Decision(day, row.decision, result, row.text, row.carried_at is not None)
        found[row.comment_id] = (*found.get(row.comment_id, ()), one)
    return found


def _groups(connection: Connection, consultation_id: uuid.UUID) -> dict[uuid.UUID, Group]:
    rows = connection.execute(
        select(CommentGroup.id, CommentGroup.name, func.count(Comment.id))
        .join(Comment, Comment.group_id == CommentGroup.id)
        .where(CommentGroup.consultation_id == consultation_id)
        .group_by(CommentGroup.id, CommentGroup.name)
    )
    return {identity: Group(name, size) for identity, name, size in rows}
