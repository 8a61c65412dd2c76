"""Letters about submissions: the receipt, the use of an organisation's name."""

from consult.domain.people.models import Organisation
from consult.domain.submissions.confirming import ask_for_confirmation
from consult.domain.submissions.models import Submission
from consult.domain.submissions.receipts import Secrets
from consult.domain.submissions.registering import OPEN_LEVELS
from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.kernel.localised import LANGUAGES
from consult.machinery import letters, outbox
from consult.machinery.outbox import Letter


def received(submission: Submission, secrets: Secrets) -> Letter | None:
    """Queue the receipt (D-04): reference, time, link; None without an address.

    The subject is neutral, and neither a name, nor the code, nor a word of the text is in it (REQ
    95). At levels that keep no account no letter is sent (REQ 96). Needs consultation and points
    loaded.
    """
    if not submission.contact_email or submission.level in UNLINKED_LEVELS:
        return None
    language = submission.language
    confirm = ask_for_confirmation(submission)
    written = letters.write(
        "receipt",
        language,
        submission=submission,
        consultation=submission.consultation,
        shows_number=submission.level in OPEN_LEVELS,
        edit_link=letters.address("contribute.edit", language, token=secrets.token),
        receipt_link=letters.address("public.receipt", language),
        confirm_link=letters.address("contribute.confirm_address", language, token=confirm)
        if confirm
        else "",
    )
    return outbox.post(
        written,
        to=submission.contact_email,
        kind="receipt",
        language=language,
        cause=f"submission:{submission.id}:receipt",
        consultation_id=submission.consultation_id,
    )


def name_used(submission: Submission, organisation: Organisation, token: str) -> Letter:
    """Queue the letter to an organisation that somebody without membership named as the author.

    It holds the day and the consultation, nothing of what was sent and nothing of who sent it.
    Needs the consultation loaded.
    """
    known = [code for code in LANGUAGES if code in organisation.languages.split(";")]
    language = known[0] if known else "ru"
    written = letters.write(
        "name_used",
        language,
        consultation=submission.consultation,
        organisation=organisation.name,
        received_at=submission.received_at,
        link=letters.address("contribute.claim", language, token=token),
    )
    return outbox.post(
        written,
        to=organisation.contact_email,
        kind="name_used",
        language=language,
        cause=f"submission:{submission.id}:claim",
        consultation_id=submission.consultation_id,
    )
