"""Reading submissions as receipts confirm them: thousands at a time, a few queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from consult.domain.consultations.models import Consultation
from consult.domain.plans.models import MeasureVersion, Section
from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.domain.submissions.record_payload import Confirmed, Said
from consult.kernel.database import db
from consult.machinery.files import StoredFile


def confirmed_in(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Confirmed]:
    """Return submissions with their points and files as they stand now, by id; two queries."""
    points = _points(ids)
    return {row.id: _confirmed(row, points[row.id]) for row in _submissions(ids)}


def _submissions(ids: Sequence[uuid.UUID]) -> Sequence[Any]:
    own = ("id", "reference", "level", "late", "received_at")
    statement = (
        select(*(getattr(Submission, name) for name in own), Consultation.slug, Consultation.zone)
        .add_columns(_files().label("files"))
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .where(Submission.id.in_(ids))
    )
    return db.session.execute(statement).all()


def _confirmed(row: Any, points: Sequence[Said]) -> Confirmed:
    return Confirmed(
        consultation=row.slug,
        reference=row.reference,
        level=row.level,
        late=row.late,
        received_at=row.received_at,
        zone=row.zone,
        points=points,
        files=row.files or (),
    )


def _points(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Said]]:
    names = ("point", "code", "target_type", "target_field", "kind", "withdrawn_at")
    words = (Comment.text, Comment.proposed_wording, Comment.rationale)
    number = func.coalesce(MeasureVersion.number, Section.number, "").label("number")
    version = func.coalesce(MeasureVersion.plan_version_id, Section.plan_version_id)
    statement = (
        select(
            Comment.submission_id,
            *(getattr(Comment, name) for name in names),
            *words,
            number,
            version.label("plan_version"),
        )
        .outerjoin(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .outerjoin(Section, Section.id == Comment.section_id)
        .where(Comment.submission_id.in_(ids))
        .order_by(Comment.submission_id, Comment.point)
    )
    found: dict[uuid.UUID, list[Said]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.submission_id].append(_said(row))
    return found


def _said(row: Any) -> Said:
    return Said(
        point=row.point,
        code=row.code,
        place=row.target_type,
        number=row.number,
        field=row.target_field,
        plan_version=str(row.plan_version or ""),
        kind=row.kind,
        words=(row.text, row.proposed_wording, row.rationale),
        withdrawn=row.withdrawn_at is not None,
    )


def _files() -> ScalarSelect[list[str]]:
    """The SHA-256 of the files of a submission, in order."""
    ordered = aggregate_order_by(StoredFile.sha256, Attachment.position)
    return (
        select(func.array_agg(ordered))
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(Attachment.submission_id == Submission.id)
        .correlate(Submission)
        .scalar_subquery()
    )
