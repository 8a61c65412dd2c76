"""Tables of recommendations: the register, the history of positions, totals quoted elsewhere."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from consult.domain.recommendations.rules import MECHANISMS, POSITIONS, QUOTED
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LocalisedText


class Recommendation(Model):
    """What the State was recommended, by (mechanism, cycle, paragraph); the key is text (H-01).

    `paragraph` is text as printed: «95.10» is not «95.1». `states` are codes of ISO 3166 or words
    as printed; `position` is the newest of `positions`; `response` is the State's own reply.
    """

    __tablename__ = "recommendations"
    __table_args__ = (
        UniqueConstraint("mechanism", "cycle", "paragraph"),
        CheckConstraint(one_of("mechanism", MECHANISMS), name="mechanism"),
        CheckConstraint(one_of("position", POSITIONS), name="position"),
        CheckConstraint("action_category between 1 and 5", name="action_category"),
        Index("ix_recommendations_order", "mechanism", "cycle", "sort_key", "id"),
    )

    id: Mapped[key]
    mechanism: Mapped[str]
    cycle: Mapped[str]
    paragraph: Mapped[str]
    sort_key: Mapped[str]
    document_symbol: Mapped[str] = mapped_column(default="")
    text: Mapped[LocalisedText]
    original_language: Mapped[str] = mapped_column(default="")
    states: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    position: Mapped[str] = mapped_column(default="pending")
    response: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    affected_groups: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    sdg_targets: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    action_category: Mapped[int | None]
    origin: Mapped[str] = mapped_column(default="")
    predecessor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("recommendations.id"))
    search_text: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    positions: Mapped[list["RecommendationPosition"]] = relationship(
        lazy="raise", order_by="RecommendationPosition.number"
    )
    predecessor: Mapped["Recommendation | None"] = relationship(
        lazy="raise", remote_side="Recommendation.id"
    )


class RecommendationPosition(Model):
    """A position of the State with its source; both stay when it changes (H-03); append-only."""

    __tablename__ = "recommendation_positions"
    __table_args__ = (CheckConstraint(one_of("position", POSITIONS), name="position"),)

    recommendation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("recommendations.id"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[str]
    source: Mapped[str]
    stated_on: Mapped[date | None]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class QuotedTotal(Model):
    """A total as some document quotes it; shown beside the computed one (I-22, H-05)."""

    __tablename__ = "quoted_totals"
    __table_args__ = (
        UniqueConstraint("mechanism", "cycle", "what", "source"),
        CheckConstraint(one_of("what", QUOTED), name="what"),
    )

    id: Mapped[key]
    mechanism: Mapped[str]
    cycle: Mapped[str]
    what: Mapped[str]
    count: Mapped[int]
    source: Mapped[str]
