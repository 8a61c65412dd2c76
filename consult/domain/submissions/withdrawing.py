"""Taking back the consent to be known: the name goes, the words and the record stay (REQ 116)."""

import uuid

from consult.domain.people.actors import Actor
from consult.domain.submissions import queries
from consult.domain.submissions.editing import acting, is_author
from consult.domain.submissions.erasing import erase_identity
from consult.kernel.errors import Forbidden


def withdraw_consent(submission_id: uuid.UUID, *, by: Actor, proof: str = "") -> None:
    """Erase who sent a submission because the author asks; it cannot be undone.

    proof: the token of the link or the letters of the receipt code. Raises Forbidden.
    """
    submission = queries.submission_by_id(submission_id, lock=True)
    if not is_author(submission, by=by, proof=proof):
        raise Forbidden
    erase_identity(submission, by=acting(submission, by), ground="author")
