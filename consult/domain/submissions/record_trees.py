"""Closing the tree of a consultation over its receipts, and the path of one receipt (RFC 6962)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, LargeBinary, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import load_only

from consult.domain.consultations.models import Consultation
from consult.domain.consultations.rules import AFTER_CLOSING
from consult.domain.people.actors import system
from consult.domain.submissions.record_models import IssuedReceipt, RecordTree
from consult.kernel.database import db
from consult.kernel.merkle import SIZE, levels, path_places
from consult.machinery import audit


@dataclass(frozen=True)
class Proof:
    """That a leaf stands in a tree: its place, the tree's size and root, the hashes beside it."""

    number: int
    position: int
    size: int
    root: bytes
    path: tuple[bytes, ...]


def close_due() -> int:
    """Close the first tree of consultations that are over; returns how many. For the worker."""
    has_tree = select(RecordTree.id).where(RecordTree.consultation_id == Consultation.id).exists()
    over = select(Consultation).where(
        Consultation.state.in_(AFTER_CLOSING), ~has_tree, _has_open_leaf()
    )
    return sum(close_tree(one) is not None for one in db.session.scalars(over).all())


def close_later() -> int:
    """Close one more tree where receipts were issued after the closing; returns how many."""
    over = select(Consultation).where(Consultation.state.in_(AFTER_CLOSING), _has_open_leaf())
    return sum(close_tree(one) is not None for one in db.session.scalars(over).all())


def _has_open_leaf() -> ColumnElement[bool]:
    return (
        select(IssuedReceipt.id)
        .where(IssuedReceipt.consultation_id == Consultation.id, IssuedReceipt.tree_id.is_(None))
        .exists()
    )


def close_tree(consultation: Consultation, at: datetime | None = None) -> RecordTree | None:
    """Close a tree over all receipts that stand in none; None when there are none.

    Leaves stand in the order of their hashes, so that their order tells nothing. Root and size are
    an event of the log. A consultation of the past gives the instant it closed at; the event keeps
    the instant at which the tree was made.
    """
    held = select(Consultation.id).where(Consultation.id == consultation.id).with_for_update()
    db.session.execute(held)
    leaves = _open_leaves(consultation.id)
    if not leaves:
        return None
    made = levels(leaves)
    tree = RecordTree(
        id=uuid.uuid4(),
        consultation_id=consultation.id,
        number=_next_number(consultation.id),
        size=len(leaves),
        root=made[-1][0],
        hashes=b"".join(b"".join(level) for level in made),
    )
    event = audit.record(
        "record.closed",
        consultation,
        by=system("record"),
        consultation_id=consultation.id,
        number=tree.number,
        receipts=tree.size,
        root=tree.root.hex(),
    )
    tree.seq = event.seq
    if at is not None:
        tree.closed_at = at
    db.session.add(tree)
    db.session.flush()
    _place(tree, leaves)
    return tree


def _open_leaves(consultation_id: uuid.UUID) -> list[bytes]:
    statement = (
        select(IssuedReceipt.leaf)
        .where(IssuedReceipt.consultation_id == consultation_id, IssuedReceipt.tree_id.is_(None))
        .order_by(IssuedReceipt.leaf)
    )
    return list(db.session.scalars(statement))


def _next_number(consultation_id: uuid.UUID) -> int:
    last = select(func.max(RecordTree.number)).where(RecordTree.consultation_id == consultation_id)
    return int(db.session.scalar(last) or 0) + 1


def _place(tree: RecordTree, leaves: Sequence[bytes]) -> None:
    """Tell every receipt its place in the tree, in one statement."""
    ordered = func.unnest(literal(list(leaves), ARRAY(LargeBinary))).table_valued(
        "leaf", with_ordinality="place"
    )
    row = ordered.render_derived()
    db.session.execute(
        update(IssuedReceipt)
        .where(IssuedReceipt.leaf == row.c.leaf)
        .values(tree_id=tree.id, position=func.cast(row.c.place, Integer) - 1)
        .execution_options(synchronize_session=False)
    )


def trees_of(consultation_id: uuid.UUID) -> Sequence[RecordTree]:
    """Return the closed trees of a consultation in order; one query without their hashes."""
    statement = select(RecordTree).where(RecordTree.consultation_id == consultation_id)
    return db.session.scalars(statement.order_by(RecordTree.number)).all()


def proof_of(receipt: IssuedReceipt) -> Proof | None:
    """Return the proof of a receipt; None before its tree is closed. Reads only the path."""
    if receipt.tree_id is None or receipt.position is None:
        return None
    columns = load_only(RecordTree.number, RecordTree.size, RecordTree.root)
    tree = db.session.get_one(RecordTree, receipt.tree_id, options=[columns])
    places = path_places(receipt.position, tree.size)
    pieces = [func.substring(RecordTree.hashes, place * SIZE + 1, SIZE) for place in places]
    path: tuple[bytes, ...] = ()
    if pieces:
        path = tuple(db.session.execute(select(*pieces).where(RecordTree.id == tree.id)).one())
    return Proof(tree.number, receipt.position, tree.size, tree.root, path)
