"""The administrator's page of stored files: bytes and rows, and what the virus scanner said."""

from flask import render_template

from consult.access import Permission
from consult.machinery import scans, storage
from consult.web.guard import needs
from consult.web.organise import blueprint


@blueprint.get("/organise/administration/files")
@needs(Permission.ADMINISTER)
def administration_files() -> str:
    """Show the last look at the storage and the files in which a virus was found."""
    return render_template(
        "organise/storage.html",
        check=storage.last_check(),
        infected=scans.infected(),
        has_scanner=scans.is_on(),
    )
