"""Names of organisations used without membership: the organisation is told and may dispute it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.people.actors import Actor
from consult.domain.people.models import Organisation
from consult.domain.submissions import notices
from consult.domain.submissions.claim_models import NameClaim
from consult.domain.submissions.models import Submission
from consult.domain.submissions.rules import ANSWERS_TO_CLAIM, UNLINKED_LEVELS
from consult.kernel.clock import now
from consult.kernel.confusables import plain_form, skeleton, strange_signs
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest, new_secret
from consult.machinery import audit

SHORTEST = 4
"""Shorter names and abbreviations are alike by chance and count only when they are equal."""


_plain_form = lru_cache(maxsize=20_000)(plain_form)
_skeleton = lru_cache(maxsize=20_000)(skeleton)
"""For registered names only: what people type is not kept in memory."""


@dataclass(frozen=True)
class Match:
    """A registered organisation whose name was used: exact, or alike to the eye (REQ 62)."""

    organisation: Organisation
    likeness: str


@dataclass(frozen=True)
class ShownClaim:
    """What staff see of a claim: both names, and the signs that only the typed one has."""

    claim: NameClaim
    typed: str
    registered: str
    signs: Sequence[str]


def match_for(name: str) -> Match | None:
    """Return the organisation that a typed name means or imitates; None for an unknown name."""
    wanted, looks = plain_form(name), skeleton(name)
    if not wanted:
        return None
    statement = select(Organisation).where(Organisation.merged_into_id.is_(None))
    alike = None
    for one in db.session.scalars(statement.order_by(Organisation.id)):
        names = [*one.name.as_dict().values(), *one.abbreviation.as_dict().values()]
        if wanted in map(_plain_form, names):
            return Match(one, "exact")
        if len(looks) >= SHORTEST and looks in map(_skeleton, names):
            alike = alike or Match(one, "alike")
    return alike


def note_claim(submission: Submission, *, by: Actor) -> NameClaim | None:
    """Note that a sender without membership named an organisation, and tell it, without the text.

    Nothing is noted where no identity is kept, and nothing twice. The submission is taken in any
    case. The log does not name the organisation: what it holds cannot be taken back.
    """
    if submission.level in UNLINKED_LEVELS or submission.organisation_id is not None:
        return None
    if submission.claimed:
        return None
    match = match_for(submission.organisation_name)
    if match is None:
        return None
    token = new_secret() if match.organisation.contact_email else None
    claim = NameClaim(
        submission_id=submission.id,
        organisation_id=match.organisation.id,
        likeness=match.likeness,
        token_hash=digest(token) if token else None,
    )
    submission.claimed = match.likeness
    db.session.add(claim)
    if token:
        notices.name_used(submission, match.organisation, token)
        audit.record(
            "claim.told",
            submission,
            by=by,
            consultation_id=submission.consultation_id,
        )
    return claim


def claim_by_token(token: str) -> NameClaim:
    """Return the claim that the organisation's link opens; raises NotFound."""
    statement = (
        select(NameClaim)
        .where(NameClaim.token_hash == digest(token))
        .options(
            joinedload(NameClaim.organisation),
            joinedload(NameClaim.submission).joinedload(Submission.consultation),
        )
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def answer_claim(claim: NameClaim, answer: str, *, by: Actor) -> None:
    """Keep what the organisation says: disputed or recognised; it may think again.

    The submission stays, is counted and answered; everybody who sees the organisation's name sees
    what it says. Raises NotFound for another answer.
    """
    if answer not in ANSWERS_TO_CLAIM:
        raise NotFound
    claim.answer, claim.answered_at = answer, now()
    claim.submission.claimed = answer
    audit.record(
        f"claim.{answer}",
        claim.submission,
        by=by,
        consultation_id=claim.submission.consultation_id,
    )


def claim_on(submission: Submission, language: str) -> ShownClaim | None:
    """Return the claim of a submission for staff; None when no organisation was named."""
    if not submission.claimed:
        return None
    statement = select(NameClaim).where(NameClaim.submission_id == submission.id)
    claim = db.session.scalar(statement.options(joinedload(NameClaim.organisation)))
    if claim is None:
        return None
    typed = submission.organisation_name
    names = [name for name in claim.organisation.name.as_dict().values() if name]
    near = [name for name in names if skeleton(name) == skeleton(typed)]
    registered = near[0] if near else claim.organisation.name.in_(language)
    signs = strange_signs(typed, registered) if claim.likeness == "alike" else ()
    return ShownClaim(claim, typed, registered, signs)
