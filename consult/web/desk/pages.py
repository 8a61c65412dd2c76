"""The pages of the desk: the list of my round tables, and the shell of the app."""

from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, make_response, render_template, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.people.rules import REGISTERING_KINDS
from consult.domain.roundtables.desk_queries import tables_in
from consult.domain.roundtables.models import RoundTable
from consult.domain.submissions.rules import KINDS, MEASURE_FIELDS
from consult.web.desk import blueprint
from consult.web.desk.finding import table_of
from consult.web.desk.levels import LEVELS
from consult.web.guard import actor, needs

ROLES = frozenset({"organiser", "facilitator"})
CAME_FROM = (*REGISTERING_KINDS, "state_body", "individual")
"""Kinds of organisations that people at a table come from, for numbers without names (D-12)."""


@blueprint.get("/desk/")
@needs(Permission.SIGNED_IN)
def tables() -> Any:
    """List the meetings that this person writes down."""
    mine = {grant.consultation_id for grant in actor().grants if grant.role in ROLES}
    return render_template("desk/tables.html", tables=tables_in(mine) if mine else [])


@blueprint.get("/desk/<string:slug>/<string:ref>")
@needs(Permission.FACILITATE, find=table_of)
def shell(table: RoundTable) -> Any:
    """Show the app of one meeting; it holds words only, so that it can be kept on a device."""
    return render_template(
        "desk/shell.html",
        slug=table.consultation.slug,
        ref=table.reference,
        kinds=KINDS,
        fields=MEASURE_FIELDS,
        levels=LEVELS,
        came_from=CAME_FROM,
    )


def _public(slug: str, ref: str) -> tuple[Consultation, RoundTable]:
    table = table_of(slug, ref)
    return table.consultation, table


@blueprint.get("/desk/<string:slug>/<string:ref>/manifest.webmanifest")
@needs(Permission.READ, find=_public)
def manifest(consultation: Consultation, table: RoundTable) -> Response:
    """Return what a browser needs to install the desk of one meeting as an app."""
    address = url_for("desk.shell", slug=consultation.slug, ref=table.reference)
    response = jsonify(
        name=_("Capture desk"),
        short_name=_("Desk"),
        id=address,
        start_url=address,
        scope=url_for("desk.tables"),
        display="standalone",
        background_color="#ffffff",
        theme_color="#00596b",
        icons=[
            {
                "src": current_app.jinja_env.globals["static_url"]("favicon.svg"),  # type: ignore[operator]
                "sizes": "any",
                "type": "image/svg+xml",
            }
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


@blueprint.get("/desk/worker.js")
@needs(Permission.ANYONE)
def worker() -> Response:
    """Return the service worker; its address keeps it to the desk in this language."""
    source = Path(current_app.root_path) / "static" / "desk-worker.js"
    response = make_response(source.read_text(encoding="utf-8"))
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    return response
