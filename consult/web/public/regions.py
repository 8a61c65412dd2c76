"""What came from which region: a map, the same as a table, and the table as a file."""

from flask import Response, render_template

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.web.guard import needs
from consult.web.public import blueprint
from consult.web.regional_page import picture, table_file


@blueprint.get("/c/<string:slug>/regions")
@needs(Permission.READ, find=consultation_by_slug)
def regions(consultation: Consultation) -> str:
    """Show what came from each region, as far as it may be public (REQ 117)."""
    shown = picture(consultation, "public", "public.regions")
    return render_template("public/regions.html", consultation=consultation, picture=shown)


@blueprint.get("/c/<string:slug>/regions.csv")
@needs(Permission.READ, find=consultation_by_slug)
def regions_as_csv(consultation: Consultation) -> Response:
    """Give the table exactly as the page shows it."""
    return table_file(consultation, "public")
