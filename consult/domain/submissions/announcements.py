"""Telling everybody concerned about a change of a consultation; runs as a job."""

import uuid
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from consult.domain.consultations import notices, queries
from consult.domain.consultations.checklist import invited
from consult.domain.consultations.models import ConsultationChange
from consult.domain.submissions.models import Submission
from consult.kernel.database import db
from consult.kernel.references import digest


def announce(change_id: uuid.UUID, *, invite: bool = False) -> int:
    """Store the letters about a change; returns how many. A second run adds none.

    Organisers are always told; the organisations of the register when `invite`; everybody who wrote
    and left an address when the time for comments changed or the consultation was cancelled (D-20).
    """
    change = db.session.get_one(ConsultationChange, change_id)
    if change.kind not in notices.TOLD:
        return 0
    consultation = queries.consultation_by_id(change.consultation_id)
    recipients = notices.staff(consultation)
    if invite:
        recipients += notices.organisations(invited())
    if change.kind in notices.FOR_WRITERS:
        recipients += _writers(consultation.id)
    return notices.tell(change, recipients)


def _writers(consultation_id: uuid.UUID) -> Iterator[notices.Recipient]:
    statement = (
        select(Submission.contact_email, Submission.language)
        .where(
            Submission.consultation_id == consultation_id,
            Submission.contact_email != "",
            Submission.withdrawn_at.is_(None),
        )
        .ext(distinct_on(Submission.contact_email))
        .order_by(Submission.contact_email, Submission.received_at.desc())
    )
    for row in db.session.execute(statement):
        mark = digest(row.contact_email.lower())
        yield notices.Recipient(row.contact_email, row.language, mark)
