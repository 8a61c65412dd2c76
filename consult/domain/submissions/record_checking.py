"""Checking the record against what the database holds now: words, places, times, files, trees."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from consult.domain.submissions.models import Attachment, Comment, Submission
from consult.domain.submissions.record_models import IssuedReceipt
from consult.domain.submissions.record_payload import (
    PARTS,
    Confirmed,
    leaf_of,
    payload_of,
    signed_bytes,
)
from consult.domain.submissions.record_reading import confirmed_in
from consult.kernel.database import db
from consult.machinery import signing
from consult.machinery.audit import AuditEvent
from consult.machinery.files import StoredFile, path_of

CHUNK = 1000
FACTS = ("level", "status", "received", "reference", "consultation")
PLACE = ("place", "number", "field", "plan_version", "kind", "withdrawn")


@dataclass(frozen=True)
class Problem:
    """One thing that differs from what was confirmed; `reference` names it for people."""

    kind: str
    consultation_id: uuid.UUID
    reference: str
    comment_id: uuid.UUID | None = None
    file_id: uuid.UUID | None = None


def receipts_against_rows(
    keys: Mapping[str, bytes],
) -> Iterator[tuple[IssuedReceipt, list[Problem]]]:
    """Yield every receipt with what is wrong with it; a submission is compared with its newest."""
    after = uuid.UUID(int=0)
    while chunk := _submissions_after(after):
        after = chunk[-1]
        now_there = confirmed_in(chunk)
        ids = _comment_ids(chunk)
        for receipts in _receipts_by_submission(chunk):
            newest = receipts[-1]
            for receipt, head in receipts:
                problems = list(_of_itself(receipt, head, keys))
                if receipt is newest[0]:
                    problems += _of_rows(receipt, now_there[receipt.submission_id], ids)
                yield receipt, problems


def _submissions_after(after: uuid.UUID) -> Sequence[uuid.UUID]:
    statement = select(Submission.id).where(Submission.id > after).order_by(Submission.id)
    return db.session.scalars(statement.limit(CHUNK)).all()


def _receipts_by_submission(
    ids: Sequence[uuid.UUID],
) -> Iterable[list[tuple[IssuedReceipt, bytes | None]]]:
    statement = (
        select(IssuedReceipt, AuditEvent.hash)
        .outerjoin(AuditEvent, AuditEvent.seq == IssuedReceipt.seq)
        .where(IssuedReceipt.submission_id.in_(ids))
        .order_by(IssuedReceipt.submission_id, IssuedReceipt.version)
        .execution_options(populate_existing=True)
    )
    found: dict[uuid.UUID, list[tuple[IssuedReceipt, bytes | None]]] = {}
    for receipt, head in db.session.execute(statement):
        found.setdefault(receipt.submission_id, []).append((receipt, head))
    return found.values()


def _comment_ids(ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, int], tuple[uuid.UUID, str]]:
    columns = (Comment.submission_id, Comment.point, Comment.id, Comment.code)
    rows = db.session.execute(select(*columns).where(Comment.submission_id.in_(ids)))
    return {(row.submission_id, row.point): (row.id, row.code) for row in rows}


def _of_itself(
    receipt: IssuedReceipt, head: bytes | None, keys: Mapping[str, bytes]
) -> Iterator[Problem]:
    reference = str(receipt.payload.get("reference", ""))
    if leaf_of(receipt.payload) != receipt.leaf:
        yield Problem("receipt", receipt.consultation_id, reference)
    if head != receipt.head:
        yield Problem("head", receipt.consultation_id, reference)
    if receipt.key_id:
        public = keys.get(receipt.key_id, b"")
        facts = (receipt.payload, receipt.leaf, receipt.seq, receipt.head, receipt.key_id)
        if not signing.is_signed(public, receipt.signature, signed_bytes(*facts)):
            yield Problem("signature", receipt.consultation_id, reference)


def _of_rows(
    receipt: IssuedReceipt,
    there: Confirmed,
    ids: Mapping[tuple[uuid.UUID, int], tuple[uuid.UUID, str]],
) -> Iterator[Problem]:
    """Compare the newest receipt of a submission with the rows; without salt no words."""
    confirmed = receipt.payload
    present = payload_of(there, receipt.version, receipt.salt or b"")
    reference, known = str(confirmed["reference"]), receipt.salt is not None
    if any(confirmed[name] != present[name] for name in FACTS):
        yield Problem("facts", receipt.consultation_id, reference)
    if known and confirmed["files"] != present["files"]:
        yield Problem("files", receipt.consultation_id, reference)
    was, now_there = _by_point(confirmed), _by_point(present)
    for point in sorted(was | now_there):
        kind = _difference(was.get(point), now_there.get(point), known=known)
        if kind:
            identity, _code = ids.get((receipt.submission_id, point), (None, ""))
            code = str((was.get(point) or now_there[point])["code"])
            yield Problem(kind, receipt.consultation_id, code, identity)


def _by_point(payload: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    return {point["point"]: point for point in payload["points"]}


def _difference(
    was: Mapping[str, Any] | None, there: Mapping[str, Any] | None, *, known: bool
) -> str:
    if was is None:
        return "point_added"
    if there is None:
        return "point_missing"
    if was["code"] != there["code"]:
        return "code"
    if known and any(was[part] != there[part] for part in PARTS):
        return "words"
    return "place" if any(was[name] != there[name] for name in PLACE) else ""


def without_receipt() -> Iterator[Problem]:
    """Yield submissions that nothing confirms: written past the application, or before receipts."""
    confirmed = select(IssuedReceipt.id).where(IssuedReceipt.submission_id == Submission.id)
    columns = (Submission.consultation_id, Submission.reference)
    for row in db.session.execute(select(*columns).where(~confirmed.exists())):
        yield Problem("no_receipt", row.consultation_id, row.reference)


def damaged_files() -> Iterator[Problem]:
    """Yield attached files whose bytes are gone or are not those that were received."""
    statement = (
        select(Submission.consultation_id, Submission.reference, StoredFile.id, StoredFile.sha256)
        .join(Attachment, Attachment.submission_id == Submission.id)
        .join(StoredFile, StoredFile.id.in_((Attachment.file_id, Attachment.cleaned_id)))
        .order_by(StoredFile.id)
        .execution_options(yield_per=CHUNK)
    )
    for row in db.session.execute(statement):
        if _digest(row.id) != row.sha256:
            yield Problem("file", row.consultation_id, row.reference, file_id=row.id)


def _digest(identity: uuid.UUID) -> str:
    try:
        with path_of(identity).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
