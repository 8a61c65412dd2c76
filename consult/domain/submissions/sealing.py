"""Sealing who sent a submission to two trustees together, and opening it with the author's code.

A row whose identity is sealed keeps the level, the kind of the author, how the author was verified
and the region; the rest is in a box. No private key is here (REQ 112, 126).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations
from typing import Any

from nacl.exceptions import CryptoError
from sqlalchemy import delete, insert, select

from consult.domain.consultations.models import Consultation
from consult.domain.people.actors import VISITOR, Actor
from consult.domain.people.models import Organisation
from consult.domain.submissions import boxes
from consult.domain.submissions.crowds import common_kinds
from consult.domain.submissions.identities import Identity, read_identity
from consult.domain.submissions.levels import kind_from
from consult.domain.submissions.models import Submission
from consult.domain.submissions.points import About
from consult.domain.submissions.rules import SEALED_LEVEL, TRUSTEES_NEEDED, UNLINKED_LEVELS
from consult.domain.submissions.sealing_models import (
    SealedIdentity,
    SealedKey,
    TrusteeKey,
    Unsealing,
)
from consult.domain.submissions.sealing_refusals import CannotOpen, WrongCode
from consult.domain.submissions.trustees import live_keys
from consult.kernel.clock import day_of, now
from consult.kernel.database import db
from consult.machinery import audit

HIDDEN: dict[str, Any] = {
    "author_name": "",
    "organisation_id": None,
    "organisation_name": "",
    "cosigners": "",
    "contact_email": "",
    "user_id": None,
}
"""What a row holds instead of an identity."""
NAMES, BY_AUTHOR = ("author_name", "organisation_name"), ("author", "level_changed")


@dataclass(frozen=True)
class Sender:
    """Whose identity is to be sealed, with the receipt code that opens the author's copy."""

    submission_id: uuid.UUID
    reference: str
    about: About
    code: str
    received_at: datetime


@dataclass(frozen=True)
class Taken:
    """Identities in boxes, to be put away once their submissions are there.

    `kinds` names by submission the kind of the author that its row may keep.
    """

    kinds: Mapping[uuid.UUID, str] = field(default_factory=dict)
    identities: Sequence[dict[str, Any]] = ()
    keys: Sequence[dict[str, Any]] = ()

    def put_away(self, thing: Consultation | Submission, consultation_id: uuid.UUID) -> None:
        """Write the boxes and one event about `thing`: few statements, whatever their number.

        The event names no account and no hour.
        """
        if not self.identities:
            return
        db.session.execute(insert(SealedIdentity), list(self.identities))
        db.session.execute(insert(SealedKey), list(self.keys))
        audit.record(
            "identity.sealed",
            thing,
            by=VISITOR,
            consultation_id=consultation_id,
            day_only=True,
            submissions=len(self.identities),
        )


def take_out(consultation_id: uuid.UUID, senders: Sequence[Sender]) -> Taken:
    """Put identities into boxes; while two trustees hold no keys there are none, only kinds."""
    if not senders:
        return Taken()
    keys = live_keys(consultation_id)
    sealer = _Sealer(keys, _organisations(sender.about.organisation_id for sender in senders))
    common = common_kinds() if sealer.registered else ()
    kinds = {one.submission_id: sealer.kept_kind(one.about, common) for one in senders}
    if len(keys) < TRUSTEES_NEEDED:
        return Taken(kinds)
    rows = [sealer.boxes(sender) for sender in senders]
    identities = [identity for identity, _wrapped in rows]
    return Taken(kinds, identities, [one for _identity, wrapped in rows for one in wrapped])


