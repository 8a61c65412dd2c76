"""What pages and files show of a signed receipt: the part for programs, the QR code."""

from markupsafe import Markup

from consult.domain.submissions import record_file
from consult.domain.submissions.models import Submission
from consult.machinery.letters import address
from consult.web.language import current_language
from consult.web.qr_codes import drawing


def receipt_block(submission: Submission) -> str:
    """Return the part of a receipt file for programs; empty for what nothing confirms."""
    receipt = record_file.newest_receipt(submission.id)
    return record_file.block_of(receipt) if receipt else ""


def receipt_drawing(submission: Submission) -> Markup | None:
    """Return reference and the beginning of the leaf as a QR code for paper."""
    receipt = record_file.newest_receipt(submission.id)
    if receipt is None:
        return None
    return drawing(f"{submission.reference} {record_file.prefix_of(receipt)}")


def verify_link() -> str:
    """Return the full address of the page that checks receipts."""
    return address("public.verify", current_language())
