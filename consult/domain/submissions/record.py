"""The record of what was received: each version of a submission gets a signed receipt (REQ 124)."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import insert, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import system
from consult.domain.submissions.models import Submission
from consult.domain.submissions.record_models import IssuedReceipt
from consult.domain.submissions.record_payload import (
    QUIET_LEVELS,
    Confirmed,
    leaf_of,
    payload_of,
    signed_bytes,
)
from consult.domain.submissions.record_reading import confirmed_in
from consult.kernel.database import db
from consult.kernel.merkle import root_of
from consult.machinery import audit, signing

SALT = 32
CHUNK = 5000


def issue(
    consultation: Consultation,
    submission_ids: Sequence[uuid.UUID],
    salts: Mapping[uuid.UUID, bytes] | None = None,
) -> None:
    """Confirm submissions as they stand in the database; call it after they were written.

    One event for the call holds the leaves; whose hand it was is not in it. `salts` are those that
    authors hold; others are made up. A lost key stops nothing.
    """
    db.session.flush()
    for chunk in _chunks(submission_ids):
        _issue(consultation, chunk, salts or {}, {})


def _chunks(ids: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _issue(
    consultation: Consultation,
    ids: Sequence[uuid.UUID],
    salts: Mapping[uuid.UUID, bytes],
    earlier: Mapping[uuid.UUID, tuple[int, bytes | None]],
) -> None:
    rows = [
        _row(consultation, identity, confirmed, earlier, salts)
        for identity, confirmed in confirmed_in(ids).items()
    ]
    event = _note(consultation, rows)
    signer = signing.signer()
    day = event.at.astimezone(UTC).date()
    for row in rows:
        row |= {"seq": event.seq, "head": event.hash, "created_on": day}
        row |= {"key_id": signer.id if signer else "", "signature": b""}
        if signer:
            row["signature"] = signer.sign(_signed(row, signer.id))
    db.session.execute(insert(IssuedReceipt), rows)


def _earlier(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int, bytes | None]]:
    columns = (IssuedReceipt.submission_id, IssuedReceipt.version, IssuedReceipt.salt)
    known = select(*columns).where(IssuedReceipt.submission_id.in_(ids))
    rows = db.session.execute(known.order_by(IssuedReceipt.version))
    return {row.submission_id: (row.version, row.salt) for row in rows}


def _row(
    consultation: Consultation,
    identity: uuid.UUID,
    confirmed: Confirmed,
    earlier: Mapping[uuid.UUID, tuple[int, bytes | None]],
    salts: Mapping[uuid.UUID, bytes],
) -> dict[str, Any]:
    version, kept = earlier.get(identity, (0, None))
    salt = kept or salts.get(identity) or secrets.token_bytes(SALT)
    payload = payload_of(confirmed, version + 1, salt)
    return {
        "consultation_id": consultation.id,
        "submission_id": identity,
        "version": version + 1,
        "payload": payload,
        "leaf": leaf_of(payload),
        "salt": salt,
    }


def _note(consultation: Consultation, rows: Sequence[dict[str, Any]]) -> audit.AuditEvent:
    """Append the event that holds the leaves: their number and the root over them, sorted."""
    leaves = sorted(row["leaf"] for row in rows)
    quiet = any(row["payload"]["level"] in QUIET_LEVELS for row in rows)
    return audit.record(
        "receipts.issued",
        consultation,
        by=system("record"),
        consultation_id=consultation.id,
        day_only=quiet,
        receipts=len(leaves),
        root=root_of(leaves).hex(),
    )


def _signed(row: Mapping[str, Any], key: str) -> bytes:
    return signed_bytes(row["payload"], row["leaf"], row["seq"], row["head"], key)


def issue_missing(consultation: Consultation) -> int:
    """Confirm submissions that nothing confirms, after an upgrade; returns how many."""
    confirmed = select(IssuedReceipt.id).where(IssuedReceipt.submission_id == Submission.id)
    missing = select(Submission.id).where(
        Submission.consultation_id == consultation.id, ~confirmed.exists()
    )
    ids = db.session.scalars(missing.order_by(Submission.id)).all()
    issue(consultation, ids)
    return len(ids)


def issue_again(submission_ids: Sequence[uuid.UUID]) -> None:
    """Confirm submissions anew after their words, level or withdrawal changed.

    Each gets the next version, under the salt that its author holds.
    """
    db.session.flush()
    by_consultation: dict[uuid.UUID, list[uuid.UUID]] = {}
    for identity, consultation_id in _consultations(submission_ids):
        by_consultation.setdefault(consultation_id, []).append(identity)
    for consultation_id, ids in by_consultation.items():
        consultation = db.session.get_one(Consultation, consultation_id)
        for chunk in _chunks(ids):
            _issue(consultation, chunk, {}, _earlier(chunk))


def _consultations(ids: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    rows = db.session.execute(
        select(Submission.id, Submission.consultation_id).where(Submission.id.in_(list(ids)))
    )
    return [(row.id, row.consultation_id) for row in rows]
