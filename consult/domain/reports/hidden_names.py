"""Names and addresses of a consultation that may not stand in anything public (REQ 86)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, select

from consult.domain.consultations.models import Consultation
from consult.domain.moderation.models import ModerationDecision
from consult.domain.people.models import Organisation, User
from consult.domain.plans.models import MeasureExecutor, MeasureVersion, PlanVersion
from consult.domain.reports.canaries import Canaries, words_of
from consult.domain.reports.models import Report
from consult.domain.submissions.levels import WITHHELD, sees
from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.kernel.database import db
from consult.kernel.localised import LANGUAGES, LocalisedText
from consult.machinery.files import StoredFile

LEAST_OF_NOTE: Final = 4
"""Words that an internal note needs to be searched for; shorter ones stand in any text."""


def canaries_at(
    connection: Connection, consultation: Any, also_shown: Iterable[str] = ()
) -> Canaries:
    """Return what may not stand in anything public: names by consent, every private address.

    So are names of files and internal notes about comments of withheld authors. Names that others
    gave for publication, bodies of the plan and the organisers' own address are public, and so is
    what the caller names.
    """
    hidden: set[str] = set()
    shown: set[str] = {consultation.contact_email, consultation.contact_name, *also_shown}
    for row in connection.execute(_senders(consultation.id)):
        organisation = [row.organisation_name, *_spoken(row.name)]
        hidden |= {row.contact_email, row.login or ""}
        seen = sees("public", row.level)
        (shown if "name" in seen else hidden).update((row.author_name, _full(row.account)))
        (shown if "cosigners" in seen else hidden).update(row.cosigners.splitlines())
        (shown if "organisation" in seen else hidden).update(organisation)
    hidden.update(_beside(connection, consultation.id))
    for name in connection.scalars(_bodies_of_plan(consultation.id)):
        shown.update(_spoken(name))
    return Canaries(hidden - {""}, shown - {""})


def canaries_of(report: Report) -> Canaries:
    """Return the same for a report whose files are about to be released."""
    connection = db.session.connection()
    consultation = db.session.get_one(Consultation, report.consultation_id)
    return canaries_at(connection, consultation)


def _full(name: str | None) -> str:
    """Return the name of an account when it has more than one word; else it may be any word."""
    return name if name and len(words_of(name)) > 1 else ""


def _spoken(name: LocalisedText | None) -> list[str]:
    return [name.exact(language) for language in LANGUAGES] if name else []


def _beside(connection: Connection, consultation_id: uuid.UUID) -> Iterator[str]:
    """Yield names of files and internal notes that belong to withheld authors.

    A note that only repeats words of its comment is none: those are judged by themselves.
    """
    yield from connection.scalars(_files(consultation_id))
    for note, *said in connection.execute(_notes(consultation_id)):
        if len(words_of(note)) >= LEAST_OF_NOTE and not Canaries([note]).sing(" ".join(said)):
            yield note


def _senders(consultation_id: uuid.UUID) -> Any:
    return (
        select(
            Submission.level,
            Submission.author_name,
            Submission.cosigners,
            Submission.organisation_name,
            Submission.contact_email,
            Organisation.name,
            User.email.label("login"),
            User.name.label("account"),
        )
        .outerjoin(User, User.id == Submission.user_id)
        .outerjoin(Organisation, Organisation.id == Submission.organisation_id)
        .where(Submission.consultation_id == consultation_id)
        .distinct()
    )


def _files(consultation_id: uuid.UUID) -> Any:
    return (
        select(StoredFile.name)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(
            Submission.consultation_id == consultation_id,
            Submission.level.in_(WITHHELD),
            StoredFile.name.not_like("attachment-%"),
        )
        .distinct()
    )


def _notes(consultation_id: uuid.UUID) -> Any:
    return (
        select(ModerationDecision.note, Comment.text, Comment.proposed_wording, Comment.rationale)
        .join(Comment, Comment.id == ModerationDecision.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id,
            Submission.level.in_(WITHHELD),
            ModerationDecision.note != "",
        )
    )


def _bodies_of_plan(consultation_id: uuid.UUID) -> Any:
    return (
        select(Organisation.name)
        .join(MeasureExecutor, MeasureExecutor.organisation_id == Organisation.id)
        .join(MeasureVersion, MeasureVersion.id == MeasureExecutor.measure_version_id)
        .join(PlanVersion, PlanVersion.id == MeasureVersion.plan_version_id)
        .where(PlanVersion.consultation_id == consultation_id)
    )
