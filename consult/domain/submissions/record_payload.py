"""What a receipt says, byte by byte as docs/verify/FORMAT.md describes (pure)."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.kernel.canonical import canonical
from consult.kernel.merkle import leaf_hash

FORMAT: Final = "consult-receipt/1"
PARTS: Final = ("text", "wording", "rationale")
QUIET_LEVELS: Final = UNLINKED_LEVELS
"""Levels at which a receipt and its event name the day, never the time."""


@dataclass(frozen=True)
class Said:
    """One point as it is confirmed: number, code, place in the plan, and its three texts.

    `place` is measure, field, section or plan; `number` that of the measure or section.
    """

    point: int
    code: str
    place: str
    number: str
    field: str
    plan_version: str
    kind: str
    words: tuple[str, str, str]
    withdrawn: bool = False


@dataclass(frozen=True)
class Confirmed:
    """One submission as it is confirmed; `files` are the SHA-256 of its files as received."""

    consultation: str
    reference: str
    level: str
    late: bool
    received_at: datetime
    zone: str
    points: Sequence[Said]
    files: Sequence[str] = ()


def normalised(text: str) -> str:
    """Return a text as it is hashed: NFC, every run of spaces and line ends one space, trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def commitment(salt: bytes, label: str, text: str) -> str:
    """Return HMAC-SHA-256 of `label`, the byte 0x00 and a text under the salt, in hexadecimal."""
    return hmac.digest(salt, label.encode() + b"\x00" + text.encode(), sha256).hex()


def payload_of(confirmed: Confirmed, version: int, salt: bytes) -> dict[str, Any]:
    """Return the facts of a receipt; texts and files only as commitments under the salt."""
    return {
        "format": FORMAT,
        "consultation": confirmed.consultation,
        "reference": confirmed.reference,
        "version": version,
        "level": confirmed.level,
        "status": "late" if confirmed.late else "in_time",
        "received": moment(confirmed),
        "points": [_point(said, salt) for said in confirmed.points],
        "files": [
            commitment(salt, f"file/{place}", digest)
            for place, digest in enumerate(confirmed.files, start=1)
        ],
    }


def moment(confirmed: Confirmed) -> str:
    """Return the time of receipt in UTC with microseconds; at quiet levels the local day alone."""
    if confirmed.level in QUIET_LEVELS:
        return confirmed.received_at.astimezone(ZoneInfo(confirmed.zone)).date().isoformat()
    return confirmed.received_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _point(said: Said, salt: bytes) -> dict[str, Any]:
    words = {
        part: commitment(salt, f"{said.point}/{part}", normalised(text))
        for part, text in zip(PARTS, said.words, strict=True)
    }
    return {
        "point": said.point,
        "code": said.code,
        "place": said.place,
        "number": said.number,
        "field": said.field,
        "plan_version": said.plan_version,
        "kind": said.kind,
        "withdrawn": said.withdrawn,
        **words,
    }


def leaf_of(payload: dict[str, Any]) -> bytes:
    """Return the leaf of a receipt in the tree."""
    return leaf_hash(canonical(payload))


def signed_bytes(payload: dict[str, Any], leaf: bytes, seq: int, head: bytes, key: str) -> bytes:
    """Return the bytes that a receipt's signature is over."""
    return canonical(
        {"payload": payload, "leaf": leaf.hex(), "seq": seq, "head": head.hex(), "key": key}
    )