@dataclass(frozen=True)
class _Sealer:
    """The keys of the trustees and the organisations that are named."""

    keys: Sequence[TrusteeKey]
    registered: Mapping[uuid.UUID, Organisation]

    def boxes(self, sender: Sender) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return the rows of one identity: its boxes and its wrapped keys."""
        key, salt = boxes.new_key(), sender.submission_id.bytes
        row = {
            "submission_id": sender.submission_id,
            "box": boxes.close(self._identity(sender).as_json(), key),
            "author_box": boxes.author_box(key, sender.code, salt) if sender.code else b"",
        }
        return row, list(self._wrapped(sender, key))

    def kept_kind(self, about: About, common: Collection[str]) -> str:
        """Return the kind that a row may keep: one that hardly anybody has would name its body."""
        kind = self._kind(about)
        return kind if kind in common or not self._organisation(about) else "other"

    def _kind(self, about: About) -> str:
        return kind_from(about.author_kind, self._organisation(about))

    def _organisation(self, about: About) -> Organisation | None:
        return self.registered.get(about.organisation_id) if about.organisation_id else None

    def _identity(self, sender: Sender) -> Identity:
        about = sender.about
        found = self._organisation(about)
        return Identity(
            reference=sender.reference,
            author_kind=about.author_kind,
            author_name=about.author_name,
            organisation_id=about.organisation_id,
            organisation_code=(found.code or "") if found else "",
            organisation_names=found.name.as_dict() if found else {},
            organisation_kind=self._kind(about),
            organisation_region=found.region_code if found else "",
            organisation_name=about.organisation_name,
            cosigners=about.cosigners,
            contact_email=about.contact_email,
            user_id=about.user_id,
            received_at=sender.received_at,
        )

    def _wrapped(self, sender: Sender, key: bytes) -> Iterator[dict[str, Any]]:
        for outer, inner in permutations(self.keys, TRUSTEES_NEEDED):
            box = boxes.inner_box(key, sender.reference, inner.public_key)
            yield {
                "submission_id": sender.submission_id,
                "outer_id": outer.id,
                "inner_id": inner.id,
                "box": boxes.outer_box(box, sender.reference, outer.public_key),
                "inner_digest": boxes.digest_of(box),
            }


def seal(submission: Submission, code: str = "", about: About | None = None) -> bool:
    """Take who sent a submission into a box; returns whether trustees were there.

    `about` is given when the author's facts are not in the row, so that they are never written to
    it. Without the code the author cannot open the copy later.
    """
    facts = about or _about_of(submission)
    at = submission.received_at
    sender = Sender(submission.id, submission.reference, facts, code, at)
    taken = take_out(submission.consultation_id, [sender])
    if not taken.identities:
        return False
    _forget(submission.id)
    taken.put_away(submission, submission.consultation_id)
    _write(submission, HIDDEN, taken.kinds[submission.id])
    return True


def rewrite(submission: Submission, about: About) -> None:
    """Write an author's facts into a row again, as a desk that corrects a statement does.

    At the level of the trustees they go into a box instead, and without trustees nowhere.
    """
    submission.author_kind, submission.level = about.author_kind, about.level
    if about.level == SEALED_LEVEL:
        if not seal(submission, about=about):
            _write(submission, HIDDEN, kind="")
        return
    _forget(submission.id)
    open_facts = {name: getattr(about, name) for name in ("organisation_id", *NAMES)}
    _write(submission, HIDDEN if about.level in UNLINKED_LEVELS else open_facts, kind="")


def _write(submission: Submission, facts: Mapping[str, Any], kind: str) -> None:
    for name, value in facts.items():
        setattr(submission, name, value)
    submission.organisation_kind = kind
    db.session.flush()
    db.session.expire(submission, ["organisation"])


def open_with_code(submission: Submission, code: str) -> Identity:
    """Return the identity to the author who has the receipt code; raises CannotOpen, WrongCode."""
    kept = db.session.get(SealedIdentity, submission.id)
    if kept is None or kept.destroyed_at or not kept.author_box:
        raise CannotOpen
    try:
        key = boxes.open_author_box(kept.author_box, code, submission.id.bytes)
        return read_identity(boxes.open_identity(kept.box, key))
    except CryptoError as error:
        raise WrongCode from error


def give_back(submission: Submission, code: str) -> Identity:
    """Write the identity into the row again, for an author who chooses a more open level.

    The boxes are removed; the caller sets the level and records the event.
    """
    identity = open_with_code(submission, code)
    _forget(submission.id)
    _write(submission, {name: getattr(identity, name) for name in HIDDEN}, kind="")
    return identity


def is_sealed(submission_id: uuid.UUID) -> bool:
    """Return whether the identity of a submission is in a box that can still be opened."""
    kept = db.session.get(SealedIdentity, submission_id)
    return kept is not None and kept.destroyed_at is None


def destroy(submission: Submission, *, by: Actor, cause: str) -> bool:
    """Empty the boxes of a submission for good; the chain stays valid (REQ 126).

    Returns whether there was something to destroy. Of what the author does only the day is kept.
    """
    kept = db.session.get(SealedIdentity, submission.id)
    if kept is None or kept.destroyed_at is not None:
        return False
    quiet = cause in BY_AUTHOR
    at = day_of(now()) if quiet else now()
    kept.box, kept.author_box, kept.destroyed_at = b"", b"", at
    _drop_keys(submission.id)
    audit.record(
        "identity.destroyed",
        submission,
        by=by,
        consultation_id=submission.consultation_id,
        day_only=quiet,
        cause=cause,
    )
    return True


def _forget(submission_id: uuid.UUID) -> None:
    _drop_keys(submission_id)
    kept = db.session.get(SealedIdentity, submission_id)
    if kept is not None:
        db.session.delete(kept)
        db.session.flush()


def _drop_keys(submission_id: uuid.UUID) -> None:
    """Remove every wrapped key of an identity, also the inner boxes that were handed in."""
    db.session.execute(delete(SealedKey).where(SealedKey.submission_id == submission_id))
    handed_in = select(Unsealing).where(Unsealing.submission_id == submission_id)
    for asked in db.session.scalars(handed_in):
        asked.inner_box = None


def _organisations(ids: Iterator[uuid.UUID | None]) -> dict[uuid.UUID, Organisation]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))
    return {row.id: row for row in rows}


def _about_of(submission: Submission) -> About:
    return About(
        author_kind=submission.author_kind,
        level=SEALED_LEVEL,
        author_name=submission.author_name,
        organisation_id=submission.organisation_id,
        organisation_name=submission.organisation_name,
        cosigners=submission.cosigners,
        region_code=submission.region_code,
        contact_email=submission.contact_email,
        user_id=submission.user_id,
        verification=submission.verification,
    )
