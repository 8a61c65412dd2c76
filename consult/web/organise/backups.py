"""The administrator's page of backups: the last ones, and when one was last proved."""

from flask import render_template

from consult.access import Permission
from consult.kernel.clock import now
from consult.machinery.backup import runs
from consult.web.freshness import fresh
from consult.web.guard import needs
from consult.web.organise import blueprint


@blueprint.get("/organise/administration/backups")
@needs(Permission.ADMINISTER)
@fresh
def administration_backups() -> str:
    """Show the last runs and the age of the last good backup and the last good check."""
    return render_template(
        "organise/backups.html",
        runs=runs.last_runs(),
        ages={kind: runs.age_in_hours(kind, now()) for kind in ("made", "checked")},
    )
