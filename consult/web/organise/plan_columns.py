"""Choosing by hand the table and the columns that a file of a plan is read from."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug
from consult.domain.plans import staging
from consult.domain.plans.importer import FIELDS
from consult.domain.plans.staging import Staging
from consult.kernel.errors import NotFound
from consult.machinery.tables import Unreadable
from consult.web.findings import field_name
from consult.web.forms import ConsultForm, DropdownField
from consult.web.guard import needs
from consult.web.organise import blueprint
from consult.web.organise.plan_waiting import keep, kept

FIELD_PREFIX = "column_"


def staged_file(slug: str, place: int) -> tuple[Consultation, int]:
    """Return the consultation and the place of a waiting file; raises NotFound."""
    consultation = consultation_by_slug(slug)
    if place >= len(kept(consultation).files):
        raise NotFound
    return consultation, place


@blueprint.route("/organise/<string:slug>/plan/import/columns/<int:place>", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=staged_file)
def import_columns(consultation: Consultation, place: int) -> Any:
    """Let the sheet and the columns of one file be chosen by hand."""
    staged = kept(consultation)
    one = staged.files[place]
    back = redirect(url_for("organise.import_check", slug=consultation.slug))
    try:
        seen = staging.look(one)
    except Unreadable:
        return back
    form = columns_form(seen)
    if form.validate_on_submit():
        sheet = form["sheet"].data or None
        mapping = {} if sheet != seen.sheet else _chosen(form)
        keep(consultation, staged.changed(place, sheet=sheet, mapping=mapping or None))
        return back
    if request.method == "GET":
        _show(form, seen, one.mapping or _recognised(staged, one.name))
    names = [f"{FIELD_PREFIX}{name}" for name in FIELDS]
    return render_template(
        "organise/import_columns.html",
        consultation=consultation,
        form=form,
        name=one.name,
        names=names,
        seen=seen,
    ), 422 if request.method == "POST" else 200


def columns_form(seen: staging.Look) -> ConsultForm:
    """Return a form with the sheet and, for each field of a plan, the column to take it from."""
    columns = [
        ("", _l("Not in this file")),
        *((str(one.number), f"{one.letters}: {one.sample}") for one in seen.columns),
    ]
    fields: dict[str, Any] = {
        "sheet": DropdownField(
            _("Sheet or table"),
            choices=list(seen.sheets),
            hint=_("Its columns are recognised by their headings when you choose none."),
        )
    }
    for name in FIELDS:
        fields[f"{FIELD_PREFIX}{name}"] = DropdownField(field_name(name), choices=columns)
    made: ConsultForm = type("ColumnsForm", (ConsultForm,), fields)()
    return made


def _chosen(form: ConsultForm) -> dict[str, int]:
    typed = {name: form[f"{FIELD_PREFIX}{name}"].data for name in FIELDS}
    return staging.known_fields({name: int(value) for name, value in typed.items() if value})


def _show(form: ConsultForm, seen: staging.Look, mapping: Mapping[str, int]) -> None:
    form["sheet"].data = seen.sheet
    for name, column in mapping.items():
        form[f"{FIELD_PREFIX}{name}"].data = str(column)


def _recognised(staged: Staging, name: str) -> Mapping[str, int]:
    return staging.read(Staging(staged.files)).mapping.get(name, {})
