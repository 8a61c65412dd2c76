"""Materials of a round table: files that everybody can download."""

import uuid
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.roundtables.materials import (
    MaterialRefused,
    add_material,
    material_of,
    remove_material,
)
from consult.domain.roundtables.models import Material, RoundTable
from consult.domain.submissions.file_types import FileRefused, kind_of_file
from consult.domain.submissions.rules import FILE_SIZE
from consult.web.forms import ConsultForm, FileField, LocalisedField
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.tables import ONE, back, table_by_address
from consult.web.sentences import sentence

PAGE = "organise.tables_materials"


class MaterialForm(ConsultForm):
    """One file and what it is called."""

    title = LocalisedField(
        _l("Title"),
        required={"ru": _l("Enter the title in Russian.")},
        limit=300,
    )
    file = FileField(
        _l("File"),
        required=_l("Choose a file."),
        hint=_l("PDF, DOCX, ODT, XLSX, a picture or plain text, up to 10 MB."),
    )


@blueprint.route(f"{ONE}/materials", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=table_by_address)
def tables_materials(table: RoundTable) -> Any:
    """Show the materials and take a further one."""
    form = MaterialForm()
    if form.validate_on_submit():
        try:
            _add(table, form)
        except (FileRefused, MaterialRefused) as refused:
            form.fail("file", sentence(refused))
        else:
            flash(_("The file is open to everybody now."), "success")
            return back(table, PAGE)
    return render_template(
        "organise/table_materials.html",
        consultation=table.consultation,
        table=table,
        form=form,
    ), (422 if request.method == "POST" else 200)


def _add(table: RoundTable, form: MaterialForm) -> None:
    upload = form.file.data
    data = upload.stream.read(FILE_SIZE + 1)
    name = upload.filename or ""
    if len(data) > FILE_SIZE:
        raise FileRefused("file_too_big", name=name, most=FILE_SIZE)
    kind = kind_of_file(data, name)
    title = form.title.data
    add_material(
        table, data, title=title, ending=kind.ending, media_type=kind.media_type, by=actor()
    )


def material_by_address(slug: str, ref: str, material_id: uuid.UUID) -> tuple[RoundTable, Material]:
    """Return a meeting and one of its materials; raises NotFound."""
    table = table_by_address(slug, ref)
    return table, material_of(table, material_id)


@blueprint.post(f"{ONE}/materials/<uuid:material_id>/remove")
@needs(Permission.ORGANISE, find=material_by_address)
def tables_material_remove(table: RoundTable, material: Material) -> Any:
    """Take a file away."""
    remove_material(table, material, by=actor())
    flash(_("The file is removed."), "success")
    return back(table, PAGE)
