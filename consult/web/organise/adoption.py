"""The end of the story: the act that adopted the plan, and what changed after the report."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.adoption import Act, act_of, adopt
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.consultations.rules import may_become
from consult.domain.plans.queries import published_of
from consult.domain.reports.ending import ending_of
from consult.kernel.errors import ConsultError, Missing, NotFound
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.change_forms import AdoptionForm
from consult.web.sentences import sentence

FIELDS = {"unfit_act_day": "adopted_on", "unfit_address": "address"}


@blueprint.route("/organise/<string:slug>/adoption", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def adoption(consultation: Consultation) -> Any:
    """Show the act that adopted the plan, or take it."""
    form = AdoptionForm().offer()
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        refused = _adopted(consultation, form)
        if refused is None:
            flash(_("The plan is adopted. The public page tells it."), "success")
            return redirect(url_for("organise.adoption", slug=consultation.slug))
        status = refused.status
    act = act_of(consultation.id)
    return render_template(
        "organise/adoption.html",
        consultation=consultation,
        version=published_of(consultation.id),
        act=act,
        ending=ending_of(consultation.id) if act else None,
        may_adopt=may_become(consultation.state, "decision_made"),
        form=form,
    ), status


def _adopted(consultation: Consultation, form: AdoptionForm) -> ConsultError | None:
    version = published_of(consultation.id)
    try:
        if version is None:
            raise NotFound
        adopt(consultation, version, Act(**form.facts()), by=actor())
    except Missing as refused:
        for name in refused.facts["missing"]:
            form.fail(name, sentence(refused))
        return refused
    except ConsultError as refused:
        form.fail(FIELDS.get(refused.code, "kind"), sentence(refused))
        return refused
    return None
