"""Tables of campaigns: signatures of comments, their bands, campaigns and their members."""

import uuid
from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Index, SmallInteger, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.submissions.models import Comment
from consult.kernel.database import Model, key


class CommentSignature(Model):
    """The shingles of a comment's words as 64-bit hashes; empty for words too few to compare.

    `edited_at` is that of the words that were signed: a comment edited since is signed anew. No
    moment of signing is kept, for it would tell when a comment came whose author hides the time.
    """

    __tablename__ = "comment_signatures"

    comment_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    shingles: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    edited_at: Mapped[datetime | None]


class SignatureBand(Model):
    """One band of a MinHash signature: comments that share one are candidates for likeness."""

    __tablename__ = "signature_bands"
    __table_args__ = (Index("ix_signature_bands_comment_id", "comment_id"),)

    consultation_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    band: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    comment_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )


class Campaign(Model):
    """Comments whose words are nearly the same; each keeps its number and its answer.

    A dissolved one stays as the memory of that decision; with `never`, later comments of the same
    words are not shown as a campaign either.
    """

    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_list", "consultation_id", "made_on", "id"),)

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    representative_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"))
    made_on: Mapped[date] = mapped_column(server_default=func.current_date())
    dissolved_at: Mapped[datetime | None]
    dissolved_by: Mapped[str] = mapped_column(default="")
    never: Mapped[bool] = mapped_column(default=False)

    representative: Mapped[Comment] = relationship(lazy="raise")


class CampaignMember(Model):
    """A comment of a campaign; one that a person took out stays as the memory of it."""

    __tablename__ = "campaign_members"
    __table_args__ = (Index("ix_campaign_members_campaign_id", "campaign_id", "comment_id"),)

    comment_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True
    )
    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaigns.id"))
    left_at: Mapped[datetime | None]
    left_by: Mapped[str] = mapped_column(default="")
