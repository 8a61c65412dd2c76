"""The one statement that reads the listed comments of a consultation with authors and answers."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from consult.domain.moderation.redaction import FIELDS
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.responses.models import Response
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Comment, Submission

_PARTS = ("reasons", "part_accepted", "change", "signer_post")
_KEPT = aliased(Comment)


def statement(consultation_id: uuid.UUID) -> Select[Any]:
    """Return the one statement that reads every listed comment with its author and answer.

    General remarks first, then sections and measures in the order of the plan, then receipt. Spam
    keeps its number and is not listed; an answer counts once it is approved.
    """
    section_id = func.coalesce(Comment.section_id, MeasureVersion.section_id)
    approved = and_(Response.comment_id == Comment.id, Response.state == "approved")
    return (
        select(*_columns())
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Section, Section.id == section_id)
        .outerjoin(Response, approved)
        .outerjoin(_KEPT, _KEPT.id == Response.duplicate_of_id)
        .outerjoin(RoundTable, RoundTable.id == Submission.round_table_id)
        .where(
            Comment.consultation_id == consultation_id,
            or_(Comment.publication != "spam", Comment.withdrawn_at.is_not(None)),
        )
        .order_by(
            Section.position.nulls_first(),
            MeasureVersion.position.nulls_first(),
            Comment.shown_at,
            Submission.number,
            Submission.part,
            Comment.point,
        )
    )


def _columns() -> list[Any]:
    comment = [
        getattr(Comment, name)
        for name in (
            *(
                "id",
                "group_id",
                "code",
                "target_type",
                "target_field",
                "measure_version_id",
                "section_id",
                "kind",
            ),
            *("language", *FIELDS, "received_at", "publication", "redactions", "withdrawn_at"),
        )
    ]
    submission = [
        getattr(Submission, name)
        for name in (
            *("reg_no", "channel", "late", "author_kind", "author_name", "organisation_id"),
            *("organisation_name", "organisation_kind", "region_code", "level"),
            *("verification", "claimed"),
        )
    ]
    response = [
        getattr(Response, name)
        for name in (
            *("disposition", *_PARTS, "target_measure", "covered_by", "passed_to", "approved_at"),
            "promised_version",
        )
    ]
    return [
        *comment,
        *submission,
        *response,
        Comment.ground.label("withholding"),
        Response.ground.label("rejection"),
        Response.organisation_id.label("body_id"),
        _KEPT.code.label("kept_code"),
        RoundTable.title.label("table_title"),
        RoundTable.starts_at.label("table_starts_at"),
        RoundTable.zone.label("table_zone"),
    ]
