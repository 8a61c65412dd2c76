"""The reasons that a body keeps for reuse."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.responses import reasons as keeping
from consult.kernel.errors import NotFound
from consult.web.guard import actor, needs
from consult.web.respond import blueprint
from consult.web.respond.scope import bodies_in


@blueprint.get("/<string:slug>/reasons")
@needs(Permission.RESPOND, find=consultation_by_slug)
def reasons(consultation: Consultation) -> str:
    """List the kept reasons of the visitor's bodies."""
    texts = keeping.reasons_of(bodies_in(consultation.id))
    return render_template("respond/reasons.html", consultation=consultation, texts=texts)


@blueprint.post("/<string:slug>/reasons")
@needs(Permission.RESPOND, find=consultation_by_slug)
def reasons_drop(consultation: Consultation) -> Any:
    """Remove one kept text."""
    try:
        text_id = uuid.UUID(request.form.get("text", ""))
    except ValueError as error:
        raise NotFound from error
    text = keeping.reasons_by_id(bodies_in(consultation.id), text_id)
    keeping.drop_reasons(consultation.id, text, by=actor())
    flash(_("The kept reasons are removed. Answers stay as they are."), "success")
    return redirect(url_for("respond.reasons", slug=consultation.slug))
