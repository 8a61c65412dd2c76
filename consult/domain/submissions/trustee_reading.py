"""What trustees and authors read: sealed submissions, requests to open one, who opened it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.consultations.rules import local_day
from consult.domain.people.actors import Actor
from consult.domain.plans.models import MeasureVersion
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.sealing_models import (
    SealedIdentity,
    SealedKey,
    TrusteeKey,
    Unsealing,
)
from consult.domain.submissions.trustees import ROLE, is_live, key_of
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import Page, cut, decode_moment, decode_text, sliced
from consult.machinery.audit import AuditEvent

STEPS = ("unsealing.asked", "unsealing.seconded", "unsealing.refused", "unsealing.delivered")


@dataclass(frozen=True)
class SealedRow:
    """A submission whose identity is sealed, as a trustee finds it in the list."""

    reference: str
    day: date
    measures: Sequence[str]
    destroyed: bool
    own_key_fits: bool


@dataclass(frozen=True)
class SealedCounts:
    """Identities that are sealed, were destroyed, and are sealed without a pair to open them."""

    sealed: int
    destroyed: int
    lost: int


@dataclass(frozen=True)
class Access:
    """One step towards an identity, as its author sees it: when, what and on which ground.

    `seq` and `hash` are those of the event in the log.
    """

    at: datetime
    step: str
    ground: str
    seq: int
    hash: str


def consultations_of(who: Actor) -> Sequence[Consultation]:
    """Return the consultations in which an account is a trustee."""
    ids = {grant.consultation_id for grant in who.grants if grant.role == ROLE}
    statement = select(Consultation).where(Consultation.id.in_(ids))
    return db.session.scalars(statement.order_by(Consultation.created_at.desc())).all()


def waiting_for(who: Actor) -> dict[uuid.UUID, int]:
    """Return by consultation how many requests wait for somebody else than the asker."""
    ids = {grant.consultation_id for grant in who.grants if grant.role == ROLE}
    statement = (
        select(Unsealing.consultation_id, func.count().label("waiting"))
        .where(
            Unsealing.consultation_id.in_(ids),
            Unsealing.state == "asked",
            Unsealing.asked_by_id != who.user_id,
        )
        .group_by(Unsealing.consultation_id)
    )
    return {row.consultation_id: row.waiting for row in db.session.execute(statement)}


def sealed_page(
    consultation: Consultation, who: Actor, *, cursor: str | None = None
) -> Page[SealedRow]:
    """Return sealed submissions in the order of their random references, which tells nothing."""
    key = key_of(consultation.id, who.user_id) if who.user_id else None
    fits = exists().where(
        SealedKey.submission_id == Submission.id,
        SealedKey.inner_id == (key.id if key else None),
    )
    statement: Any = (
        select(
            Submission.id,
            Submission.reference,
            Submission.received_at,
            SealedIdentity.destroyed_at.is_not(None),
            fits,
        )
        .join(SealedIdentity, SealedIdentity.submission_id == Submission.id)
        .where(Submission.consultation_id == consultation.id)
    )
    place = decode_text(cursor) if cursor else None
    rows = db.session.execute(sliced(statement, (Submission.reference, Submission.id), place)).all()
    measures = _measures([row[0] for row in rows])
    page = cut(rows, size=20, key=lambda row: (row[1], row[0]), cursor=cursor)
    items = [
        SealedRow(reference, local_day(at, consultation.zone), measures[identity], gone, own)
        for identity, reference, at, gone, own in page.items
    ]
    return Page(items, page.next, page.previous)


def _measures(submission_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    statement = (
        select(Comment.submission_id, MeasureVersion.number)
        .join(MeasureVersion, MeasureVersion.id == Comment.measure_version_id)
        .where(Comment.submission_id.in_(submission_ids))
        .group_by(Comment.submission_id, MeasureVersion.number, MeasureVersion.position)
        .order_by(MeasureVersion.position)
    )
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for identity, number in db.session.execute(statement):
        found[identity].append(number)
    return found


def sealed_counts(consultation_id: uuid.UUID) -> SealedCounts:
    """Return how many identities are sealed, destroyed, and out of reach of every pair."""
    outer, inner = aliased(TrusteeKey), aliased(TrusteeKey)
    pair = (
        exists()
        .where(
            SealedKey.submission_id == SealedIdentity.submission_id,
            SealedKey.outer_id == outer.id,
            SealedKey.inner_id == inner.id,
            is_live(outer),
            is_live(inner),
        )
        .correlate(SealedIdentity)
    )
    gone = SealedIdentity.destroyed_at.is_not(None)
    statement = (
        select(
            func.count().filter(~gone),
            func.count().filter(gone),
            func.count().filter(~gone, ~pair),
        )
        .join(Submission, Submission.id == SealedIdentity.submission_id)
        .where(Submission.consultation_id == consultation_id)
    )
    return SealedCounts(*db.session.execute(statement).one())


def requests_page(consultation_id: uuid.UUID, *, cursor: str | None = None) -> Page[Unsealing]:
    """Return the requests of a consultation, the newest first."""
    statement = _requests().where(Unsealing.consultation_id == consultation_id)
    place = decode_moment(cursor) if cursor else None
    order = (Unsealing.asked_at, Unsealing.id)
    rows = db.session.scalars(sliced(statement, order, place, newest_first=True)).all()
    return cut(rows, size=20, key=lambda row: (row.asked_at.isoformat(), row.id), cursor=cursor)


def request_by_id(slug: str, unsealing_id: uuid.UUID) -> tuple[Consultation, Unsealing]:
    """Return a request with its consultation; raises NotFound."""
    consultation = consultation_by_slug(slug)
    found = db.session.scalar(_requests().where(Unsealing.id == unsealing_id))
    if found is None or found.consultation_id != consultation.id:
        raise NotFound
    return consultation, found


def sealed_submission(slug: str, reference: str) -> tuple[Consultation, Submission]:
    """Return a sealed submission with its consultation; raises NotFound."""
    consultation = consultation_by_slug(slug)
    statement = (
        select(Submission)
        .join(SealedIdentity, SealedIdentity.submission_id == Submission.id)
        .where(Submission.consultation_id == consultation.id, Submission.reference == reference)
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return consultation, found


def accesses_of(submission_id: uuid.UUID) -> list[Access]:
    """Return every step towards the identity of a submission, from the log (REQ 58, 120)."""
    statement = (
        select(AuditEvent)
        .where(AuditEvent.object_id == str(submission_id), AuditEvent.action.in_(STEPS))
        .order_by(AuditEvent.seq)
    )
    return [
        Access(
            event.at,
            event.action.partition(".")[2],
            str(event.payload.get("opened_for", "")),
            event.seq,
            event.hash.hex(),
        )
        for event in db.session.scalars(statement)
    ]


def _requests() -> Select[Unsealing]:
    return select(Unsealing).options(
        joinedload(Unsealing.submission),
        joinedload(Unsealing.asked_by),
        joinedload(Unsealing.decided_by),
        joinedload(Unsealing.asker_key),
    )
