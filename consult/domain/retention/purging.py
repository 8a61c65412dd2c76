"""The purge: what each kind of data loses when its period is over, and the protocol of a run."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select, update

from consult.domain.consultations.models import AdoptingAct, Consultation
from consult.domain.people.actors import Actor, system
from consult.domain.reports.models import Report
from consult.domain.retention.models import PurgeRun
from consult.domain.retention.queries import periods
from consult.domain.roundtables.desk_models import Minutes, MinutesChecker
from consult.domain.roundtables.models import Attendee, Registration, RoundTable
from consult.domain.submissions import erasing, sealing
from consult.domain.submissions.models import Submission
from consult.domain.submissions.sealing_models import SealedIdentity
from consult.kernel.clock import now
from consult.kernel.database import Model, db
from consult.machinery import audit
from consult.machinery.outbox import Letter

log = logging.getLogger("consult.retention")
AT_ONCE = 1000
Purge = Callable[[datetime, bool], int]


def purge(*, by: Actor, dry: bool = False, moment: datetime | None = None) -> PurgeRun:
    """Empty or delete what was kept long enough; keeps and returns the protocol.

    Each kind has its own savepoint: one that fails is named in the protocol and spoils no other.
    A dry run only counts and is not kept.
    """
    at = moment or now()
    counts: dict[str, int] = {}
    failed: dict[str, str] = {}
    for code, days in periods().items():
        if code not in PURGES:
            continue
        try:
            with db.session.begin_nested():
                counts[code] = PURGES[code](at - timedelta(days=days), dry)
        except Exception as error:  # noqa: BLE001  named in the protocol, the others go on
            failed[code] = type(error).__name__
            log.warning("purge of %s failed: %s", code, type(error).__name__)
    run = PurgeRun(id=uuid.uuid4(), at=at, by=by.audit_name, counts=counts, failed=failed)
    if not dry:
        db.session.add(run)
        audit.record("retention.purged", run, by=by, counts=counts, failed=sorted(failed))
    return run


def _ended() -> Any:
    """The moment from which the names of a consultation are counted; null while it goes on.

    An act counts from when it was recorded here: a discussion of the past is entered whole first.
    """
    published = select(func.min(Report.published_at)).where(
        Report.consultation_id == Consultation.id, Report.published_at.is_not(None)
    )
    adopted = select(AdoptingAct.recorded_at).where(AdoptingAct.consultation_id == Consultation.id)
    return func.coalesce(adopted.scalar_subquery(), published.scalar_subquery())


def _ended_before(before: datetime) -> Select[uuid.UUID]:
    return select(Consultation.id).where(_ended() < before)


def _withheld_names(before: datetime, dry: bool) -> int:  # noqa: FBT001  one shape for all kinds
    named = (
        (Submission.author_name != "")
        | (Submission.organisation_name != "")
        | Submission.organisation_id.is_not(None)
        | (Submission.cosigners != "")
        | Submission.user_id.is_not(None)
    )
    due = select(Submission.id).where(
        Submission.level.in_(("withheld_public", "withheld_ministries", "anonymous")),
        named,
        Submission.consultation_id.in_(_ended_before(before)),
    )
    return _in_portions(due, erasing.erase_many, dry=dry)


def _sealed_names(before: datetime, dry: bool) -> int:  # noqa: FBT001
    due = (
        select(Submission.id)
        .join(SealedIdentity, SealedIdentity.submission_id == Submission.id)
        .where(
            SealedIdentity.destroyed_at.is_(None),
            Submission.consultation_id.in_(_ended_before(before)),
        )
    )
    return _in_portions(due, _destroy, dry=dry)


def _destroy(ids: Sequence[uuid.UUID]) -> int:
    for submission in db.session.scalars(select(Submission).where(Submission.id.in_(ids))):
        sealing.destroy(submission, by=system("retention"), cause="period")
    erasing.note(ids)
    return len(ids)


def _author_addresses(before: datetime, dry: bool) -> int:  # noqa: FBT001
    due = and_(
        Submission.contact_email != "", Submission.consultation_id.in_(_ended_before(before))
    )
    return _emptied(Submission, due, {"contact_email": ""}, dry=dry)


def _receipt_codes(before: datetime, dry: bool) -> int:  # noqa: FBT001
    due = and_(
        (Submission.code_hash != "") | Submission.edit_token_hash.is_not(None),
        Submission.consultation_id.in_(_ended_before(before)),
    )
    return _emptied(Submission, due, {"code_hash": "", "edit_token_hash": None}, dry=dry)


def _meeting_addresses(before: datetime, dry: bool) -> int:  # noqa: FBT001
    held = select(RoundTable.id).where(RoundTable.starts_at < before)
    written = select(Minutes.id).where(Minutes.round_table_id.in_(held))
    registered = and_(Registration.contact_email != "", Registration.round_table_id.in_(held))
    came = and_(Attendee.contact_email != "", Attendee.round_table_id.in_(held))
    checked = and_(MinutesChecker.contact_email != "", MinutesChecker.minutes_id.in_(written))
    return (
        _emptied(Registration, registered, {"contact_email": "", "needs": ""}, dry=dry)
        + _emptied(Attendee, came, {"contact_email": ""}, dry=dry)
        + _emptied(MinutesChecker, checked, {"contact_email": ""}, dry=dry)
    )


def _letters_sent(before: datetime, dry: bool) -> int:  # noqa: FBT001
    due = and_(Letter.state == "sent", Letter.sent_at < before, Letter.recipient != "")
    return _emptied(Letter, due, EMPTY_LETTER, dry=dry)


def _letters_failed(before: datetime, dry: bool) -> int:  # noqa: FBT001
    due = and_(Letter.state == "failed", Letter.created_at < before, Letter.recipient != "")
    return _emptied(Letter, due, EMPTY_LETTER, dry=dry)


EMPTY_LETTER: Final = {"recipient": "", "subject": "", "body": "", "attachment": ""}
PURGES: Final[Mapping[str, Purge]] = {
    "withheld_names": _withheld_names,
    "sealed_names": _sealed_names,
    "author_addresses": _author_addresses,
    "receipt_codes": _receipt_codes,
    "meeting_addresses": _meeting_addresses,
    "letters_sent": _letters_sent,
    "letters_failed": _letters_failed,
}


def _emptied(
    model: type[Model], due: ColumnElement[bool], values: Mapping[str, Any], *, dry: bool
) -> int:
    if dry:
        return db.session.scalar(select(func.count()).select_from(model).where(due)) or 0
    change = update(model).where(due).values(**values).execution_options(synchronize_session=False)
    return db.session.execute(change).rowcount  # type: ignore[attr-defined, no-any-return]


def _in_portions(
    due: Select[uuid.UUID], act: Callable[[Sequence[uuid.UUID]], int], *, dry: bool
) -> int:
    if dry:
        return db.session.scalar(select(func.count()).select_from(due.subquery())) or 0
    done = 0
    while ids := db.session.scalars(due.limit(AT_ONCE)).all():
        done += act(ids)
        db.session.flush()
    return done
