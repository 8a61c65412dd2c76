"""A receipt as a file that its author keeps, and what is said of a file that is handed in."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from consult.domain.submissions.record_models import IssuedReceipt, RecordTree
from consult.domain.submissions.record_payload import FORMAT, leaf_of, signed_bytes
from consult.domain.submissions.record_trees import proof_of
from consult.kernel.database import db
from consult.kernel.errors import ConsultError
from consult.kernel.merkle import root_by_path
from consult.machinery import heads, signing
from consult.machinery.heads import Head

BEGIN: Final = "-----BEGIN CONSULT RECEIPT-----"
END: Final = "-----END CONSULT RECEIPT-----"
LARGEST: Final = 1_000_000
PREFIX: Final = 16


class NotReceipt(ConsultError):
    """The file holds no receipt that can be read."""

    code = "not_a_receipt"


@dataclass(frozen=True)
class Verdict:
    """One thing that was checked: its code and whether it holds; None says it could not be."""

    code: str
    holds: bool | None
    facts: Mapping[str, Any]


def newest_receipt(submission_id: uuid.UUID) -> IssuedReceipt | None:
    """Return the last version of a submission's receipt."""
    statement = select(IssuedReceipt).where(IssuedReceipt.submission_id == submission_id)
    return db.session.scalar(statement.order_by(IssuedReceipt.version.desc()).limit(1))


def prefix_of(receipt: IssuedReceipt) -> str:
    """Return the beginning of the leaf, as printed in the QR code."""
    return receipt.leaf.hex()[:PREFIX]


def block_of(receipt: IssuedReceipt) -> str:
    """Return the part of a receipt file that programs read (see FORMAT.md)."""
    text = json.dumps(document_of(receipt), ensure_ascii=False, sort_keys=True, indent=1)
    return f"{BEGIN}\n{text}\n{END}\n"


def document_of(receipt: IssuedReceipt) -> dict[str, Any]:
    """Return what is signed, the signature, the salt, and the proof once there is one."""
    key = db.session.get(signing.SigningKey, receipt.key_id) if receipt.key_id else None
    return {
        "payload": receipt.payload,
        "leaf": receipt.leaf.hex(),
        "seq": receipt.seq,
        "head": receipt.head.hex(),
        "key": receipt.key_id,
        "signature": receipt.signature.hex(),
        "public_key": key.public.hex() if key else "",
        "salt": (receipt.salt or b"").hex(),
        "proof": _proof(receipt),
    }


def _proof(receipt: IssuedReceipt) -> dict[str, Any] | None:
    proof = proof_of(receipt)
    if proof is None:
        return None
    return {
        "tree": proof.number,
        "position": proof.position,
        "size": proof.size,
        "root": proof.root.hex(),
        "path": [step.hex() for step in proof.path],
    }


def read_file(data: bytes) -> dict[str, Any]:
    """Return the part for programs of a receipt file; raises NotReceipt."""
    try:
        text = data[:LARGEST].decode("utf-8-sig")
        inner = text.split(BEGIN, 1)[1].split(END, 1)[0] if BEGIN in text else text
        found = json.loads(inner)
        named = (found["payload"]["format"], found["payload"]["reference"])
        numbers = (int(found["seq"]), bytes.fromhex(found["leaf"]), bytes.fromhex(found["head"]))
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotReceipt from error
    if named[0] != FORMAT or not all(numbers) or not isinstance(found["key"], str):
        raise NotReceipt
    return dict(found)


def check_file(found: Mapping[str, Any]) -> list[Verdict]:
    """Check a receipt that was handed in: facts, signature, log, tree. Nothing is stored."""
    try:
        return [_facts(found), _signature(found), _in_log(found), _in_tree(found)]
    except (ValueError, LookupError, TypeError) as error:
        raise NotReceipt from error


def _facts(found: Mapping[str, Any]) -> Verdict:
    return Verdict("leaf", leaf_of(found["payload"]).hex() == found["leaf"], {})


def _signature(found: Mapping[str, Any]) -> Verdict:
    if not found["key"]:
        return Verdict("unsigned", None, {})
    key = db.session.get(signing.SigningKey, found["key"])
    if key is None:
        return Verdict("key", holds=False, facts={"key": found["key"]})
    parts = (bytes.fromhex(found["leaf"]), int(found["seq"]), bytes.fromhex(found["head"]))
    data = signed_bytes(found["payload"], *parts, key.id)
    right = signing.is_signed(key.public, bytes.fromhex(found["signature"]), data)
    return Verdict("signature", right, {"key": key.id})


def _in_log(found: Mapping[str, Any]) -> Verdict:
    wrong = heads.compare(Head(int(found["seq"]), bytes.fromhex(found["head"])))
    if wrong is None:
        return Verdict("log", holds=True, facts={"seq": found["seq"]})
    code = "log_cut" if wrong.reason == "cut" else "log_other"
    return Verdict(code, holds=False, facts={"seq": wrong.seq, "last": wrong.last})


def _in_tree(found: Mapping[str, Any]) -> Verdict:
    """Check the file's own proof; without one look whether a tree holds the leaf."""
    leaf = bytes.fromhex(found["leaf"])
    proof = found.get("proof")
    if proof:
        path = [bytes.fromhex(step) for step in proof["path"]]
        root = root_by_path(leaf, int(proof["position"]), int(proof["size"]), path)
        told = bytes.fromhex(proof["root"])
        known = select(RecordTree.id).where(RecordTree.root == told).limit(1)
        holds = root == told and db.session.scalar(known) is not None
        return Verdict("tree", holds, {"root": proof["root"]})
    receipt = db.session.scalar(select(IssuedReceipt).where(IssuedReceipt.leaf == leaf))
    if receipt is None:
        return Verdict("leaf_unknown", holds=False, facts={})
    there = proof_of(receipt)
    if there is None:
        return Verdict("tree_open", None, {})
    return Verdict("tree", holds=True, facts={"root": there.root.hex()})
