"""Reading submissions: by id, by the author's link, by reference and code, by account."""

import uuid
from collections.abc import Sequence
from hmac import compare_digest

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.domain.submissions.receipts import read_code
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest, fold_code

NOBODYS = "0" * 64


def submission_by_id(submission_id: uuid.UUID, *, lock: bool = False) -> Submission:
    """Return a submission with points, targets, organisation and files; raises NotFound."""
    statement = _whole().where(Submission.id == submission_id)
    if lock:
        statement = statement.with_for_update(of=Submission)
    return _found(statement.execution_options(populate_existing=True))


def registered_from(consultation_id: uuid.UUID, sources: Sequence[str]) -> dict[str, str]:
    """Return registration numbers by the reference of their source; one query."""
    statement = select(Submission.source_ref, Submission.reg_no).where(
        Submission.consultation_id == consultation_id, Submission.source_ref.in_(sources)
    )
    return {row.source_ref: row.reg_no for row in db.session.execute(statement)}


def submission_by_token(token: str) -> Submission:
    """Return the submission whose edit link holds this token; raises NotFound."""
    return _found(_whole().where(Submission.edit_token_hash == digest(token)))


def submission_by_receipt(reference: str, code: str) -> Submission:
    """Return the submission that reference and receipt code open together (REQ 119).

    Both are taken without case, spaces and dashes. A wrong code and an unknown reference cost the
    same and look alike. Raises MistypedCode before anything is asked, NotFound.
    """
    asked = digest(read_code(code))
    row = db.session.execute(
        select(Submission.id, Submission.code_hash).where(
            Submission.reference == fold_code(reference)
        )
    ).first()
    fits = compare_digest(row.code_hash if row else NOBODYS, asked)
    if row is None or not fits:
        raise NotFound
    return submission_by_id(row.id)


def submissions_of(user_id: uuid.UUID) -> Sequence[Submission]:
    """Return what an account has sent, newest first, with points and targets; constant queries."""
    statement = _whole().where(Submission.user_id == user_id)
    return db.session.scalars(statement.order_by(Submission.received_at.desc())).all()


def comment_for_change(comment_id: uuid.UUID) -> Comment:
    """Return a comment with target and submission, its row locked till the end; raises NotFound."""
    statement = (
        select(Comment)
        .where(Comment.id == comment_id)
        .options(
            joinedload(Comment.submission)
            .joinedload(Submission.consultation)
            .joinedload(Consultation.lead_body),
            joinedload(Comment.measure_version),
            joinedload(Comment.section),
        )
        .with_for_update(of=Comment)
        .execution_options(populate_existing=True)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def attachment(attachment_id: uuid.UUID) -> tuple[Submission, Attachment]:
    """Return a file sent with a submission, and the submission; raises NotFound."""
    found = db.session.scalar(
        select(Attachment)
        .where(Attachment.id == attachment_id)
        .options(joinedload(Attachment.file))
    )
    if found is None:
        raise NotFound
    return submission_by_id(found.submission_id), found


def _whole() -> Select[Submission]:
    points = selectinload(Submission.comments)
    return select(Submission).options(
        joinedload(Submission.consultation).joinedload(Consultation.lead_body),
        joinedload(Submission.organisation),
        points.joinedload(Comment.measure_version),
        points.joinedload(Comment.section),
        selectinload(Submission.attachments).joinedload(Attachment.file),
    )


def _found(statement: Select[Submission]) -> Submission:
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found
