"""Pages of plain text: help, privacy, accessibility."""

from flask import render_template

from consult.access import Permission
from consult.web.guard import needs
from consult.web.public import blueprint


@blueprint.get("/<any(help, privacy, accessibility):page>")
@needs(Permission.ANYONE)
def info(page: str) -> str:
    """Show a page that explains the service."""
    return render_template(f"public/info/{page}.html")
