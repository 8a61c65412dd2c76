"""Letters about submissions: the receipt."""

from consult.domain.submissions.models import Submission
from consult.domain.submissions.receipts import Secrets
from consult.domain.submissions.registering import OPEN_LEVELS
from consult.machinery import letters, outbox
from consult.machinery.outbox import Letter


def received(submission: Submission, secrets: Secrets) -> Letter | None:
    """Queue the receipt (D-04): reference, time, full copy, edit link; None without an address.

    The subject is neutral and neither the name nor the code is in it (I 95). Needs consultation,
    points and their targets loaded.
    """
    if not submission.contact_email:
        return None
    language = submission.language
    written = letters.write(
        "receipt",
        language,
        submission=submission,
        consultation=submission.consultation,
        shows_number=submission.level in OPEN_LEVELS,
        edit_link=letters.address("contribute.edit", language, token=secrets.token),
        receipt_link=letters.address("public.receipt", language),
    )
    return outbox.post(
        written,
        to=submission.contact_email,
        kind="receipt",
        language=language,
        cause=f"submission:{submission.id}:receipt",
        consultation_id=submission.consultation_id,
    )
