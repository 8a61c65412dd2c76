"""By links of letters: an organisation says whether it sent; a sender confirms an address."""

from typing import Any

from flask import redirect, render_template, request, url_for

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.submissions import claims, confirming
from consult.domain.submissions.claim_models import AddressConfirmation, NameClaim
from consult.kernel.localised import LocalisedText
from consult.web.contribute import blueprint
from consult.web.contribute.forms import PlainForm
from consult.web.guard import actor, needs


def claim_of(token: str) -> tuple[Consultation, NameClaim, str]:
    """Return the claim that the link opens, with its consultation; raises NotFound."""
    found = claims.claim_by_token(token)
    return found.submission.consultation, found, token


@blueprint.route("/organisation-named/<string:token>", methods=["GET", "POST"])
@needs(Permission.COMMENT, find=claim_of)
def claim(consultation: Consultation, claim: NameClaim, token: str) -> Any:
    """Ask whether the organisation sent it; afterwards show what became of the answer."""
    form = PlainForm()
    if form.validate_on_submit() and "answer" in request.form:
        claims.answer_claim(claim, request.form["answer"], by=actor())
        return redirect(url_for("contribute.claim", token=token))
    name: LocalisedText = claim.organisation.name
    return render_template(
        "contribute/claim.html", consultation=consultation, claim=claim, name=name, form=form
    )


def confirmation_of(token: str) -> tuple[Consultation, AddressConfirmation, str]:
    """Return the confirmation that the link opens, with its consultation; raises NotFound."""
    found = confirming.confirmation_by_token(token)
    return found.submission.consultation, found, token


@blueprint.route("/address-confirmed/<string:token>", methods=["GET", "POST"])
@needs(Permission.COMMENT, find=confirmation_of)
def confirm_address(
    consultation: Consultation, confirmation: AddressConfirmation, token: str
) -> Any:
    """Show a button first: programs that open links in letters confirm nothing."""
    form = PlainForm()
    if form.validate_on_submit():
        confirming.confirm_address(confirmation, by=actor())
        return redirect(url_for("contribute.confirm_address", token=token))
    return render_template(
        "contribute/confirm_address.html",
        consultation=consultation,
        confirmation=confirmation,
        form=form,
    )
