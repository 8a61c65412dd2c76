"""The identity of an author as it is sealed: what it holds and how it is written down (pure)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

TEXTS = (
    "reference",
    "author_kind",
    "author_name",
    "organisation_name",
    "organisation_kind",
    "organisation_code",
    "organisation_region",
    "cosigners",
    "contact_email",
)


@dataclass(frozen=True)
class Identity:
    """Who sent a submission and when: everything that its row no longer tells."""

    reference: str
    author_kind: str
    author_name: str = ""
    organisation_id: uuid.UUID | None = None
    organisation_code: str = ""
    organisation_names: Mapping[str, str] = field(default_factory=dict)
    organisation_kind: str = ""
    organisation_region: str = ""
    organisation_name: str = ""
    cosigners: str = ""
    contact_email: str = ""
    user_id: uuid.UUID | None = None
    received_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what is encrypted."""
        return {name: getattr(self, name) for name in TEXTS} | {
            "organisation_names": dict(self.organisation_names),
            "organisation_id": str(self.organisation_id or ""),
            "account": str(self.user_id or ""),
            "received_at": self.received_at.isoformat() if self.received_at else "",
        }


def read_identity(kept: Mapping[str, Any]) -> Identity:
    """Return the identity that as_json wrote."""
    return Identity(
        **{name: str(kept[name]) for name in TEXTS},
        organisation_names=kept["organisation_names"],
        organisation_id=_id(kept["organisation_id"]),
        user_id=_id(kept["account"]),
        received_at=datetime.fromisoformat(kept["received_at"]) if kept["received_at"] else None,
    )


def _id(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None
