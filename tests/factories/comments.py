"""Submissions and comments as rows. Call inside an app context; everything is committed."""

from typing import Any

from sqlalchemy import select, update

from consult.domain.consultations.models import Consultation, NumberCounter
from consult.domain.plans.models import MeasureExecutor, MeasureVersion
from consult.domain.submissions.models import Comment, CommentBody, Submission
from consult.domain.submissions.receipts import read_code, written
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.references import digest, random_reference
from consult.kernel.text import fold_for_search
from tests.factories.consultations import measure_of
from tests.factories.kept import kept

CODE = written("0123456789ABCDEFGHJKMNPQRS")


def make_submission(consultation: Consultation, **changes: Any) -> Submission:
    """A submission of one person by web form, with the next number; its receipt code is CODE."""
    return kept(_submission(consultation, **changes))


def _submission(consultation: Consultation, **changes: Any) -> Submission:
    number = db.session.scalar(
        update(NumberCounter)
        .where(NumberCounter.consultation_id == consultation.id)
        .values(last=NumberCounter.last + 1)
        .returning(NumberCounter.last)
    )
    assert number is not None
    values: dict[str, Any] = {
        "consultation_id": consultation.id,
        "number": number,
        "reg_no": f"{consultation.prefix}/{number:04d}",
        "reference": random_reference(),
        "code_hash": digest(read_code(CODE)),
        "channel": "web",
        "received_at": now(),
        "language": "ru",
        "author_kind": "individual",
        "author_name": "Aigerim Example",
        "level": "named",
        "privacy_notice_version": "1.0",
    }
    return Submission(**{**values, **changes})


def make_comment(
    consultation: Consultation,
    measure: MeasureVersion | None = None,
    *,
    submission: Submission | None = None,
    target: str = "measure",
    **changes: Any,
) -> Comment:
    """A comment in a submission of its own unless one is given; on measure 1.1 unless told.

    `target` may be measure, field, section or plan (a section is given as section_id=…). Its bodies
    are the executors of the measure, else the lead body of the consultation.
    """
    point = len(db.session.scalars(_points(submission)).all()) + 1 if submission else 1
    submission = submission or _submission(consultation)
    db.session.add(submission)
    db.session.flush()
    values: dict[str, Any] = {
        "consultation_id": consultation.id,
        "submission_id": submission.id,
        "point": point,
        "code": f"{submission.reg_no}-{point}",
        "target_type": target,
        "kind": "amendment",
        "language": submission.language,
        "text": "The deadline is too late.",
        "rationale": "People wait.",
        "received_at": submission.received_at,
    }
    if target in {"measure", "field"}:
        values["measure_version_id"] = (measure or measure_of(consultation)).id
    if target == "field":
        values["target_field"] = "deadline"
    comment = Comment(**{**values, **changes})
    comment.search_text = fold_for_search(f"{comment.code} {comment.text} {comment.rationale}")
    db.session.add(comment)
    db.session.flush()
    _assign(consultation, comment)
    return kept(comment)


def _points(submission: Submission) -> Any:
    return select(Comment.id).where(Comment.submission_id == submission.id)


def _assign(consultation: Consultation, comment: Comment) -> None:
    bodies: dict[Any, str] = {}
    if comment.measure_version_id:
        rows = db.session.execute(
            select(MeasureExecutor.organisation_id, MeasureExecutor.role).where(
                MeasureExecutor.measure_version_id == comment.measure_version_id,
                MeasureExecutor.role.in_(("lead", "co")),
                MeasureExecutor.organisation_id.is_not(None),
            )
        )
        bodies = {row.organisation_id: row.role for row in rows}
    elif consultation.lead_body_id:
        bodies = {consultation.lead_body_id: "lead"}
    for organisation_id, role in bodies.items():
        db.session.add(
            CommentBody(comment_id=comment.id, organisation_id=organisation_id, role=role)
        )
