"""Planning a round table and changing what is known of it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from consult.access import Permission
from consult.domain.consultations.models import Consultation
from consult.domain.consultations.queries import consultation_by_slug, organisers_of
from consult.domain.people.queries import organisations
from consult.domain.roundtables.models import RoundTable
from consult.domain.roundtables.operations import change_table, plan_table
from consult.kernel.errors import Conflict, ConsultError, Missing
from consult.web.guard import actor, needs
from consult.web.organise import blueprint
from consult.web.organise.table_forms import TableForm, today
from consult.web.organise.tables import ADDRESS, ONE, back, table_by_address
from consult.web.sentences import sentence

FIELDS = {"no_such_region": "region_code", "ends_before_start": "ends_at"}
USUAL = {
    "level": "regional",
    "format": "in_person",
    "attendance": "named",
    "languages": ["kk", "ru"],
    "interpretation": ["kk-ru", "ru-kk"],
}


@blueprint.route(f"{ADDRESS}/new", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=consultation_by_slug)
def tables_new(consultation: Consultation) -> Any:
    """Ask for the facts of a new meeting and put it into the calendar."""
    own = [str(one.id) for one in organisers_of(consultation.id)]
    form = TableForm(**USUAL, organisers=own).offer(organisations(), today())
    if form.validate_on_submit():
        try:
            made = plan_table(consultation, form.facts(), by=actor(), holders=form.holders())
        except ConsultError as refused:
            _refuse(form, refused)
        else:
            flash(_("The meeting stands in the calendar. Now write its agenda."), "success")
            slug, ref = consultation.slug, made.reference
            return redirect(url_for("organise.tables_agenda", slug=slug, ref=ref))
    return _page(consultation, None, form)


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Permission.ORGANISE, find=table_by_address)
def tables_edit(table: RoundTable) -> Any:
    """Change the facts of a meeting; those concerned are told of another time or place."""
    form = TableForm.of(table, organisations())
    if form.validate_on_submit():
        try:
            facts, holders = form.facts(), form.holders()
            change_table(table, facts, by=actor(), holders=holders, expected=form.seen)
        except ConsultError as refused:
            _refuse(form, refused)
        else:
            flash(_("Saved. Whoever registered is told when time or place changed."), "success")
            return back(table)
    return _page(table.consultation, table, form)


def _refuse(form: TableForm, refused: ConsultError) -> None:
    if isinstance(refused, Missing):
        for name in refused.facts["missing"]:
            form.fail(name, sentence(refused))
        return
    form.is_stale = isinstance(refused, Conflict)
    form.fail(FIELDS.get(refused.code, "title"), sentence(refused))


def _page(consultation: Consultation, table: RoundTable | None, form: TableForm) -> Any:
    if form.is_stale and table is not None:
        form.row_version.data = str(table.row_version)
    body = render_template(
        "organise/table_form.html", consultation=consultation, table=table, form=form
    )
    if request.method != "POST":
        return body
    return body, 409 if form.is_stale else 422
