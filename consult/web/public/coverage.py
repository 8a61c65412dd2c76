"""Which recommendations a plan carries out: the matrix by theme, and what it leaves open."""

from flask import render_template

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.plans.coverage import coverage_of
from consult.domain.recommendations.theme_names import theme_name
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.public.plan import Shown, asked_version, plan_by_slug


@blueprint.get("/c/<string:slug>/coverage")
@needs(Permission.READ, find=plan_by_slug)
def coverage(consultation: Consultation, shown: Shown) -> str:
    """Show recommendation by recommendation which measures carry it out (H-04)."""
    return render_template(
        "public/coverage.html",
        consultation=consultation,
        version=shown.version,
        versions=shown.versions,
        coverage=coverage_of(shown.version),
        asked=asked_version(),
        theme_name=theme_name,
    )
