"""Your safety: what each choice protects and what it does not; how a name is used in one place."""

from flask import render_template

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.submissions import trustees
from consult.domain.submissions.rules import levels_offered
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.who_sees import side_by_side


@blueprint.get("/your-safety")
@needs(Permission.ANYONE)
def safety() -> str:
    """Tell what the service protects at each level and what nobody can promise."""
    return render_template("public/safety.html", levels=side_by_side())


@blueprint.get("/c/<string:slug>/your-safety")
@needs(Permission.READ, find=consultation_by_slug)
def names(consultation: Consultation) -> str:
    """Tell how a name is used in one consultation, and who its trustees are."""
    can_seal = trustees.can_seal(consultation.id)
    offered = levels_offered(consultation.publication_policy, can_seal=can_seal)
    return render_template(
        "public/names.html",
        consultation=consultation,
        levels=side_by_side(offered),
        trustees=trustees.public_list(consultation.id),
        changes=trustees.public_changes(consultation),
    )
