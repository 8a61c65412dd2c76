"""Tables of what a sender claims: the name of an organisation, an address of mail."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.people.models import Organisation
from consult.domain.submissions.models import Submission
from consult.domain.submissions.rules import ANSWERS_TO_CLAIM, LIKENESSES
from consult.kernel.database import Model, one_of


class NameClaim(Model):
    """A sender without membership named a registered organisation, or one written much like it.

    The organisation's registered contact is told and answers by a link, whose token is stored
    hashed; the answer is kept beside the submission in `submissions.claimed`.
    """

    __tablename__ = "name_claims"
    __table_args__ = (
        CheckConstraint(one_of("likeness", LIKENESSES), name="likeness"),
        CheckConstraint(one_of("answer", ("", *ANSWERS_TO_CLAIM)), name="answer"),
    )

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    likeness: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class AddressConfirmation(Model):
    """The link in a receipt letter by which its reader confirms the address; stored hashed."""

    __tablename__ = "address_confirmations"

    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
