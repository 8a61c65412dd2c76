"""How long what is kept, for everybody."""

from flask import render_template

from consult.access import Permission
from consult.domain.retention.queries import periods
from consult.domain.retention.rules import KINDS
from consult.web import retention_words  # noqa: F401  the labels of the kinds
from consult.web.guard import needs
from consult.web.public import blueprint


@blueprint.get("/privacy/retention")
@needs(Permission.ANYONE)
def retention() -> str:
    """Show the periods as they are set."""
    return render_template("public/retention.html", kinds=KINDS, days=periods())
