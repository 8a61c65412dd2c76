"""What stands against a report: promises, changes without a cause; decisions not carried out."""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from consult.domain.changes.models import Change, ChangeMeasure
from consult.domain.changes.queries import is_open
from consult.domain.changes.rules import name_of
from consult.domain.plans.models import MeasureVersion, PlanVersion
from consult.domain.plans.rules import PUBLIC_VERSIONS
from consult.domain.reports.heading import Versions
from consult.domain.reports.refusals import RecordDamaged
from consult.domain.responses.decided import standing
from consult.domain.responses.decision_models import MeetingDecision
from consult.domain.responses.models import Response
from consult.domain.responses.taking_up import Progress, promising, unkept
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.record_models import RecordProblem

DAMAGE_TOLD = 20


def promises_at(
    connection: Connection, consultation_id: uuid.UUID, versions: Versions
) -> tuple[str, ...]:
    """Return codes of comments that were accepted, also in part, without a change (A-04).

    Once there is a later version, a change in a public version must be tied to the comment, or a
    version to come be named; before that it is enough that the answer says what is to change.
    """
    statement = (
        select(Comment.code)
        .join(Response, Response.comment_id == Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id,
            Response.state == "approved",
            promising(),
            unkept(_progress(versions), only_public=True),
        )
        .order_by(Submission.number, Submission.part, Comment.point)
    )
    return tuple(connection.scalars(statement))


def undone_at(connection: Connection, consultation_id: uuid.UUID) -> tuple[str, ...]:
    """Return codes of comments whose approved answers do not say what a meeting decided.

    They are told and do not stop a report; an answer that is not approved stops it by itself.
    """
    statement = (
        select(Comment.code)
        .join(MeetingDecision, MeetingDecision.comment_id == Comment.id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id,
            MeetingDecision.carried_at.is_(None),
            standing(),
        )
        .order_by(Submission.number, Submission.part, Comment.point)
    )
    return tuple(connection.scalars(statement))


def refuse_damaged(connection: Connection, consultation_id: uuid.UUID) -> None:
    """Refuse what the last check of the record found damaged; raises RecordDamaged with codes."""
    statement = (
        select(RecordProblem.reference)
        .where(
            RecordProblem.consultation_id == consultation_id, RecordProblem.comment_id.is_not(None)
        )
        .order_by(RecordProblem.reference)
        .limit(DAMAGE_TOLD)
    )
    if codes := tuple(connection.scalars(statement)):
        raise RecordDamaged(codes=codes)


def uncaused_at(
    connection: Connection, consultation_id: uuid.UUID, versions: Versions
) -> tuple[str, ...]:
    """Return the changes after the discussed version that name no cause (I-11, A-05).

    Each is named by the numbers of its measures before and after: `1.2`, `3.7 → 3.7, 3.8`,
    `→ 2.11`, `6.4 →`; a title by the number of its section.
    """
    if versions.after is None:
        return ()
    statement = (
        select(Change.section_number, _numbers("before"), _numbers("after"))
        .join(PlanVersion, PlanVersion.id == Change.plan_version_id)
        .where(
            Change.consultation_id == consultation_id,
            PlanVersion.number > versions.discussed.number,
            PlanVersion.state.in_(PUBLIC_VERSIONS),
            is_open(),
        )
        .order_by(PlanVersion.number, Change.number)
    )
    return tuple(name_of(*row) for row in connection.execute(statement))


def _numbers(side: str) -> ScalarSelect[list[str]]:
    ordered = aggregate_order_by(MeasureVersion.number, ChangeMeasure.position)
    return (
        select(func.array_agg(ordered))
        .join(ChangeMeasure, ChangeMeasure.measure_version_id == MeasureVersion.id)
        .where(ChangeMeasure.change_id == Change.id, ChangeMeasure.side == side)
        .scalar_subquery()
    )


def _progress(versions: Versions) -> Progress:
    if versions.discussed is None:
        return Progress()
    newest = versions.after or versions.discussed
    return Progress(versions.discussed.number, newest.number)
