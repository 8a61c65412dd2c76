"""Letters about answers: what is due soon, tomorrow, or overdue; what a meeting decided."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from consult.domain.consultations.models import Consultation
from consult.domain.people.models import Organisation, RoleGrant, User
from consult.domain.people.rules import MINISTRY_ROLES
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import day_of
from consult.kernel.database import db
from consult.kernel.dates import long_date
from consult.machinery import letters, outbox

People = Sequence[tuple[User, str, uuid.UUID | None]]
TOLD = {
    "soon": ("ministry_contributor", "ministry_approver"),
    "tomorrow": ("ministry_contributor", "ministry_approver"),
    "overdue": ("ministry_approver", "organiser"),
}


def people_of(consultation_id: uuid.UUID) -> People:
    """Return the enabled users with their roles and bodies in a consultation; one query."""
    statement = (
        select(User, RoleGrant.role, RoleGrant.organisation_id)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.consultation_id == consultation_id, User.disabled_at.is_(None))
        .order_by(User.id, RoleGrant.role)
    )
    return [(user, role, body_id) for user, role, body_id in db.session.execute(statement)]


def tell_due(
    consultation: Consultation,
    body_id: uuid.UUID,
    stage: str,
    counts: Mapping[date, int],
    people: People,
    day: date,
) -> int:
    """Write the digest of one body and stage to those concerned; returns the number of letters.

    `counts` holds the open answers by the day they are due. When answers are overdue the letter
    goes to the approvers and to the organisers.
    """
    body = db.session.get_one(Organisation, body_id)
    told = {
        user.id: user
        for user, role, of in people
        if role in TOLD[stage] and (role == "organiser" or of == body_id)
    }
    for user in told.values():
        _post(consultation, body, stage, counts, user, day)
    return len(told)


def _post(
    consultation: Consultation,
    body: Organisation,
    stage: str,
    counts: Mapping[date, int],
    user: User,
    day: date,
) -> None:
    language = user.language
    written = letters.write(
        "answers_due",
        language,
        name=user.name,
        stage=stage,
        body=body.name.in_(language),
        title=consultation.title.in_(language),
        total=sum(counts.values()),
        lines=[(long_date(due, language), count) for due, count in sorted(counts.items())],
        link=letters.address("respond.inbox", language, c=consultation.slug),
    )
    outbox.post(
        written,
        to=user.email,
        kind=f"answers_{stage}",
        language=language,
        cause=f"due:{consultation.id}:{body.id}:{stage}:{day}:{user.id}",
        consultation_id=consultation.id,
    )


def tell_decided(
    consultation: Consultation,
    table: RoundTable,
    body_id: uuid.UUID,
    counts: Mapping[str, int],
    people: People,
    cause: str,
) -> int:
    """Write to the people of a body what a meeting decided about its comments; returns how many.

    `counts` holds the number of decisions by their kind; `cause` tells rounds of letters apart.
    """
    body = db.session.get_one(Organisation, body_id)
    told = {user.id: user for user, role, of in people if of == body_id and role in MINISTRY_ROLES}
    for user in told.values():
        language = user.language
        written = letters.write(
            "decisions_taken",
            language,
            name=user.name,
            body=body.name.in_(language),
            title=consultation.title.in_(language),
            day=long_date(day_of(table.starts_at, table.zone), language),
            counts=counts,
            link=letters.address("respond.inbox", language, c=consultation.slug, decided="any"),
        )
        outbox.post(
            written,
            to=user.email,
            kind="decisions_taken",
            language=language,
            cause=f"{cause}:{body.id}:{user.id}",
            consultation_id=consultation.id,
        )
    return len(told)
