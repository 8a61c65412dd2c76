"""The regional picture with exact numbers, for those who work on the consultation."""

from typing import Any

from flask import Response, render_template

from consult.access import Permission
from consult.domain.consultations.queries import consultation_by_slug
from consult.web.guard import needs
from consult.web.organise import blueprint
from consult.web.regional_page import picture, table_file


@blueprint.get("/organise/<string:slug>/regions")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def regions(consultation: Any) -> str:
    """Show every comment that was received at its region, and no number withheld."""
    shown = picture(consultation, "organiser", "organise.regions")
    return render_template("organise/regions.html", consultation=consultation, picture=shown)


@blueprint.get("/organise/<string:slug>/regions.csv")
@needs(Permission.READ_STAFF, find=consultation_by_slug)
def regions_as_csv(consultation: Any) -> Response:
    """Give the table exactly as the page shows it."""
    return table_file(consultation, "organiser")
