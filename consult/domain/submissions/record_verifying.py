"""The whole check of the record, and the list of damage that pages and reports look at."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select

from consult.domain.submissions.record_checking import (
    Problem,
    damaged_files,
    receipts_against_rows,
    without_receipt,
)
from consult.domain.submissions.record_models import IssuedReceipt, RecordProblem, RecordTree
from consult.domain.submissions.record_payload import signed_bytes
from consult.kernel.database import db
from consult.kernel.merkle import root_of
from consult.machinery import signing
from consult.machinery.audit import AuditEvent


@dataclass
class Findings:
    """What the check looked at and what it found; `forgotten` have no salt any more (REQ 126)."""

    receipts: int = 0
    unsigned: int = 0
    forgotten: int = 0
    trees: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing differs from what was confirmed."""
        return not self.problems


def verify() -> Findings:
    """Compare every receipt, file and tree with the rows and the log; memory stays flat."""
    found = Findings()
    keys = {key.id: key.public for key in signing.public_keys()}
    for receipt, problems in receipts_against_rows(keys):
        found.receipts += 1
        found.unsigned += not receipt.key_id
        found.forgotten += receipt.salt is None
        found.problems += problems
        db.session.expunge(receipt)
    found.problems += [*without_receipt(), *damaged_files(), *_missing_leaves()]
    for tree in db.session.scalars(select(RecordTree).order_by(RecordTree.id)):
        found.trees += 1
        found.problems += _of_tree(tree)
    return found


def _missing_leaves() -> Iterator[Problem]:
    """Yield the events whose receipts are not those that were confirmed then."""
    issued = select(AuditEvent.seq, AuditEvent.consultation_id, AuditEvent.payload).where(
        AuditEvent.action == "receipts.issued"
    )
    rows = db.session.execute(issued.order_by(AuditEvent.seq).execution_options(yield_per=1000))
    for chunk in rows.partitions():
        leaves = _leaves_at([row.seq for row in chunk])
        for row in chunk:
            if root_of(leaves.get(row.seq, [])).hex() != row.payload["root"]:
                yield Problem("leaf_missing", row.consultation_id, str(row.seq))


def _leaves_at(numbers: Sequence[int]) -> dict[int, list[bytes]]:
    statement = select(IssuedReceipt.seq, IssuedReceipt.leaf).where(IssuedReceipt.seq.in_(numbers))
    found: dict[int, list[bytes]] = {}
    for row in db.session.execute(statement.order_by(IssuedReceipt.leaf)):
        found.setdefault(row.seq, []).append(row.leaf)
    return found


def _of_tree(tree: RecordTree) -> Iterator[Problem]:
    statement = select(IssuedReceipt.leaf).where(IssuedReceipt.tree_id == tree.id)
    leaves = list(db.session.scalars(statement.order_by(IssuedReceipt.leaf)))
    event = select(AuditEvent.payload).where(
        AuditEvent.seq == tree.seq, AuditEvent.action == "record.closed"
    )
    told = (db.session.scalar(event) or {}).get("root")
    if len(leaves) != tree.size or not root_of(leaves) == tree.root == bytes.fromhex(told or ""):
        yield Problem("tree", tree.consultation_id, str(tree.number))


def keep_problems(found: Findings) -> None:
    """Put what a check found in the place of what the check before it found."""
    db.session.execute(delete(RecordProblem))
    db.session.add_all(
        RecordProblem(
            consultation_id=one.consultation_id,
            kind=one.kind,
            reference=one.reference,
            comment_id=one.comment_id,
            file_id=one.file_id,
        )
        for one in found.problems
    )


def problems_of(consultation_id: uuid.UUID) -> Sequence[RecordProblem]:
    """Return the damage that the last check found in a consultation."""
    statement = select(RecordProblem).where(RecordProblem.consultation_id == consultation_id)
    return db.session.scalars(statement.order_by(RecordProblem.reference).limit(100)).all()


def is_damaged(comment_id: uuid.UUID) -> bool:
    """Tell whether the last check found that a comment is not what was received."""
    statement = select(func.count()).where(RecordProblem.comment_id == comment_id)
    return bool(db.session.scalar(statement))


def sign_waiting() -> int:
    """Sign the receipts that were issued while the key was lost; returns how many."""
    signer = signing.signer()
    if signer is None:
        return 0
    waiting = select(IssuedReceipt).where(IssuedReceipt.key_id == "").limit(5000)
    rows = db.session.scalars(waiting).all()
    for row in rows:
        row.signature = signer.sign(
            signed_bytes(row.payload, row.leaf, row.seq, row.head, signer.id)
        )
        row.key_id = signer.id
    db.session.flush()
    return len(rows)
