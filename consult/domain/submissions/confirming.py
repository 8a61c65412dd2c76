"""Confirming the address of a submission by the link in its receipt letter (REQ 110)."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.domain.people.actors import Actor
from consult.domain.submissions.claim_models import AddressConfirmation
from consult.domain.submissions.models import Submission
from consult.kernel.clock import now
from consult.kernel.database import db
from consult.kernel.errors import NotFound
from consult.kernel.references import digest, new_secret
from consult.machinery import audit


def ask_for_confirmation(submission: Submission) -> str:
    """Return the token of the link by which the reader of the letter confirms the address.

    Empty when there is nothing to confirm. The browser that sent cannot know it, for it would
    prove nothing.
    """
    if submission.verification != "unverified":
        return ""
    token = new_secret()
    db.session.add(AddressConfirmation(submission_id=submission.id, token_hash=digest(token)))
    return token


def confirmation_by_token(token: str) -> AddressConfirmation:
    """Return the confirmation that a link opens; raises NotFound."""
    statement = (
        select(AddressConfirmation)
        .where(AddressConfirmation.token_hash == digest(token))
        .options(
            joinedload(AddressConfirmation.submission).joinedload(Submission.consultation),
        )
    )
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def confirm_address(confirmation: AddressConfirmation, *, by: Actor) -> None:
    """Note that the address of a submission is its sender's; a second time changes nothing."""
    if confirmation.confirmed_at is not None:
        return
    confirmation.confirmed_at = now()
    submission = confirmation.submission
    if submission.verification == "unverified":
        submission.verification = "email_confirmed"
    audit.record(
        "submission.address_confirmed",
        submission,
        by=by,
        consultation_id=submission.consultation_id,
    )
