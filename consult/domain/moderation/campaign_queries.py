"""Reading campaigns: the list, one campaign with its members, counts with and without them."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, load_only

from consult.domain.consultations.models import Consultation
from consult.domain.moderation.campaign_models import Campaign, CampaignMember
from consult.domain.submissions.models import Comment, Submission
from consult.domain.submissions.rules import VERIFICATIONS
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.paging import PAGE, Page, cut, decode_cursor, sliced

ORDER = (Campaign.made_on, Campaign.id)
MEMBER_ORDER = (CampaignMember.comment_id,)


@dataclass(frozen=True)
class Sizes:
    """How many comments and senders a campaign has, the senders by their verification."""

    comments: int = 0
    waiting: int = 0
    senders: Mapping[str, int] | None = None

    def of(self, verification: str) -> int:
        """Return how many senders are verified in this way."""
        return (self.senders or {}).get(verification, 0)

    @property
    def all_senders(self) -> int:
        """Return how many senders there are."""
        return sum((self.senders or {}).values())


@dataclass(frozen=True)
class Totals:
    """Counts of a consultation: all comments, those in campaigns, how many campaigns stand."""

    comments: int
    in_campaigns: int
    campaigns: int

    @property
    def texts(self) -> int:
        """Return how many different texts there are when each campaign counts once."""
        return self.comments - self.in_campaigns + self.campaigns


def _standing() -> tuple[ColumnElement[bool], ...]:
    return (
        Campaign.dissolved_at.is_(None),
        CampaignMember.left_at.is_(None),
        Comment.withdrawn_at.is_(None),
    )


def _joined(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(CampaignMember)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .join(Comment, Comment.id == CampaignMember.comment_id)
    )


def campaigns_page(
    consultation_id: uuid.UUID, cursor: str | None = None, *, dissolved: bool = False
) -> tuple[Page[Campaign], Mapping[uuid.UUID, Sizes]]:
    """Return a page of campaigns, the newest first, with their sizes; two queries."""
    shown = load_only(Comment.code, Comment.text, Comment.language)
    statement = (
        select(Campaign)
        .where(
            Campaign.consultation_id == consultation_id,
            Campaign.dissolved_at.is_not(None) == dissolved,
        )
        .options(joinedload(Campaign.representative).options(shown))
    )
    statement = sliced(statement, ORDER, _place(cursor), newest_first=True)
    rows = db.session.scalars(statement).all()
    page = cut(rows, size=PAGE, key=lambda one: (one.made_on, one.id), cursor=cursor)
    return page, sizes_of([one.id for one in page.items])


def _place(cursor: str | None) -> tuple[bool, tuple[date, uuid.UUID]] | None:
    if not cursor:
        return None
    backwards, values = decode_cursor(cursor)
    try:
        day, identity = values
        return backwards, (date.fromisoformat(day), uuid.UUID(identity))
    except ValueError as error:
        raise NotFound from error


def sizes_of(campaign_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Sizes]:
    """Return the sizes of campaigns, dissolved ones as they were; one query."""
    statement = (
        _joined(
            CampaignMember.campaign_id,
            Submission.verification,
            func.count(),
            func.count().filter(Comment.publication == "received"),
            func.count(Comment.submission_id.distinct()),
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            CampaignMember.campaign_id.in_(campaign_ids),
            CampaignMember.left_at.is_(None),
            Comment.withdrawn_at.is_(None),
        )
        .group_by(CampaignMember.campaign_id, Submission.verification)
    )
    found: dict[uuid.UUID, Sizes] = {}
    for campaign_id, verification, comments, waiting, senders in db.session.execute(statement):
        so_far = found.get(campaign_id, Sizes())
        found[campaign_id] = Sizes(
            so_far.comments + comments,
            so_far.waiting + waiting,
            {**(so_far.senders or {}), verification: senders},
        )
    return found


def campaign_by_id(campaign_id: uuid.UUID) -> Campaign:
    """Return a campaign with its representative; raises NotFound."""
    statement = (
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .options(joinedload(Campaign.representative))
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def members_page(
    campaign: Campaign, cursor: str | None = None, *, out: bool = False, verification: str = ""
) -> Page[Comment]:
    """Return a page of a campaign's comments in a stable order that tells nothing; one query."""
    statement = (
        select(Comment)
        .join(CampaignMember, CampaignMember.comment_id == Comment.id)
        .join(Comment.submission)
        .where(
            CampaignMember.campaign_id == campaign.id,
            CampaignMember.left_at.is_not(None) == out,
            Comment.withdrawn_at.is_(None),
        )
        .options(joinedload(Comment.submission, innerjoin=True).joinedload(Submission.organisation))
    )
    if verification in VERIFICATIONS:
        statement = statement.where(Submission.verification == verification)
    statement = sliced(statement, MEMBER_ORDER, _comment_place(cursor))
    rows = db.session.scalars(statement).all()
    return cut(rows, size=PAGE, key=lambda one: (one.id,), cursor=cursor)


def _comment_place(cursor: str | None) -> tuple[bool, tuple[uuid.UUID]] | None:
    if not cursor:
        return None
    backwards, values = decode_cursor(cursor)
    try:
        (identity,) = values
        return backwards, (uuid.UUID(identity),)
    except ValueError as error:
        raise NotFound from error


def waiting_of(campaign: Campaign, *, hints: bool) -> Sequence[Comment]:
    """Return the members that wait for a decision, with or without hints at personal data."""
    statement = (
        select(Comment)
        .join(CampaignMember, CampaignMember.comment_id == Comment.id)
        .where(
            CampaignMember.campaign_id == campaign.id,
            CampaignMember.left_at.is_(None),
            Comment.withdrawn_at.is_(None),
            Comment.publication == "received",
            (Comment.hints != []) == hints,
        )
        .options(load_only(Comment.code, Comment.row_version))
        .order_by(Comment.id)
    )
    return db.session.scalars(statement).all()


def campaigns_among(comment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[uuid.UUID, int]]:
    """Return for each of the comments in a campaign (the campaign, its size); one query."""
    mine = (
        _joined(CampaignMember.comment_id, CampaignMember.campaign_id)
        .where(CampaignMember.comment_id.in_(comment_ids), *_standing())
        .subquery()
    )
    size = (
        select(func.count())
        .select_from(CampaignMember)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .where(
            CampaignMember.campaign_id == mine.c.campaign_id,
            CampaignMember.left_at.is_(None),
            Comment.withdrawn_at.is_(None),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(select(mine.c.comment_id, mine.c.campaign_id, size))
    return {comment_id: (campaign_id, count) for comment_id, campaign_id, count in rows}


def totals_of(consultation: Consultation) -> Totals:
    """Return the counts with and without campaigns; two queries."""
    grouped = _joined(func.count(), func.count(CampaignMember.campaign_id.distinct())).where(
        Campaign.consultation_id == consultation.id, *_standing()
    )
    in_campaigns, campaigns = db.session.execute(grouped).one()
    every = select(func.count()).where(
        Comment.consultation_id == consultation.id, Comment.withdrawn_at.is_(None)
    )
    return Totals(db.session.scalar(every) or 0, in_campaigns, campaigns)
