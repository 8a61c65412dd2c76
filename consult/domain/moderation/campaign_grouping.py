"""Finding campaigns: comments are signed after receipt, candidates joined, likeness verified.

Runs in the worker, in batches, never in a request. Whoever calls it commits after each batch.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from consult.domain.moderation.campaign_models import (
    Campaign,
    CampaignMember,
    CommentSignature,
    SignatureBand,
)
from consult.domain.moderation.likeness_sets import Sets
from consult.domain.moderation.shingles import ALIKE, bands_of, likeness, shingles_of
from consult.domain.people.actors import Actor
from consult.domain.submissions.models import Comment
from consult.kernel.database import db
from consult.machinery import audit

BATCH = 500
NEAR = 8
"""So many comments of each shared band are looked at: enough to find a campaign of any size."""
LOCK = 0x43616D70
CANDIDATES = text(
    """select distinct mine.comment_id as one, near.comment_id as other
    from signature_bands mine
    cross join lateral (
      select b.comment_id from signature_bands b
      where b.consultation_id = mine.consultation_id and b.band = mine.band
        and b.value = mine.value and b.comment_id <> mine.comment_id
      order by b.comment_id limit :near
    ) near
    where mine.comment_id = any(:ids)"""
)
Id = uuid.UUID


@dataclass(frozen=True)
class Known:
    """What is known of a comment that may be alike."""

    comment_id: Id
    submission_id: Id
    received_at: object
    shingles: frozenset[int]
    campaign_id: Id | None = None
    closed: bool = False
    never: bool = False


@dataclass
class Batch:
    """Comments signed now, with everything that may be alike to them."""

    consultation_id: Id
    signed: Sequence[Id]
    known: Mapping[Id, Known]
    near: Mapping[Id, Sequence[Id]]
    sets: Sets = field(default_factory=Sets)
    silent: dict[Id, Id] = field(default_factory=dict)


def group_new(*, by: Actor, size: int = BATCH) -> int:
    """Sign the next comments and put them into campaigns; returns how many were signed.

    One process at a time does this; commit after each call, until it returns 0.
    """
    db.session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    comments = _unsigned(size)
    by_consultation: dict[Id, list[Comment]] = {}
    for comment in comments:
        by_consultation.setdefault(comment.consultation_id, []).append(comment)
    for consultation_id, some in by_consultation.items():
        signed = _sign(consultation_id, some)
        _group(_gathered(consultation_id, signed), by)
    return len(comments)


def _unsigned(size: int) -> Sequence[Comment]:
    """Return comments without a signature, and those whose author has changed them since."""
    statement = (
        select(Comment)
        .outerjoin(CommentSignature, CommentSignature.comment_id == Comment.id)
        .where(
            or_(
                CommentSignature.comment_id.is_(None),
                Comment.edited_at.is_distinct_from(CommentSignature.edited_at),
            )
        )
        .order_by(Comment.received_at, Comment.id)
        .limit(size)
    )
    return db.session.scalars(statement).all()


def _sign(consultation_id: Id, comments: Sequence[Comment]) -> list[Id]:
    """Write signatures and bands; returns the comments with words enough to compare."""
    ids = [one.id for one in comments]
    _forget(ids)
    shingles = {
        one.id: shingles_of(one.text, one.proposed_wording, one.rationale) for one in comments
    }
    rows = [
        {
            "comment_id": one.id,
            "consultation_id": consultation_id,
            "shingles": shingles[one.id],
            "edited_at": one.edited_at,
        }
        for one in comments
    ]
    db.session.execute(insert(CommentSignature), rows)
    bands = [
        {"consultation_id": consultation_id, "band": place, "value": value, "comment_id": one}
        for one, found in shingles.items()
        if found
        for place, value in enumerate(bands_of(found))
    ]
    if bands:
        db.session.execute(insert(SignatureBand), bands)
    return [one for one, found in shingles.items() if found]


def _forget(ids: Collection[Id]) -> None:
    """Take away what was known of earlier words; a comment that a person took out stays out."""
    for table in (CommentSignature, SignatureBand):
        db.session.execute(delete(table).where(table.comment_id.in_(ids)))
    left = (
        delete(CampaignMember)
        .where(CampaignMember.comment_id.in_(ids), CampaignMember.left_at.is_(None))
        .returning(CampaignMember.campaign_id)
    )
    represent_anew(set(db.session.scalars(left)))


def _gathered(consultation_id: Id, signed: Sequence[Id]) -> Batch:
    near: dict[Id, list[Id]] = {}
    for one, other in db.session.execute(CANDIDATES, {"ids": list(signed), "near": NEAR}):
        near.setdefault(one, []).append(other)
    every = set(near).union(*near.values()) if near else set()
    return Batch(consultation_id, signed, _known(every), near)


def _known(ids: Collection[Id]) -> dict[Id, Known]:
    closed = or_(CampaignMember.left_at.is_not(None), Campaign.dissolved_at.is_not(None))
    statement = (
        select(
            Comment.id,
            Comment.submission_id,
            Comment.received_at,
            CommentSignature.shingles,
            CampaignMember.campaign_id,
            func.coalesce(closed, False),
            func.coalesce(CampaignMember.left_at.is_(None) & Campaign.never, False),
        )
        .join(CommentSignature, CommentSignature.comment_id == Comment.id)
        .outerjoin(CampaignMember, CampaignMember.comment_id == Comment.id)
        .outerjoin(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(Comment.id.in_(ids), Comment.withdrawn_at.is_(None))
    )
    return {
        row[0]: Known(*row[:3], frozenset(row[3]), *row[4:])
        for row in db.session.execute(statement)
    }


def _group(batch: Batch, by: Actor) -> None:
    for known in batch.known.values():
        if known.campaign_id and not known.closed:
            batch.sets.join(known.comment_id, known.campaign_id)
    for one in batch.signed:
        if one in batch.known and batch.known[one].campaign_id is None:
            _compare(batch, batch.known[one])
    for members in batch.sets.groups():
        _keep(batch, members, by)
    _add_members({one: to for one, to in batch.silent.items() if not batch.sets.has(one)})


def _compare(batch: Batch, one: Known) -> None:
    """Join a comment with every comment that is really alike; each pair is verified once."""
    for other_id in batch.near.get(one.comment_id, ()):
        other = batch.known.get(other_id)
        if other is None or batch.sets.same(one.comment_id, other_id):
            continue
        if other.closed and not other.never:
            continue
        if likeness(one.shingles, other.shingles) < ALIKE:
            continue
        if other.never and other.campaign_id:
            batch.silent[one.comment_id] = other.campaign_id
        else:
            batch.sets.join(one.comment_id, other_id)


def _keep(batch: Batch, nodes: Collection[Id], by: Actor) -> None:
    """Write one set of like comments: a new campaign, or more members of those that stand."""
    comments = [batch.known[one] for one in nodes if one in batch.known]
    campaigns = [one for one in nodes if one not in batch.known]
    fresh = [one.comment_id for one in comments if one.campaign_id is None]
    silent = [batch.silent[one] for one in fresh if one in batch.silent]
    if len(campaigns) > 1:
        campaigns = [_merged(campaigns, by)]
    elif not campaigns and silent:
        campaigns = silent
    elif not campaigns and len({one.submission_id for one in comments}) > 1:
        first = min(comments, key=lambda one: (one.received_at, one.comment_id))
        campaigns = [_found(batch.consultation_id, first.comment_id, by)]
    if campaigns:
        _add_members(dict.fromkeys(fresh, campaigns[0]))


def _found(consultation_id: Id, first: Id, by: Actor) -> Id:
    campaign = Campaign(consultation_id=consultation_id, representative_id=first, never=False)
    db.session.add(campaign)
    db.session.flush()
    audit.record("campaign.found", campaign, by=by, consultation_id=consultation_id)
    return campaign.id


def _merged(ids: Collection[Id], by: Actor) -> Id:
    """Put the members of several campaigns into the oldest one; returns it."""
    statement = select(Campaign).where(Campaign.id.in_(ids)).order_by(Campaign.made_on, Campaign.id)
    first, *others = db.session.scalars(statement).all()
    gone = [one.id for one in others]
    db.session.execute(
        update(CampaignMember)
        .where(CampaignMember.campaign_id.in_(gone))
        .values(campaign_id=first.id)
    )
    db.session.execute(delete(Campaign).where(Campaign.id.in_(gone)))
    audit.record(
        "campaign.merged", first, by=by, consultation_id=first.consultation_id, merged=gone
    )
    return first.id


def _add_members(places: Mapping[Id, Id]) -> None:
    rows = [{"comment_id": one, "campaign_id": to, "left_by": ""} for one, to in places.items()]
    if rows:
        db.session.execute(insert(CampaignMember).on_conflict_do_nothing(), rows)


def represent_anew(campaign_ids: Iterable[Id]) -> None:
    """Give each campaign whose representative has left the earliest comment that it still has."""
    ids = list(campaign_ids)
    if not ids:
        return
    standing = (
        select(CampaignMember.comment_id)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .where(
            CampaignMember.campaign_id == Campaign.id,
            CampaignMember.left_at.is_(None),
            Comment.withdrawn_at.is_(None),
        )
        .correlate(Campaign)
    )
    earliest = standing.order_by(Comment.received_at, Comment.id).limit(1).scalar_subquery()
    statement = (
        update(Campaign)
        .where(Campaign.id.in_(ids), Campaign.representative_id.not_in(standing))
        .values(representative_id=func.coalesce(earliest, Campaign.representative_id))
    )
    db.session.execute(statement, execution_options={"synchronize_session": False})
    for one in db.session:
        if isinstance(one, Campaign):
            db.session.expire(one, ["representative_id", "representative"])
