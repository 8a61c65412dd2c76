"""What organisers do with campaigns: take comments out, dissolve, undo, choose the text shown.

Nothing is dropped: each comment keeps its number, its state and its answer whatever is done here.
"""

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from consult.domain.moderation.campaign_grouping import represent_anew
from consult.domain.moderation.campaign_models import Campaign, CampaignMember
from consult.domain.people.actors import Actor
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.machinery import audit


def take_out(campaign: Campaign, comment_ids: Collection[uuid.UUID], *, by: Actor) -> None:
    """Take comments out of a campaign; they never come back by themselves. Raises NotFound."""
    members = _members(campaign, comment_ids, out=False)
    for member in members:
        member.left_at, member.left_by = now(), by.name
    db.session.flush()
    represent_anew([campaign.id])
    _record("left", campaign, by, comments=len(members))


def put_back(campaign: Campaign, comment_ids: Collection[uuid.UUID], *, by: Actor) -> None:
    """Undo taking comments out. Raises NotFound."""
    members = _members(campaign, comment_ids, out=True)
    for member in members:
        member.left_at, member.left_by = None, ""
    _record("returned", campaign, by, comments=len(members))


def dissolve(campaign: Campaign, *, never: bool, by: Actor) -> None:
    """Let every comment of a campaign stand alone.

    With `never`, later comments of the same words are not shown as a campaign either.
    """
    campaign.dissolved_at, campaign.dissolved_by, campaign.never = now(), by.name, never
    _record("dissolved", campaign, by, never=never)


def restore(campaign: Campaign, *, by: Actor) -> None:
    """Undo dissolving: the comments stand together again, with those that came since."""
    campaign.dissolved_at, campaign.dissolved_by, campaign.never = None, "", False
    db.session.flush()
    represent_anew([campaign.id])
    _record("restored", campaign, by)


def represent(campaign: Campaign, comment_id: uuid.UUID, *, by: Actor) -> None:
    """Choose the comment whose text stands for the campaign. Raises NotFound."""
    _members(campaign, [comment_id], out=False)
    db.session.execute(
        update(Campaign).where(Campaign.id == campaign.id).values(representative_id=comment_id)
    )
    db.session.expire(campaign)
    _record("represented", campaign, by, comment=comment_id)


def _members(
    campaign: Campaign, comment_ids: Collection[uuid.UUID], *, out: bool
) -> Collection[CampaignMember]:
    statement = (
        select(CampaignMember)
        .where(
            CampaignMember.campaign_id == campaign.id,
            CampaignMember.comment_id.in_(comment_ids),
            CampaignMember.left_at.is_not(None) == out,
        )
        .with_for_update()
    )
    found = db.session.scalars(statement).all()
    if not found:
        raise NotFound
    return found


def _record(what: str, campaign: Campaign, by: Actor, **facts: Any) -> None:
    audit.record(
        f"campaign.{what}", campaign, by=by, consultation_id=campaign.consultation_id, **facts
    )
