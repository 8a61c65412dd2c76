"""What no public number counts yet: waiting comments of withheld authors, until their day is over.

Whoever looked at a public number every minute would else read from it when such a comment came in,
and could set that against who was on the network or at a meeting just then (REQ 118).
"""

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    union_all,
)

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.levels import WITHHELD
from consult.domain.submissions.models import Comment, CommentTally, Submission

LONGEST_DAY = timedelta(hours=26)


def is_untold() -> ColumnElement[bool]:
    """Return the condition that a comment came today and is withheld and waiting or taken back.

    The day is that of the consultation's zone. Needs Comment, Submission and Consultation in the
    statement; the condition on the last 26 hours is for the index.
    """
    today = func.date_trunc("day", func.timezone(Consultation.zone, func.clock_timestamp()))
    return and_(
        Submission.level.in_(WITHHELD),
        Comment.publication == "received",
        Comment.published_at.is_(None),
        Comment.received_at >= func.now() - LONGEST_DAY,
        Comment.received_at >= func.timezone(Consultation.zone, today),
    )


def untold(*columns: Any) -> Any:
    """Select columns of the comments that no public number counts yet."""
    return (
        select(*columns)
        .select_from(Comment)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(is_untold())
    )


def told_tallies(consultation_ids: Collection[uuid.UUID], states: Collection[str]) -> Subquery:
    """Select the kept tallies of these states and, with a minus, what no public number counts yet.

    Columns: consultation_id, target, publication, count.
    """
    tally = CommentTally
    kept = select(tally.consultation_id, tally.target, tally.publication, tally.count).where(
        tally.consultation_id.in_(consultation_ids), tally.publication.in_(states)
    )
    measure, section = Comment.measure_version_id, Comment.section_id
    target = case(
        (measure.is_not(None), literal("measure:") + cast(measure, Text)),
        (section.is_not(None), literal("section:") + cast(section, Text)),
        else_="plan",
    )
    state = case((Comment.withdrawn_at.is_not(None), "withdrawn"), else_=Comment.publication)
    less = (
        untold(Comment.consultation_id, target, state, -func.count())
        .where(Comment.consultation_id.in_(consultation_ids))
        .group_by(Comment.consultation_id, target, state)
    )
    return union_all(kept, less).subquery()
