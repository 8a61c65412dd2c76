"""Opening a sealed identity: one trustee asks, another seconds or refuses, the author sees it.

The server passes boxes on and opens none. Every step is an event without the account (REQ 58, 120).
"""

from __future__ import annotations

import hmac
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from consult.domain.people.actors import Actor, system
from consult.domain.submissions import boxes, trustee_notices
from consult.domain.submissions.models import Submission
from consult.domain.submissions.rules import UNSEALING_GROUNDS
from consult.domain.submissions.sealing_models import (
    SealedIdentity,
    SealedKey,
    TrusteeKey,
    Unsealing,
)
from consult.domain.submissions.sealing_refusals import (
    AskedAlready,
    CannotOpen,
    NoKey,
    OwnRequest,
    WrongBox,
)
from consult.domain.submissions.trustees import is_live, key_of, own_key
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import Forbidden, Missing, WrongState
from consult.kernel.text import clean_text
from consult.machinery import audit

OPEN = ("seconded", "delivered")
FORGOTTEN = timedelta(days=14)


def ask(submission: Submission, ground: str, reason: str, *, by: Actor) -> Unsealing:
    """Ask for an identity; the other trustees are told that something waits.

    Raises Missing (ground, reason), NoKey, CannotOpen, AskedAlready.
    """
    words = clean_text(reason)
    lacking = [
        name
        for name, given in (("ground", ground in UNSEALING_GROUNDS), ("reason", bool(words)))
        if not given
    ]
    if lacking:
        raise Missing(missing=lacking)
    key = own_key(submission.consultation_id, by)
    if not _seconders(submission.id, key.id):
        raise CannotOpen
    asked = Unsealing(
        consultation_id=submission.consultation_id,
        submission=submission,
        asked_by_id=by.user_id,
        asker_key_id=key.id,
        ground=ground,
        reason=words,
    )
    try:
        with db.session.begin_nested():
            db.session.add(asked)
    except IntegrityError as error:
        raise AskedAlready from error
    trustee_notices.asked(asked)
    _record("unsealing.asked", asked, by)
    return asked


def outer_box(asked: Unsealing, *, to: Actor) -> bytes:
    """Return the outer box as the file that the second trustee opens on their own computer.

    Needs submission, asked_by and asker_key loaded. Raises WrongState, OwnRequest, NoKey,
    CannotOpen.
    """
    wrapped = _wrapped_for(asked, to)
    return boxes.written(
        boxes.OUTER_BOX,
        unsealing=str(asked.id),
        submission=asked.submission.reference,
        ground=asked.ground,
        reason=asked.reason,
        asker=asked.asked_by.name,
        asker_fingerprint=asked.asker_key.fingerprint,
        box=boxes.encoded(wrapped.box),
    )


def second(asked: Unsealing, data: bytes, *, by: Actor) -> None:
    """Take in the inner box from the second trustee; the asker can then open the identity.

    Raises WrongState, OwnRequest, NoKey, CannotOpen, WrongBox.
    """
    _hold(asked)
    wrapped = _wrapped_for(asked, by)
    facts = boxes.read_file(data)
    box = boxes.decoded(str(facts.get("box", "")))
    known = hmac.compare_digest(boxes.digest_of(box), wrapped.inner_digest)
    if facts.get("format") != boxes.INNER_BOX or not known:
        raise WrongBox
    asked.state, asked.inner_box = "seconded", box
    asked.decided_by_id, asked.decided_at = by.user_id, now()
    trustee_notices.decided(asked)
    _record("unsealing.seconded", asked, by)


def refuse(asked: Unsealing, reason: str, *, by: Actor) -> None:
    """Refuse a request with a reason; the identity stays closed. Raises as second does."""
    _hold(asked)
    _may_decide(asked, by)
    words = clean_text(reason)
    if not words:
        raise Missing(missing=["refusal"])
    asked.state, asked.refusal = "refused", words
    asked.decided_by_id, asked.decided_at = by.user_id, now()
    trustee_notices.decided(asked)
    _record("unsealing.refused", asked, by)


