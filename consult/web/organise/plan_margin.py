"""Comments in the margins of a version's Word files, to be taken over as comments by hand."""

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.plans.margin import margin_comments
from consult.domain.plans.models import PlanVersion
from consult.domain.plans.queries import published_of
from consult.domain.submissions.queries import registered_from
from consult.web.guard import needs
from consult.web.organise import blueprint
from consult.web.organise.plan import version_by_number


@blueprint.get("/organise/<string:slug>/plan/<int:number>/margin")
@needs(Permission.ORGANISE, find=version_by_number)
def plan_margin(consultation: Consultation, version: PlanVersion) -> Any:
    """List the comments with the part they hang on and whether they were taken over."""
    comments = margin_comments(version)
    return render_template(
        "organise/plan_margin.html",
        consultation=consultation,
        version=version,
        comments=comments,
        taken=registered_from(consultation.id, [one.source_ref for one in comments]),
        is_published=published_of(consultation.id) is not None,
        place_name=place_name,
    )


def place_name(target: str) -> str:
    """Return a target such as measure:2.1 in words."""
    kind, _colon, number = target.partition(":")
    if kind == "measure":
        return _("Measure %(number)s", number=number)
    if kind == "section":
        return _("Section %(number)s", number=number)
    return _("The whole plan")
