"""The tables of decisions: what a meeting decided about a comment on its agenda."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.responses.rules import DECISIONS
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.models import Comment
from consult.kernel.database import Model, key, one_of
from consult.kernel.localised import LocalisedText


class MeetingDecision(Model):
    """What was decided about one comment: the answer stands, or is to become another one.

    `disposition` is the result the approved answer is to have: the one that stands, the one decided
    on, or empty when the bodies are to find one. `carried_at` is when the approved answer came to
    say it, `departure` why the body approved another result; `told_at` is when the bodies were
    written to about the decision as it stands.
    """

    __tablename__ = "meeting_decisions"
    __table_args__ = (
        UniqueConstraint("round_table_id", "comment_id"),
        CheckConstraint(one_of("decision", DECISIONS), name="decision"),
    )

    id: Mapped[key]
    round_table_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round_tables.id"))
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("comments.id"), index=True)
    decision: Mapped[str]
    disposition: Mapped[str] = mapped_column(default="")
    text: Mapped[LocalisedText] = mapped_column(default=LocalisedText)
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    carried_at: Mapped[datetime | None]
    departure: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012  SQLAlchemy's own name

    comment: Mapped[Comment] = relationship(lazy="raise")
    table: Mapped[RoundTable] = relationship(lazy="raise")


class MeetingDecisionRevision(Model):
    """A wording through which a decision has passed; append-only."""

    __tablename__ = "meeting_decision_revisions"

    decision_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("meeting_decisions.id"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    decision: Mapped[str]
    disposition: Mapped[str]
    text: Mapped[LocalisedText]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