def deliver(asked: Unsealing, *, by: Actor) -> bytes:
    """Return the identity's box with its inner box to the asker, who alone can open both.

    Each time is an event. Raises Forbidden, WrongState, CannotOpen.
    """
    _hold(asked)
    if asked.asked_by_id != by.user_id:
        raise Forbidden
    if asked.state not in OPEN or asked.inner_box is None:
        raise WrongState(state=asked.state)
    kept = db.session.get(SealedIdentity, asked.submission_id)
    if kept is None or kept.destroyed_at is not None or not _is_live(asked.asker_key_id):
        raise CannotOpen
    asked.state, asked.delivered_at = "delivered", asked.delivered_at or now()
    _record("unsealing.delivered", asked, by)
    return boxes.written(
        boxes.SEALED_IDENTITY,
        unsealing=str(asked.id),
        submission=asked.submission.reference,
        inner=boxes.encoded(asked.inner_box),
        identity=boxes.encoded(kept.box),
    )


def close(asked: Unsealing, *, by: Actor) -> None:
    """Say that the identity was read: the inner box is removed from the server."""
    _hold(asked)
    if asked.asked_by_id != by.user_id and not by.is_system:
        raise Forbidden
    if asked.state not in OPEN:
        raise WrongState(state=asked.state)
    asked.state, asked.inner_box = "closed", None
    _record("unsealing.closed", asked, by)


def close_forgotten(moment: datetime) -> int:
    """Remove opened boxes that nobody fetched or finished with in two weeks; returns how many."""
    forgotten = select(Unsealing).where(
        Unsealing.state.in_(OPEN), Unsealing.decided_at < moment - FORGOTTEN
    )
    found = db.session.scalars(forgotten.options(joinedload(Unsealing.submission))).all()
    for asked in found:
        close(asked, by=system("worker"))
    return len(found)


def _hold(asked: Unsealing) -> None:
    """Hold the request's row until the end, so that two trustees decide one after the other."""
    db.session.refresh(asked, ["state", "inner_box"], with_for_update=True)


def _may_decide(asked: Unsealing, by: Actor) -> uuid.UUID:
    """Return the id of the live key of somebody who may be the second person."""
    if asked.state != "asked":
        raise WrongState(state=asked.state)
    if asked.asked_by_id == by.user_id:
        raise OwnRequest
    key = key_of(asked.consultation_id, by.user_id) if by.user_id else None
    if key is None or not by.has(asked.consultation_id, "trustee"):
        raise NoKey
    return key.id


def _wrapped_for(asked: Unsealing, by: Actor) -> SealedKey:
    key_id = _may_decide(asked, by)
    found = db.session.get(SealedKey, (asked.submission_id, key_id, asked.asker_key_id))
    if found is None or not _is_live(asked.asker_key_id):
        raise CannotOpen
    return found


def _is_live(key_id: uuid.UUID) -> bool:
    """Return whether a key still opens something: what was taken back opens nothing more."""
    found = db.session.scalar(select(TrusteeKey.id).where(TrusteeKey.id == key_id, is_live()))
    return found is not None


def _seconders(submission_id: uuid.UUID, inner_id: uuid.UUID) -> bool:
    statement = (
        select(SealedKey.outer_id)
        .join(TrusteeKey, TrusteeKey.id == SealedKey.outer_id)
        .where(SealedKey.submission_id == submission_id, SealedKey.inner_id == inner_id, is_live())
    )
    return db.session.scalar(statement.limit(1)) is not None


def _record(action: str, asked: Unsealing, by: Actor) -> None:
    audit.record(
        action,
        asked.submission,
        by=by,
        consultation_id=asked.consultation_id,
        unsealing=asked.id,
        opened_for=asked.ground,
    )
