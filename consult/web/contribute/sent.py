"""After sending: the receipt on the page and as a file, and forgetting it on a shared computer."""

from typing import Any

from flask import Response, make_response, redirect, render_template, request, session, url_for

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.roundtables.queries import event_code_of
from consult.domain.submissions import queries
from consult.domain.submissions.models import Submission
from consult.domain.submissions.receipts import Secrets, secrets_from
from consult.domain.submissions.registering import OPEN_LEVELS
from consult.domain.submissions.rules import UNLINKED_LEVELS
from consult.kernel.errors import NotFound
from consult.machinery.letters import address
from consult.web.contribute import blueprint, drafting
from consult.web.contribute.forms import PlainForm
from consult.web.guard import actor, needs
from consult.web.language import current_language
from consult.web.qr_codes import drawing
from consult.web.receipt_parts import receipt_block, receipt_drawing, verify_link


def just_sent(slug: str) -> tuple[Consultation, Submission, Secrets]:
    """Return what this browser has just sent, with its secrets; raises NotFound."""
    consultation = consultation_by_slug(slug)
    draft = drafting.newest(consultation)
    if draft is None or draft.submission_id is None:
        raise NotFound
    secrets = secrets_from(draft.token)
    return consultation, queries.submission_by_id(draft.submission_id), secrets


@blueprint.get("/c/<string:slug>/comment/sent")
@needs(Permission.COMMENT, find=just_sent)
def sent(consultation: Consultation, submission: Submission, secrets: Secrets) -> str:
    """Show the receipt: reference, code, time, what happens next."""
    facts = _facts(consultation, submission, secrets)
    return render_template("contribute/sent.html", code=receipt_drawing(submission), **facts)


@blueprint.get("/c/<string:slug>/comment/sent/receipt.txt")
@needs(Permission.COMMENT, find=just_sent)
def receipt_file(consultation: Consultation, submission: Submission, secrets: Secrets) -> Response:
    """Give the receipt as a text file with a neutral name."""
    facts = _facts(consultation, submission, secrets)
    text = render_template("contribute/receipt.txt", block=receipt_block(submission), **facts)
    response = make_response(text)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="receipt.txt"'
    return response


@blueprint.post("/c/<string:slug>/comment/forget")
@needs(Permission.COMMENT, find=consultation_by_slug)
def forget(consultation: Consultation) -> Any:
    """Take the receipt off this browser; at a meeting the next person begins with a clean one."""
    drafting.forget(consultation)
    code = request.form.get("event", "")
    if not code:
        return redirect(url_for("public.consultation", slug=consultation.slug))
    if actor().user_id is None:
        session.clear()
    return redirect(url_for("contribute.start", slug=consultation.slug, event=code))


def _facts(consultation: Consultation, submission: Submission, secrets: Secrets) -> dict[str, Any]:
    return {
        "consultation": consultation,
        "submission": submission,
        "secrets": secrets,
        "shows_number": submission.level in OPEN_LEVELS,
        "edit_link": address("contribute.edit", current_language(), token=secrets.token),
        "verify_link": verify_link(),
        "receipt_link": address("public.receipt", current_language()),
        "form": PlainForm(),
        "code_picture": drawing(f"{submission.reference} {secrets.code}"),
        "no_letter": submission.level in UNLINKED_LEVELS,
        "next_event": event_code_of(submission.round_table_id),
    }
