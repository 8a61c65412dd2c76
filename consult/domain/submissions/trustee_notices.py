"""Letters to trustees: something waits for them; never what, nor about whom (REQ 95)."""

import uuid
from collections.abc import Iterable

from sqlalchemy import select

from consult.domain.people.models import User
from consult.domain.submissions.sealing_models import TrusteeKey, Unsealing
from consult.domain.submissions.trustees import is_live
from consult.kernel.database import db
from consult.machinery import letters, outbox

KIND = "trustee_waiting"


def asked(request: Unsealing) -> None:
    """Tell every other trustee with a key that a request waits."""
    statement = (
        select(User)
        .join(TrusteeKey, TrusteeKey.user_id == User.id)
        .where(
            TrusteeKey.consultation_id == request.consultation_id,
            is_live(),
            User.id != request.asked_by_id,
        )
    )
    _tell(db.session.scalars(statement), request.id, "asked")


def decided(request: Unsealing) -> None:
    """Tell the asker that there is an answer."""
    statement = select(User).where(User.id == request.asked_by_id, User.disabled_at.is_(None))
    _tell(db.session.scalars(statement), request.id, "decided")


def _tell(users: Iterable[User], request_id: uuid.UUID, step: str) -> None:
    for user in users:
        link = letters.address("trustee.consultations", user.language)
        outbox.post(
            letters.write(KIND, user.language, name=user.name, link=link),
            to=user.email,
            kind=KIND,
            language=user.language,
            cause=f"{KIND}:{request_id}:{step}:{user.id}",
        )
