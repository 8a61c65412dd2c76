"""Sealed submissions: the consultations of a trustee, the list, asking for an identity."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.submissions import trustee_reading, unsealing
from consult.domain.submissions.models import Submission
from consult.domain.submissions.rules import UNSEALING_GROUNDS
from consult.kernel.errors import ConsultError, Forbidden
from consult.web.forms import ConsultForm, LongTextField, RadiosField
from consult.web.freshness import fresh
from consult.web.guard import actor, needs
from consult.web.labels import choices
from consult.web.sentences import sentence
from consult.web.trustee import blueprint
from consult.web.trustee.sentences import field_of

REASON_LENGTH = 2000


class AskForm(ConsultForm):
    """Why an identity is to be opened."""

    ground = RadiosField(_l("Ground"), required=_l("Choose the ground."))
    reason = LongTextField(
        _l("Reason"),
        required=_l("Write why the identity has to be opened."),
        hint=_l("The other trustees read it and decide. The author sees only the ground."),
        limit=REASON_LENGTH,
    )

    def offer(self) -> "AskForm":
        """Fill the list in the page's language."""
        self.ground.choices = choices("unsealing_ground", UNSEALING_GROUNDS)
        return self


@blueprint.get("/")
@needs(Permission.SIGNED_IN)
def consultations() -> str:
    """List the consultations in which the visitor is a trustee."""
    who = actor()
    if who.is_administrator or not any(grant.role == "trustee" for grant in who.grants):
        raise Forbidden
    found = trustee_reading.consultations_of(who)
    waiting = trustee_reading.waiting_for(who)
    return render_template("trustee/consultations.html", consultations=found, waiting=waiting)


@blueprint.get("/<string:slug>")
@needs(Permission.UNSEAL, find=consultation_by_slug)
def submissions(consultation: Consultation) -> str:
    """List the sealed submissions in an order that tells nothing."""
    page = trustee_reading.sealed_page(consultation, actor(), cursor=request.args.get("cursor"))

    def address(cursor: str | None) -> str:
        own: dict[str, Any] = {"slug": consultation.slug, "cursor": cursor}
        return url_for("trustee.submissions", **own) if cursor else ""

    return render_template(
        "trustee/submissions.html",
        consultation=consultation,
        page=page,
        previous_url=address(page.previous),
        next_url=address(page.next),
    )


@blueprint.route("/<string:slug>/submissions/<string:reference>", methods=["GET", "POST"])
@needs(Permission.UNSEAL, find=trustee_reading.sealed_submission)
@fresh
def ask(consultation: Consultation, submission: Submission) -> Any:
    """Ask to open the identity of a submission."""
    form = AskForm().offer()
    if form.validate_on_submit():
        try:
            made = unsealing.ask(submission, form.ground.data, form.reason.data, by=actor())
        except ConsultError as refused:
            form.fail(field_of(refused.code, refused.facts) or "reason", sentence(refused))
        else:
            flash(_("You have asked. The other trustees were told by mail."), "success")
            return redirect(
                url_for("trustee.one_request", slug=consultation.slug, unsealing_id=made.id)
            )
    status = 422 if form.errors else 200
    return render_template(
        "trustee/ask.html", consultation=consultation, submission=submission, form=form
    ), status
