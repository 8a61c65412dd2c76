"""The identity of completeness measure by measure, for everybody, at any time (REQ 15)."""

from __future__ import annotations

import re
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, case, column, func, not_, select, true
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from consult.domain.consultations.models import Consultation
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.responses.models import Response
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.record_models import IssuedReceipt
from consult.domain.submissions.untold import is_untold, untold
from consult.kernel.database import db

PARTS = ("shown", "waiting", "withheld", "withdrawn", "duplicates", "spam")
Place = tuple[str, str]


@dataclass(frozen=True)
class Balance:
    """What was received on one place of the plan, by receipts, and where it is now, by rows.

    `place` is measure, section or plan; a measure with its fields is one place.
    """

    place: str
    number: str
    received: int
    shown: int = 0
    waiting: int = 0
    withheld: int = 0
    withdrawn: int = 0
    duplicates: int = 0
    spam: int = 0

    @property
    def parts(self) -> tuple[int, ...]:
        """The parts in the order of PARTS."""
        return tuple(getattr(self, name) for name in PARTS)

    @property
    def balances(self) -> bool:
        """Whether nothing is lost and nothing was slipped in."""
        return self.received == sum(self.parts)


def balances_of(consultation_id: uuid.UUID) -> list[Balance]:
    """Return one line a place in the order of the plan, as the public counts; three queries.

    What was received is counted from the newest receipts; a consultation from before there were
    receipts is counted from its rows. What no public number counts yet is left out of both.
    """
    there = _parts(consultation_id)
    confirmed = received_by_receipts(db.session.connection(), consultation_id, told=True)
    if not confirmed:
        confirmed = {place: sum(parts.values()) for place, parts in there.items()}
    places = sorted(set(there) | set(confirmed), key=_order)
    return [
        Balance(*place, received=confirmed.get(place, 0), **dict[str, Any](there.get(place, {})))
        for place in places
    ]


def total_of(lines: list[Balance]) -> Balance:
    """Return the line of the whole plan."""
    sums: dict[str, Any] = {
        name: sum(getattr(line, name) for line in lines) for name in ("received", *PARTS)
    }
    return Balance("total", "", **sums)


def received_by_receipts(
    connection: Connection, consultation_id: uuid.UUID, *, told: bool = False
) -> Mapping[Place, int]:
    """Return how many points the newest receipts confirm, by place; all, or those that are told."""
    newest = (
        select(IssuedReceipt.payload)
        .where(IssuedReceipt.consultation_id == consultation_id)
        .ext(distinct_on(IssuedReceipt.submission_id))
        .order_by(IssuedReceipt.submission_id, IssuedReceipt.version.desc())
        .subquery()
    )
    points = func.jsonb_array_elements(newest.c.payload["points"])
    each = points.table_valued(column("value", JSONB)).lateral()
    kind = func.replace(each.c.value["place"].astext, "field", "measure")
    number = each.c.value["number"].astext
    statement = select(kind, number, func.count()).select_from(newest).join(each, true())
    if told:
        waiting = untold(Comment.code).where(Comment.consultation_id == consultation_id)
        statement = statement.where(each.c.value["code"].astext.not_in(waiting))
    rows = connection.execute(statement.group_by(kind, number))
    return {(row[0], row[1]): row[2] for row in rows}


def _parts(consultation_id: uuid.UUID) -> dict[Place, Counter[str]]:
    place = func.replace(Comment.target_type, "field", "measure")
    number = func.coalesce(MeasureVersion.number, Section.number, "")
    approved = and_(Response.comment_id == Comment.id, Response.state == "approved")
    part = case(
        (Comment.withdrawn_at.is_not(None), "withdrawn"),
        (Comment.publication == "spam", "spam"),
        (Comment.publication == "withheld", "withheld"),
        (Comment.publication == "received", "waiting"),
        (Response.disposition == "duplicate", "duplicates"),
        else_="shown",
    )
    statement = (
        select(place, number, part, func.count())
        .select_from(Comment)
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Section, Section.id == Comment.section_id)
        .outerjoin(Response, approved)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.consultation_id == consultation_id, not_(is_untold()))
        .group_by(place, number, part)
    )
    found: dict[Place, Counter[str]] = defaultdict(Counter)
    for kind, where, name, count in db.session.execute(statement):
        found[kind, where][name] += count
    return found


def _order(place: Place) -> tuple[list[int], bool, str]:
    """The whole plan first, then every section before its measures, by their numbers."""
    kind, number = place
    return [int(part) for part in re.findall(r"\d+", number)], kind == "measure", number
