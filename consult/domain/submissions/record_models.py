"""Tables of the record: receipts, closed trees of a consultation, damage that a check found."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.domain.consultations.models import Consultation
from consult.domain.submissions.models import Submission
from consult.kernel.database import Model, key


class IssuedReceipt(Model):
    """What was confirmed to an author: one row for each version of a submission (REQ 123, 124).

    `payload` holds commitments, never a text; `leaf` is its leaf in the tree. `salt` opens the
    commitments and may be destroyed (REQ 126). `seq` and `head` are the event that holds the leaf.
    An empty `key_id` means that it is still to be signed. The day alone is kept, never the time.
    A trigger lets a row change in its signature, its place in a tree and the loss of its salt only.
    """

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("submission_id", "version"),
        UniqueConstraint("tree_id", "position"),
        Index("ix_receipts_consultation_id_tree_id", "consultation_id", "tree_id"),
        {"info": {"changing": ("salt", "key_id", "signature", "tree_id", "position")}},
    )

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    submission_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("submissions.id"))
    version: Mapped[int]
    payload: Mapped[dict[str, Any]]
    leaf: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    seq: Mapped[int] = mapped_column(BigInteger, index=True)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[str] = mapped_column(default="")
    signature: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    created_on: Mapped[date]
    tree_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("record_trees.id"))
    position: Mapped[int | None]

    submission: Mapped[Submission] = relationship(lazy="raise")
    tree: Mapped["RecordTree | None"] = relationship(lazy="raise")


class RecordTree(Model):
    """A closed tree over receipts: number 1 at the deadline, later ones for what came after it.

    `hashes` are all levels in a row, 32 bytes each, so that a path is read without the leaves.
    """

    __tablename__ = "record_trees"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"))
    number: Mapped[int]
    size: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary)
    hashes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    closed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    consultation: Mapped[Consultation] = relationship(lazy="raise")


class RecordProblem(Model):
    """What the last check found damaged: a comment's words, a file, a receipt; rewritten each time.

    `reference` names it for people: the code of a comment, the reference of a submission.
    """

    __tablename__ = "record_problems"

    id: Mapped[key]
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultations.id"), index=True)
    kind: Mapped[str]
    reference: Mapped[str]
    comment_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    file_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    found_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
