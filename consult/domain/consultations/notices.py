"""Letters about a consultation: that it opened, was extended, closed, reopened or cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from consult.domain.consultations import queries
from consult.domain.consultations.models import Consultation, ConsultationChange
from consult.domain.people.models import Organisation, RoleGrant, User
from consult.kernel.database import db
from consult.kernel.dates import deadline
from consult.kernel.localised import LANGUAGES
from consult.machinery import letters, outbox

TOLD = frozenset({"scheduled", "opened", "extended", "closed", "reopened", "cancelled"})
FOR_WRITERS = frozenset({"extended", "reopened", "cancelled"})


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told: address, language, and a mark that makes the letter the only one."""

    address: str
    language: str
    mark: str


def staff(consultation: Consultation) -> list[Recipient]:
    """Return the organisers of the consultation who have an account."""
    statement = (
        select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(
            RoleGrant.consultation_id == consultation.id,
            RoleGrant.role == "organiser",
            User.disabled_at.is_(None),
        )
    )
    users = db.session.scalars(statement.order_by(User.id)).all()
    return [Recipient(user.email, user.language, str(user.id)) for user in users]


def organisations(found: Iterable[Organisation]) -> list[Recipient]:
    """Return the addresses of organisations, each in the first language it reads."""
    return [Recipient(one.contact_email, language_of(one.languages), str(one.id)) for one in found]


def language_of(written: str) -> str:
    """Return the first of our languages in a list such as `ru;kk`; Russian when there is none."""
    codes = written.replace(",", ";").split(";")
    return next((code.strip() for code in codes if code.strip() in LANGUAGES), "ru")


def tell(change: ConsultationChange, recipients: Iterable[Recipient]) -> int:
    """Store a letter to each recipient who has none about this change yet; returns how many."""
    consultation = queries.consultation_by_id(change.consultation_id)
    told = _told(change)
    count = 0
    for recipient in recipients:
        cause = f"change:{change.id}:{recipient.mark}"
        if cause not in told and recipient.address:
            told.add(cause)
            _post(consultation, change, recipient, cause)
            count += 1
    return count


def _told(change: ConsultationChange) -> set[str]:
    statement = select(outbox.Letter.cause).where(
        outbox.Letter.cause.startswith(f"change:{change.id}:")
    )
    return set(db.session.scalars(statement))


def _post(
    consultation: Consultation, change: ConsultationChange, recipient: Recipient, cause: str
) -> None:
    language = recipient.language
    closes_at = consultation.closes_at
    written = letters.write(
        "consultation_change",
        language,
        kind=change.kind,
        title=consultation.title.in_(language),
        reason=change.reason.in_(language),
        closes=deadline(closes_at, language, consultation.zone) if closes_at else "",
        link=letters.address("public.consultation", language, slug=consultation.slug),
    )
    outbox.post(
        written,
        to=recipient.address,
        kind=f"consultation_{change.kind}",
        language=language,
        cause=cause,
        consultation_id=consultation.id,
    )
